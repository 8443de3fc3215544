//! Keeps the verdict on an inspected file (E2, E3, E4).

use domain::actor::{Actor, Process};
use domain::change::{Command, Reason, Refusal};
use domain::evidence::{AcceptedFile, FileRejection};
use domain::ids::{ChangeId, EvidenceId};

use crate::change::execute::execute_command;
use crate::command::{CommandStore, Request};
use crate::error::AppError;
use crate::services::Services;

/// What an inspection found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accepted(AcceptedFile),
    Rejected(FileRejection),
}

/// Keeps the verdict; the first one stands.
///
/// # Errors
/// [`AppError::Fault`], [`AppError::Conflict`].
pub async fn settle_evidence<S: CommandStore>(
    services: &Services<S>,
    change: ChangeId,
    id: EvidenceId,
    verdict: &Verdict,
) -> Result<(), AppError> {
    let actor = Actor::System(Process::EvidenceInspection);
    let command = |_: &_| match verdict {
        Verdict::Accepted(file) => Command::AcceptEvidence { id, file: file.clone() },
        Verdict::Rejected(reason) => Command::RejectEvidence { id, reason: *reason },
    };
    match execute_command(services, Request::of_system(&actor, change), command).await {
        // Removed from the draft while it was being inspected.
        Ok(_) | Err(AppError::Refused(Refusal::NotFound(_) | Refusal::Change(Reason::EvidenceNotFound))) => {
            Ok(())
        }
        Err(other) => Err(other),
    }
}
