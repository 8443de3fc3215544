//! Gives a new connection date of a change, when the one before passed (G2). A request for another date that PDP has not answered is
//! settled by it, in the same transaction: accepted afterwards, it would put an older date over the newer one (O2).

use domain::actor::{Actor, Process};
use domain::change::{Change, Command, Event, Refusal, apply, decide};
use domain::oat::{self, OatRequest, id_of_change};
use jiff::civil::Date;

use crate::desk::Desk;
use crate::error::AppError;
use crate::execute_command::{Done, Request, TRIES, commit_of, decide_on, execute_command, refuse};
use crate::execute_oat_command::{OnOat, load};
use crate::oat_commit::{self, Besides};
use crate::oat_requests::{LoadedOat, OatCommit, OatCommitFault, OatRequests};
use crate::oat_subject::view_of;
use crate::ports::{Changes, CommitFault};

/// Gives `date`. One read and one transaction, unless a race is lost.
///
/// # Errors
/// As [`execute_command`].
pub async fn give_connection_date<S: Changes + OatRequests>(
    desk: &Desk<S>,
    request: Request<'_>,
    date: Date,
) -> Result<Done, AppError> {
    let command = || Command::GiveConnectionDate { date: Some(date) };
    for _ in 0..TRIES {
        let on =
            OnOat { actor: request.actor, id: id_of_change(request.change), seen: None, key: request.key };
        let loaded = load(desk, &on).await?;
        // A request that is repeated goes the usual way.
        let (Some(change), None) = (&loaded.change, &loaded.receipt) else { break };
        let events = match decide_on(desk, change, command(), &request) {
            Ok(events) => events,
            Err(AppError::Refused(refusal)) => {
                return refuse(desk, change, command().kind(), &request, refusal).await;
            }
            Err(other) => return Err(other),
        };
        if let Some(change) = write(desk, &loaded, change, events, &request, date).await? {
            return Ok(Done { change, evidence: None, repeated: false });
        }
    }
    execute_command(desk, request, |_| command()).await
}

/// Writes `events` on `change`, and what they settle; none when someone else was faster.
async fn write<S: Changes + OatRequests>(
    desk: &Desk<S>,
    loaded: &LoadedOat,
    change: &Change,
    events: Vec<Event>,
    request: &Request<'_>,
    date: Date,
) -> Result<Option<Change>, AppError> {
    if loaded.oat.as_ref().and_then(OatRequest::open_date_change).is_none() {
        let commit = commit_of(desk, change.clone(), &events, request.key);
        return match desk.store.commit(&commit).await {
            Ok(()) => Ok(Some(commit.change)),
            Err(CommitFault::Fault(fault)) => Err(fault.into()),
            Err(_) => Ok(None),
        };
    }
    let commit = settling(desk, loaded, change, events, request, date).await?;
    match desk.store.commit_oat(&commit).await {
        Ok(()) => Ok(commit.change.map(|commit| commit.change)),
        Err(OatCommitFault::Fault(fault)) => Err(fault.into()),
        Err(_) => Ok(None),
    }
}

/// The commit of `events` on `change`, with what settles the request for another date.
async fn settling<S: OatRequests>(
    desk: &Desk<S>,
    loaded: &LoadedOat,
    change: &Change,
    mut events: Vec<Event>,
    request: &Request<'_>,
    date: Date,
) -> Result<OatCommit, AppError> {
    let oat = loaded.oat.as_ref().ok_or(Refusal::NotFound)?;
    let view = view_of(desk, loaded, false).await?.ok_or(Refusal::NotFound)?;
    let ctx = desk.context();
    let settle = oat::Command::SettleDate { given: date };
    let settled = oat::decide(oat, settle, request.actor, &view, &ctx)?;
    let mut commit = oat_commit::commit_of(desk, loaded, &settled, Besides::default())?;
    let mut given = change.clone();
    events.iter().for_each(|event| apply(&mut given, event));
    // What was undecided about the date held the change, if nothing else about its pass is.
    if !commit.oat.is_undecided() {
        let system = Actor::System(Process::OperationalAcceptanceTesting);
        events.extend(decide(&given, Command::AwaitOat { undecided: false }, &system, &ctx)?);
    }
    commit.change = Some(commit_of(desk, change.clone(), &events, request.key));
    Ok(commit)
}
