//! Commands on a dispute.

use domain::dispute::{Command, CommandKind, Dispute, EventKind, Refusal, authorise, decide};
use domain::ids::{DisputeId, EvidenceId};
use domain::quota;
use domain::refusal::Thing;
use domain::tried::Tried;
use jiff::Timestamp;

use crate::command::{
    Action, CommandStore, Commit, CommitFault, Decided, Place, ReadRequest, Receipt, Request, Snapshot, run,
};
use crate::dispute::commit::commit_of;
use crate::error::{AppError, Current};
use crate::services::Services;

/// A command that was carried out, now or by an earlier try of the same request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeDone {
    pub dispute: Dispute,
    /// The file the request was about, if it was about one.
    pub evidence: Option<EvidenceId>,
    /// Whether an earlier try of the same request had done it, or there was nothing to do.
    pub repeated: bool,
}

/// Carries out `command`. One read and one transaction, unless a race is lost.
///
/// # Errors
/// [`AppError::Refused`] (kept in the history), [`AppError::Stale`], [`AppError::Conflict`], [`AppError::KeyReused`],
/// [`AppError::Fault`].
pub async fn execute_dispute_command<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, DisputeId>,
    command: &Command,
) -> Result<DisputeDone, AppError> {
    run(services, request.caller(), &OnDispute { request, command }).await
}

struct OnDispute<'a> {
    request: Request<'a, DisputeId>,
    command: &'a Command,
}

impl<S: CommandStore> Action<S> for OnDispute<'_> {
    type Command = ();
    type Done = DisputeDone;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        ReadRequest { dispute: Some(self.request.on), ..ReadRequest::at(now) }
    }

    fn command(&self, snapshot: &Snapshot) -> Result<(), AppError> {
        found(snapshot)?;
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        self.command.kind().into()
    }

    fn uses(&self) -> Option<quota::Kind> {
        (self.command.kind() == CommandKind::RequestUpload).then_some(quota::Kind::Uploads)
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        snapshot.dispute.as_ref().map(Place::of_dispute)
    }

    fn authorise(&self, snapshot: &Snapshot, (): &()) -> Result<(), AppError> {
        authorise(found(snapshot)?, self.command.kind(), self.request.actor)?;
        Ok(())
    }

    async fn repeated(
        &self,
        _: &Services<S>,
        snapshot: Snapshot,
        receipt: Receipt,
    ) -> Result<DisputeDone, AppError> {
        let dispute = snapshot.dispute.ok_or(Refusal::NotFound(Thing::Dispute))?;
        Ok(DisputeDone { dispute, evidence: receipt.evidence, repeated: true })
    }

    fn is_current(&self, snapshot: &Snapshot) -> bool {
        let is_current = |seen| snapshot.dispute.as_ref().is_some_and(|dispute| dispute.is_current(seen));
        self.request.seen.is_none_or(is_current)
    }

    fn current(&self, snapshot: Snapshot) -> Option<Current> {
        snapshot.dispute.map(|dispute| Current::Dispute(Box::new(dispute)))
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<DisputeDone>, AppError> {
        let actor = self.request.actor;
        let trail = decide(found(snapshot)?, self.command.clone(), actor, &services.context())?;
        if trail.is_empty() {
            let done = DisputeDone { dispute: trail.into_after(), evidence: None, repeated: true };
            return Ok(Decided::Nothing(done));
        }
        let commit = commit_of(services, &trail, actor.name());
        let evidence = trail.events().find_map(|event| match event.kind {
            EventKind::UploadRequested { id, .. } => Some(id),
            _ => None,
        });
        let receipt = Receipt { dispute: Some(self.request.on), evidence, ..Receipt::default() };
        let done = DisputeDone { dispute: trail.into_after(), evidence, repeated: false };
        Ok(Decided::Write(Box::new(commit), receipt, done))
    }

    fn refused_late(&self, fault: CommitFault, _: &Commit) -> AppError {
        let action = match self.command.kind() {
            CommandKind::Answer => "answer a dispute",
            _ => "keep a file of a dispute",
        };
        fault.unexpected(action).into()
    }
}

fn found(snapshot: &Snapshot) -> Result<&Dispute, Refusal> {
    snapshot.dispute.as_ref().ok_or(Refusal::NotFound(Thing::Dispute))
}
