//! Notes that a file arrived (E2, E3).

use domain::actor::{Actor, Process};
use domain::change::{Command, Reason, Refusal};
use domain::evidence::{EvidenceFile, EvidenceState};
use domain::ids::{ChangeId, EvidenceId};

use crate::change::execute::execute_command;
use crate::command::{CommandStore, Request};
use crate::error::AppError;
use crate::services::Services;

/// Notes the arrival. Answers the file if it is still to be inspected; none when it was decided already, was removed or
/// never asked for, so that a repeated or late event does nothing.
///
/// # Errors
/// [`AppError::Fault`], [`AppError::Conflict`].
pub async fn receive_evidence<S: CommandStore>(
    services: &Services<S>,
    change: ChangeId,
    id: EvidenceId,
) -> Result<Option<EvidenceFile>, AppError> {
    let actor = Actor::System(Process::EvidenceInspection);
    let request = Request::of_system(&actor, change);
    match execute_command(services, request, |_| Command::ReceiveEvidence { id }).await {
        Ok(mut done) => {
            let file = done.change.evidence.0.remove(&id);
            Ok(file.filter(|file| matches!(file.state, EvidenceState::Checking { .. })))
        }
        Err(AppError::Refused(Refusal::NotFound(_) | Refusal::Change(Reason::EvidenceNotFound))) => Ok(None),
        Err(other) => Err(other),
    }
}
