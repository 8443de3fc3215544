//! Runs every command on a request for OAT: read, decide, apply, commit, until nobody else is faster. What it means for the change or
//! the organisation that is tested is written with it.

use domain::actor::Actor;
use domain::ids::OatId;
use domain::oat::{Command, CommandKind, Event, OatRequest, Refusal, Version, decide, permit};

use crate::command::contention::{TRIES, before_try};
use crate::command::order::{CONFLICT, No, admit, judge};
use crate::command::receipt::RequestKey;
use crate::command::refused::{self, Place};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::oat::commit::{Besides, commit_of};
use crate::oat::ports::{LoadedOat, OatCommitFault, OatRequests, ProbeAttempt, ProbeLease, WantOat};
use crate::oat::subject::view_of;

/// A command's surroundings: who asks, on which request for OAT, having seen what.
#[derive(Debug, Clone, Copy)]
pub struct OnOat<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// On which request.
    pub id: OatId,
    /// The version they saw; any when none.
    pub seen: Option<Version>,
    /// Identifies the request of the caller, so that it can be repeated.
    pub key: Option<&'a RequestKey>,
}

impl<'a> OnOat<'a> {
    /// A command of the system itself: repeatable by nature, so it has no key.
    pub const fn of_system(actor: &'a Actor, id: OatId) -> Self {
        Self { actor, id, seen: None, key: None }
    }
}

/// A command that was carried out, now or by an earlier try of the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OatDone {
    /// The request for OAT as it is now.
    pub oat: OatRequest,
    /// Whether an earlier try of the same request had done it, or there was nothing to do.
    pub repeated: bool,
}

/// Carries out `command`. One read and one transaction, unless a race is lost; one read more when a change without Find endpoints is
/// to be tested, because the live ones are then (O3).
///
/// # Errors
/// [`AppError::OatRefused`] (kept in the history), [`AppError::OatStale`], [`AppError::OatConflict`], [`AppError::KeyReused`],
/// [`AppError::Fault`].
pub async fn execute_oat_command<S: OatRequests>(
    desk: &Desk<S>,
    on: OnOat<'_>,
    command: &Command,
) -> Result<OatDone, AppError> {
    for number in 0..TRIES {
        before_try(desk, number).await;
        let loaded = load(desk, &on).await?;
        if let Written::Done(done) = carry_out(desk, &on, &loaded, command, Probing::default()).await? {
            return Ok(*done);
        }
    }
    lost_every_race(desk, &on, command.kind()).await
}

/// What came of one try.
#[derive(Debug)]
pub(crate) enum Written {
    /// It is done.
    Done(Box<OatDone>),
    /// Somebody else was faster.
    Race,
    /// Another pass of the probe took over: it records what was seen, under the same ids.
    LeaseLost,
}

impl Written {
    fn repeated(oat: &OatRequest) -> Self {
        Self::Done(Box::new(OatDone { oat: oat.clone(), repeated: true }))
    }
}

/// What the probe brings along.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Probing<'a> {
    /// What it saw, as it is kept.
    pub attempts: &'a [ProbeAttempt],
    /// Its lease.
    pub lease: Option<ProbeLease>,
}

/// Reads what a command needs.
pub(crate) async fn load<S: OatRequests>(desk: &Desk<S>, on: &OnOat<'_>) -> Result<LoadedOat, Fault> {
    desk.store.load_oat(WantOat { id: on.id, request: on.key, now: desk.clock.now() }).await
}

/// Permission, the receipt, freshness, the rules; then commits.
pub(crate) async fn carry_out<S: OatRequests>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    loaded: &LoadedOat,
    command: &Command,
    probing: Probing<'_>,
) -> Result<Written, AppError> {
    let (kind, oat) = (command.kind(), loaded.oat.as_ref().ok_or(Refusal::NotFound)?);
    match admit(permit(oat, kind, on.actor), loaded.receipt, on.key) {
        Ok(None) => {}
        Ok(Some(_)) => return Ok(Written::repeated(oat)),
        Err(no) => return refuse(desk, on, oat, kind, no).await,
    }
    let view = view_of(desk, loaded, needs_targets(kind)).await?.ok_or(Refusal::NotFound)?;
    let decided = decide(oat, command.clone(), on.actor, &view, &desk.context());
    let events = match judge(on.seen.is_none_or(|seen| oat.is_current(seen)), decided) {
        Ok(events) => events,
        Err(no) => return refuse(desk, on, oat, kind, no).await,
    };
    if events.is_empty() {
        return Ok(Written::repeated(oat));
    }
    let name = on.actor.name();
    let besides = Besides { attempts: probing.attempts, lease: probing.lease, key: on.key, name };
    write(desk, loaded, &events, besides).await
}

/// Writes what `events` lead to.
pub(crate) async fn write<S: OatRequests>(
    desk: &Desk<S>,
    loaded: &LoadedOat,
    events: &[Event],
    besides: Besides<'_>,
) -> Result<Written, AppError> {
    let commit = commit_of(desk, loaded, events, besides)?;
    match desk.store.commit_oat(&commit).await {
        Ok(()) => Ok(Written::Done(Box::new(OatDone { oat: commit.oat, repeated: false }))),
        Err(
            OatCommitFault::VersionConflict
            | OatCommitFault::RequestRepeated
            | OatCommitFault::ReferenceTaken,
        ) => Ok(Written::Race),
        Err(OatCommitFault::LeaseLost) => Ok(Written::LeaseLost),
        Err(OatCommitFault::Fault(fault)) => Err(fault.into()),
    }
}

/// What a command that lost every race answers: what another try of the same request did, or the fresh state.
async fn lost_every_race<S: OatRequests>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    command: CommandKind,
) -> Result<OatDone, AppError> {
    let loaded = load(desk, on).await?;
    let oat = loaded.oat.ok_or(Refusal::NotFound)?;
    match admit(permit(&oat, command, on.actor), loaded.receipt, on.key) {
        Ok(Some(_)) => Ok(OatDone { oat, repeated: true }),
        Ok(None) => {
            if on.actor.person().is_some() {
                refused::keep(desk, on.actor, Place::of_oat(&oat), command, CONFLICT).await?;
            }
            Err(AppError::OatConflict(Box::new(oat)))
        }
        Err(no) => refuse(desk, on, &oat, command, no).await,
    }
}

/// Whether the decision depends on what can be tested.
const fn needs_targets(kind: CommandKind) -> bool {
    matches!(
        kind,
        CommandKind::RequestAnew
            | CommandKind::AskForRetest
            | CommandKind::Rerun
            | CommandKind::RecordAttempts
            | CommandKind::Close
    )
}

/// Keeps the refused attempt in the history (A1), and refuses.
async fn refuse<S: OatRequests, T>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    oat: &OatRequest,
    command: CommandKind,
    no: No<Refusal>,
) -> Result<T, AppError> {
    let error = no.or_stale(|| AppError::OatStale(Box::new(oat.clone())));
    refused::refuse(desk, on.actor, Place::of_oat(oat), command, error).await
}
