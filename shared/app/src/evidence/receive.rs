//! Notes that a file arrived (E2, E3).

use domain::actor::{Actor, Process};
use domain::evidence::{EvidenceFile, EvidenceState, FileOwner};
use domain::ids::EvidenceId;
use domain::refusal::Refusal;
use domain::{change, dispute};

use crate::change::execute::execute_command;
use crate::command::{CommandStore, Request};
use crate::dispute::execute::execute_dispute_command;
use crate::error::AppError;
use crate::services::Services;

/// Notes the arrival. Answers the file if it is still to be inspected; none when it was decided already, was removed or
/// never asked for, so that a repeated or late event does nothing.
///
/// # Errors
/// [`AppError::Fault`], [`AppError::Conflict`].
pub async fn receive_evidence<S: CommandStore>(
    services: &Services<S>,
    of: impl Into<FileOwner>,
    id: EvidenceId,
) -> Result<Option<EvidenceFile>, AppError> {
    let actor = Actor::System(Process::EvidenceInspection);
    let files = match of.into() {
        FileOwner::Change(change) => {
            let command = |_: &_| change::Command::ReceiveEvidence { id };
            let done = execute_command(services, Request::of_system(&actor, change), command).await;
            done.map(|done| done.change.evidence)
        }
        FileOwner::Dispute(dispute) => {
            let command = dispute::Command::ReceiveFile { id };
            let done = execute_dispute_command(services, Request::of_system(&actor, dispute), &command).await;
            done.map(|done| done.dispute.files)
        }
    };
    match files {
        Ok(mut files) => {
            Ok(files.0.remove(&id).filter(|file| matches!(file.state, EvidenceState::Checking { .. })))
        }
        Err(error) if is_gone(&error) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Whether nobody asked for the file, or it was removed from a draft.
pub(super) const fn is_gone(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Refused(
            Refusal::NotFound(_)
                | Refusal::Change(change::Reason::EvidenceNotFound)
                | Refusal::Dispute(dispute::Reason::FileNotFound)
        )
    )
}
