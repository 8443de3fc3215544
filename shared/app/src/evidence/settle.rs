//! Keeps the verdict on an inspected file (E2, E3, E4).

use domain::actor::{Actor, Process};
use domain::evidence::{AcceptedFile, FileOwner, FileRejection};
use domain::ids::EvidenceId;
use domain::{change, dispute};

use crate::change::execute::execute_command;
use crate::command::{CommandStore, Request};
use crate::dispute::execute::execute_dispute_command;
use crate::error::AppError;
use crate::evidence::receive::is_gone;
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
    of: impl Into<FileOwner>,
    id: EvidenceId,
    verdict: &Verdict,
) -> Result<(), AppError> {
    let actor = Actor::System(Process::EvidenceInspection);
    let done = match of.into() {
        FileOwner::Change(change) => {
            let command = |_: &_| match verdict {
                Verdict::Accepted(file) => change::Command::AcceptEvidence { id, file: file.clone() },
                Verdict::Rejected(reason) => change::Command::RejectEvidence { id, reason: *reason },
            };
            execute_command(services, Request::of_system(&actor, change), command).await.map(drop)
        }
        FileOwner::Dispute(dispute) => {
            let command = match verdict {
                Verdict::Accepted(file) => dispute::Command::AcceptFile { id, file: file.clone() },
                Verdict::Rejected(reason) => dispute::Command::RejectFile { id, reason: *reason },
            };
            let request = Request::of_system(&actor, dispute);
            execute_dispute_command(services, request, &command).await.map(drop)
        }
    };
    match done {
        Err(error) if is_gone(&error) => Ok(()),
        done => done,
    }
}
