//! The way of every command on a request for OAT: read, decide, apply, commit, at most twice. What it means for the change or the
//! organisation that is tested is written with it.

use domain::actor::Actor;
use domain::ids::OatId;
use domain::oat::{Command, CommandKind, Event, OatRequest, Refusal, SubjectView, Version, decide, permit};

use crate::administer::TRIES;
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::oat_commit::{Besides, commit_of};
use crate::oat_requests::{
    LoadedOat, OatCommitFault, OatRefusal, OatRequests, ProbeAttempt, ProbeLease, WantOat,
};
use crate::oat_subject::view_of;
use crate::ports::RequestKey;

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
    for _ in 0..TRIES {
        let mut loaded = load(desk, &on).await?;
        if let Some(done) = already_done(&mut loaded, on.key)? {
            return Ok(done);
        }
        if let Some(done) = carry_out(desk, &on, &loaded, command, Probing::default()).await? {
            return Ok(done);
        }
    }
    lost_twice(desk, &on).await
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

/// What an earlier try of the same request did.
pub(crate) fn already_done(
    loaded: &mut LoadedOat,
    key: Option<&RequestKey>,
) -> Result<Option<OatDone>, AppError> {
    let (Some(key), Some(receipt)) = (key, loaded.receipt) else {
        return Ok(None);
    };
    if receipt.fingerprint != key.fingerprint {
        return Err(AppError::KeyReused);
    }
    Ok(Some(OatDone { oat: loaded.oat.take().ok_or(Refusal::NotFound)?, repeated: true }))
}

/// Decides on what was `loaded` and commits; none when someone else was faster.
pub(crate) async fn carry_out<S: OatRequests>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    loaded: &LoadedOat,
    command: &Command,
    probing: Probing<'_>,
) -> Result<Option<OatDone>, AppError> {
    let (kind, oat) = (command.kind(), loaded.oat.as_ref().ok_or(Refusal::NotFound)?);
    if let Err(refusal) = permit(oat, kind, on.actor) {
        return refuse(desk, on, oat, kind, refusal).await;
    }
    let view = view_of(desk, loaded, needs_targets(kind)).await?.ok_or(Refusal::NotFound)?;
    let events = match decide_on(desk, oat, command, &view, on) {
        Ok(events) => events,
        Err(AppError::OatRefused(refusal)) => return refuse(desk, on, oat, kind, refusal).await,
        Err(other) => return Err(other),
    };
    if events.is_empty() {
        return Ok(Some(OatDone { oat: oat.clone(), repeated: true }));
    }
    write(desk, loaded, &events, Besides { attempts: probing.attempts, lease: probing.lease, key: on.key })
        .await
}

/// Writes what `events` lead to; none when someone else was faster.
pub(crate) async fn write<S: OatRequests>(
    desk: &Desk<S>,
    loaded: &LoadedOat,
    events: &[Event],
    besides: Besides<'_>,
) -> Result<Option<OatDone>, AppError> {
    let commit = commit_of(desk, loaded, events, besides)?;
    match desk.store.commit_oat(&commit).await {
        Ok(()) => Ok(Some(OatDone { oat: commit.oat, repeated: false })),
        Err(
            OatCommitFault::VersionConflict
            | OatCommitFault::RequestRepeated
            | OatCommitFault::ReferenceTaken
            // What was seen is recorded by whoever took over, under the same ids.
            | OatCommitFault::LeaseLost,
        ) => Ok(None),
        Err(OatCommitFault::Fault(fault)) => Err(fault.into()),
    }
}

/// What a command that lost every race answers: what an earlier try did, or the fresh state.
pub(crate) async fn lost_twice<S: OatRequests>(desk: &Desk<S>, on: &OnOat<'_>) -> Result<OatDone, AppError> {
    let mut loaded = load(desk, on).await?;
    if let Some(done) = already_done(&mut loaded, on.key)? {
        return Ok(done);
    }
    match loaded.oat {
        Some(oat) => Err(AppError::OatConflict(Box::new(oat))),
        // A first request, which the change or the organisation was too busy for.
        None => Err(Fault::retryable("request OAT", "somebody else was always first").into()),
    }
}

/// Staleness comes first, unless there is nothing to do; then the rules.
fn decide_on<S>(
    desk: &Desk<S>,
    oat: &OatRequest,
    command: &Command,
    view: &SubjectView,
    on: &OnOat<'_>,
) -> Result<Vec<Event>, AppError> {
    let decided = decide(oat, command.clone(), on.actor, view, &desk.context());
    if on.seen.is_some_and(|seen| !oat.is_current(seen)) {
        return match decided {
            // It is as they want it: an earlier try of this very request did it, and its answer was lost.
            Ok(events) if events.is_empty() => Ok(events),
            _ => Err(AppError::OatStale(Box::new(oat.clone()))),
        };
    }
    Ok(decided?)
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

async fn refuse<S: OatRequests, T>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    oat: &OatRequest,
    command: CommandKind,
    refusal: Refusal,
) -> Result<T, AppError> {
    let place = RefusedOn { organisation: oat.organisation, version: oat.version, command: Some(command) };
    keep_refusal(desk, on, place, refusal).await
}

/// Where something was refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedOn {
    /// Whose request for OAT it is, or would have been.
    pub organisation: domain::ids::OrganisationId,
    /// Its version; 0 when there is none.
    pub version: Version,
    /// What was tried; none when it was the first request.
    pub command: Option<CommandKind>,
}

/// Keeps the refused attempt in the history (A1), and refuses.
pub(crate) async fn keep_refusal<S: OatRequests, T>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    place: RefusedOn,
    refusal: Refusal,
) -> Result<T, AppError> {
    let kept = OatRefusal {
        id: desk.fresh_id(),
        oat: on.id,
        organisation: place.organisation,
        version: place.version,
        at: desk.clock.now(),
        person: on.actor.person(),
        outsider: !on.actor.may_see(place.organisation),
        command: place.command,
        refusal: refusal.code().to_owned(),
    };
    desk.store.record_oat_refusal(&kept).await?;
    Err(refusal.into())
}
