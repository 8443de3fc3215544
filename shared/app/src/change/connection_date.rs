//! Gives a new connection date of a change, when the one before passed (G2). A request for another date that PDP has not answered is
//! settled by it, in the same transaction: accepted afterwards, it would put an older date over the newer one (O2).

use domain::actor::{Actor, Process};
use domain::change::{Change, Command, Event, Refusal, apply, decide, permit};
use domain::oat::{self, OatRequest, id_of_change};
use jiff::civil::Date;

use crate::change::execute::{Done, Request, commit_of, execute_command};
use crate::change::ports::{Changes, CommitFault};
use crate::command::contention::{TRIES, before_try};
use crate::command::order::{admit, judge};
use crate::desk::Desk;
use crate::error::AppError;
use crate::oat::commit::{self, Besides};
use crate::oat::execute::{OnOat, load};
use crate::oat::ports::{LoadedOat, OatCommit, OatCommitFault, OatRequests};
use crate::oat::subject::view_of;

/// Gives `date`. One read and one transaction, unless it is refused or a race is lost.
///
/// # Errors
/// As [`execute_command`].
pub async fn give_connection_date<S: Changes + OatRequests>(
    desk: &Desk<S>,
    request: Request<'_>,
    date: Date,
) -> Result<Done, AppError> {
    let command = || Command::GiveConnectionDate { date: Some(date) };
    for number in 0..TRIES {
        before_try(desk, number).await;
        let on =
            OnOat { actor: request.actor, id: id_of_change(request.change), seen: None, key: request.key };
        let loaded = load(desk, &on).await?;
        // What is repeated or refused goes the usual way, which answers it and keeps it.
        let Some((change, events)) = decided(desk, &loaded, command(), &request) else { break };
        if let Some(change) = write(desk, &loaded, change, events, &request, date).await? {
            return Ok(Done { change, evidence: None, repeated: false });
        }
    }
    execute_command(desk, request, |_| command()).await
}

/// What happens to the change; none when the request is repeated or refused.
fn decided<'l, S>(
    desk: &Desk<S>,
    loaded: &'l LoadedOat,
    command: Command,
    request: &Request<'_>,
) -> Option<(&'l Change, Vec<Event>)> {
    let change = loaded.change.as_ref()?;
    let receipt = admit(permit(change, &command, request.actor), loaded.receipt, request.key).ok()?;
    let is_current = request.seen.is_none_or(|seen| change.is_current(seen));
    let events = judge(is_current, decide(change, command, request.actor, &desk.context())).ok()?;
    (receipt.is_none() && !events.is_empty()).then_some((change, events))
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
    let Some(oat) = loaded.oat.as_ref().filter(|oat| oat.open_date_change().is_some()) else {
        let commit = commit_of(desk, change.clone(), &events, request.key, request.actor.name());
        return match desk.store.commit(&commit).await {
            Ok(()) => Ok(Some(commit.change)),
            Err(CommitFault::Fault(fault)) => Err(fault.into()),
            Err(_) => Ok(None),
        };
    };
    let commit = settling(desk, loaded, oat, change, events, request, date).await?;
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
    oat: &OatRequest,
    change: &Change,
    mut events: Vec<Event>,
    request: &Request<'_>,
    date: Date,
) -> Result<OatCommit, AppError> {
    let view = view_of(desk, loaded, false).await?.ok_or(Refusal::NotFound)?;
    let ctx = desk.context();
    let settle = oat::Command::SettleDate { given: date };
    let settled = oat::decide(oat, settle, request.actor, &view, &ctx)?;
    let name = request.actor.name();
    let mut commit = commit::commit_of(desk, loaded, &settled, Besides { name, ..Besides::default() })?;
    let mut given = change.clone();
    events.iter().for_each(|event| apply(&mut given, event));
    // What was undecided about the date held the change, if nothing else about its pass is.
    if !commit.oat.is_undecided() {
        let system = Actor::System(Process::OperationalAcceptanceTesting);
        events.extend(decide(&given, Command::AwaitOat { undecided: false }, &system, &ctx)?);
    }
    commit.change = Some(commit_of(desk, change.clone(), &events, request.key, name));
    Ok(commit)
}
