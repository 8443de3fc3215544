//! Why a command is refused: a result, not an error.

use super::{CommandKind, Status};
use crate::actor::Role;
use crate::problem::Problem;

/// Why not. Shown as a sentence a person can act on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It does not exist, or the actor may not know that it does (P1).
    #[error("There is no such technical change")]
    NotFound,
    /// The actor lacks the role.
    #[error("Only a {role} can do this. Ask one in your organisation, or ask PDP to change your role")]
    RoleRequired {
        /// The role that may.
        role: Role,
    },
    /// Only the system does this.
    #[error("Only the system itself can do this")]
    SystemOnly,
    /// The change is not where the command applies.
    #[error("This cannot be done now, because the change {}. {}", status.words(), way_out(*command, *status))]
    WrongStatus {
        /// What was asked.
        command: CommandKind,
        /// Where the change is.
        status: Status,
    },
    /// The organisation has no live endpoints (C1).
    #[error(
        "A technical change can be reported only for live endpoints, and your organisation has none. If you are connecting for the first time, follow the connection steps instead"
    )]
    NoLiveEndpoints,
    /// Some answers are missing or wrong; all of them are listed (C5).
    #[error("Some answers need your attention")]
    Invalid(Vec<Problem>),
    /// There is no such file on this change.
    #[error("There is no such evidence file on this change")]
    EvidenceNotFound,
    /// As many files as a change may have (a bound of ours).
    #[error("A change can have up to {max} evidence files. Remove one first, or combine them")]
    TooManyFiles {
        /// The most allowed.
        max: usize,
    },
    /// As many questions as a change may have (a bound of ours).
    #[error(
        "PDP can ask {max} questions about a change, and has. Decide on it, or reject it and ask for a new one"
    )]
    TooManyQuestions {
        /// The most allowed.
        max: usize,
    },
    /// The id names a file already: a second form for it could replace what was accepted, which is immutable (E4).
    #[error("This file is already part of the change. Ask for another upload form")]
    EvidenceDecided,
}

impl Refusal {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::RoleRequired { .. } => "role_required",
            Self::SystemOnly => "system_only",
            Self::WrongStatus { .. } => "wrong_status",
            Self::NoLiveEndpoints => "no_live_endpoints",
            Self::Invalid(_) => "invalid",
            Self::EvidenceNotFound => "evidence_not_found",
            Self::TooManyFiles { .. } => "too_many_files",
            Self::TooManyQuestions { .. } => "too_many_questions",
            Self::EvidenceDecided => "evidence_decided",
        }
    }
}

/// What the person can do instead.
const fn way_out(command: CommandKind, status: Status) -> &'static str {
    match (command, status) {
        (_, Status::Rejected | Status::Withdrawn | Status::Complete) => {
            "Nothing more can be done with it: start a new technical change if you need one"
        }
        (CommandKind::EditDraft | CommandKind::RemoveEvidence, _) => {
            "Submitted answers cannot be edited: withdraw the change and start again, or wait for PDP to ask for more information"
        }
        (CommandKind::Submit, _) => "It has been submitted already: nothing more is needed from you",
        (CommandKind::RequestUpload, _) => {
            "Files can be added while it is a draft, or when PDP has asked for more information"
        }
        (CommandKind::AnswerQuestion, _) => "There is no question waiting for an answer",
        (CommandKind::AskForInformation | CommandKind::Confirm | CommandKind::Reject, Status::Draft) => {
            "The organisation has not submitted it yet"
        }
        (CommandKind::AskForInformation | CommandKind::Confirm, Status::AwaitingInformation) => {
            "Wait for the organisation’s answer; until then you can only reject or reclassify it"
        }
        (CommandKind::Confirm | CommandKind::Reject, Status::Confirmed) => {
            "To change the scale, reclassify it"
        }
        _ => "Reload it to see what can be done next",
    }
}
