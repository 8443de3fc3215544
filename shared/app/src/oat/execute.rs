//! Commands on a request for OAT. One transaction writes them with their effects on the change or organisation under test.

use std::sync::Arc;

use domain::aggregate::Trail;
use domain::ids::OatId;
use domain::oat::{Command, CommandKind, OatRequest, RecordedAttempt, Refusal, authorise, decide};
use domain::refusal::Thing;
use domain::text::Name;
use domain::tried::Tried;
use jiff::Timestamp;

use crate::command::{
    Action, Commit, CommitFault, Decided, Effect, Place, ReadRequest, Receipt, Request, Snapshot, run,
};
use crate::error::{AppError, Current};
use crate::oat::commit::{commit_of, is_taken_up};
use crate::oat::lease::ProbeLease;
use crate::oat::ports::OatRequests;
use crate::oat::subject::{view_of, what_is_tested};
use crate::services::Services;

/// A command that was carried out, now or by an earlier try of the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OatDone {
    pub oat: OatRequest,
    /// Whether an earlier try of the same request had done it, or there was nothing to do.
    pub repeated: bool,
}

/// Carries out `command`. One read and one transaction, unless a race is lost; one read more when a change without Find endpoints is
/// to be tested, because the live ones are then (O3).
///
/// # Errors
/// [`AppError::Refused`] (kept in the history), [`AppError::Stale`], [`AppError::Conflict`], [`AppError::KeyReused`],
/// [`AppError::Fault`].
pub async fn execute_oat_command<S: OatRequests>(
    services: &Services<S>,
    request: Request<'_, OatId>,
    command: &Command,
) -> Result<OatDone, AppError> {
    run(services, request.caller(), &OnOat { request, command, lease: None }).await
}

/// A command on a request for OAT.
pub(crate) struct OnOat<'a> {
    pub(crate) request: Request<'a, OatId>,
    pub(crate) command: &'a Command,
    /// The lease under which attempts were made, if these are recorded.
    pub(crate) lease: Option<ProbeLease>,
}

impl<S: OatRequests> Action<S> for OnOat<'_> {
    type Command = ();
    type Done = OatDone;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        what_is_tested(self.request.on, now)
    }

    fn command(&self, snapshot: &Snapshot) -> Result<(), AppError> {
        found(snapshot)?;
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        self.command.kind().into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        snapshot.oat.as_ref().map(Place::of_oat)
    }

    fn authorise(&self, snapshot: &Snapshot, (): &()) -> Result<(), AppError> {
        authorise(found(snapshot)?, self.command.kind(), self.request.actor)?;
        Ok(())
    }

    async fn repeated(&self, _: &Services<S>, snapshot: Snapshot, _: Receipt) -> Result<OatDone, AppError> {
        Ok(OatDone { oat: snapshot.oat.ok_or(Refusal::NotFound(Thing::Oat))?, repeated: true })
    }

    fn is_current(&self, snapshot: &Snapshot) -> bool {
        let is_current = |seen| snapshot.oat.as_ref().is_some_and(|oat| oat.is_current(seen));
        self.request.seen.is_none_or(is_current)
    }

    fn current(&self, snapshot: Snapshot) -> Option<Current> {
        snapshot.oat.map(|oat| Current::Oat(Box::new(oat)))
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<OatDone>, AppError> {
        let (oat, actor) = (found(snapshot)?, self.request.actor);
        let view = view_of(services, snapshot, needs_targets(self.command.kind())).await?;
        let view = view.ok_or(Refusal::NotFound(Thing::Oat))?;
        let trail = decide(oat, self.command.clone(), actor, &view, &services.context())?;
        let effects = self.recorded(&trail);
        decided(services, snapshot, trail, actor.name(), effects)
    }

    fn refused_late(&self, fault: CommitFault, _: &Commit) -> AppError {
        match fault {
            CommitFault::LeaseLost => AppError::LeaseLost,
            other => other.unexpected("carry out a command on a request for OAT").into(),
        }
    }
}

impl OnOat<'_> {
    /// The attempts that it records.
    pub(crate) fn attempts(&self) -> &[Arc<RecordedAttempt>] {
        match self.command {
            Command::RecordAttempts { attempts, .. } => attempts,
            _ => &[],
        }
    }

    /// What the probe brings along: the attempts that were taken up, and the lease that it returns.
    fn recorded(&self, trail: &Trail<OatRequest>) -> Vec<Effect> {
        let (Some(lease), id) = (self.lease, self.request.on) else { return Vec::new() };
        let taken_up = self.attempts().iter().filter(|attempt| is_taken_up(attempt, trail));
        let kept = taken_up.map(|attempt| Effect::Attempt(id, Arc::clone(attempt)));
        kept.chain([Effect::ReturnLease(id, lease)]).collect()
    }
}

/// What a trail leads to, with these effects besides.
pub(crate) fn decided<S>(
    services: &Services<S>,
    snapshot: &Snapshot,
    trail: Trail<OatRequest>,
    name: Option<&Name>,
    effects: Vec<Effect>,
) -> Result<Decided<OatDone>, AppError> {
    if trail.is_empty() {
        return Ok(Decided::Nothing(OatDone { oat: trail.into_after(), repeated: true }));
    }
    let mut commit = commit_of(services, snapshot, &trail, name)?;
    commit.effects.extend(effects);
    let receipt = Receipt { oat: Some(trail.after().id), ..Receipt::default() };
    Ok(Decided::Write(Box::new(commit), receipt, OatDone { oat: trail.into_after(), repeated: false }))
}

fn found(snapshot: &Snapshot) -> Result<&OatRequest, Refusal> {
    snapshot.oat.as_ref().ok_or(Refusal::NotFound(Thing::Oat))
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
