//! Events of a dispute. Past tense, full of facts: they are the history (A1) and replay to the state.

use jiff::Timestamp;

use super::{DisputedResult, Ruling};
use crate::evidence::{AcceptedFile, FileFormat, FileRejection};
use crate::ids::{DisputeId, EvidenceId, OrganisationId};
use crate::oat::{ProfileMark, Target};
use crate::reference::SupportReference;
use crate::text::{FileName, FreeText};

/// Something that happened to a dispute.
pub type Event = crate::aggregate::Event<EventKind>;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// A result was disputed. Always the first event, and only the first.
    DisputeOpened {
        id: DisputeId,
        reference: SupportReference,
        organisation: OrganisationId,
        /// The name of the organisation at that time.
        organisation_name: String,
        result: DisputedResult,
        /// The endpoints that it is about; all that were tested when none.
        targets: Vec<Target>,
        text: FreeText,
        /// The find profile by which the result came about; none where that was not kept.
        profile: Option<ProfileMark>,
        /// The policy it was opened under.
        policy: u32,
    },
    /// Somebody got a form that uploads a file.
    UploadRequested {
        id: EvidenceId,
        file_name: FileName,
        declared: Option<FileFormat>,
        expires_at: Timestamp,
    },
    FileReceived {
        id: EvidenceId,
    },
    FileAccepted {
        id: EvidenceId,
        file: AcceptedFile,
    },
    FileRejected {
        id: EvidenceId,
        reason: FileRejection,
    },
    /// PDP support answered.
    DisputeAnswered {
        ruling: Ruling,
        text: FreeText,
    },
}

impl EventKind {
    /// Whether somebody who has not seen it may still answer: there is nothing new to look at.
    pub const fn leaves_views_fresh(&self) -> bool {
        matches!(self, Self::UploadRequested { .. } | Self::FileReceived { .. } | Self::FileRejected { .. })
    }

    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DisputeOpened { .. } => "dispute_opened",
            Self::UploadRequested { .. } => "upload_requested",
            Self::FileReceived { .. } => "evidence_received",
            Self::FileAccepted { .. } => "evidence_accepted",
            Self::FileRejected { .. } => "evidence_rejected",
            Self::DisputeAnswered { .. } => "dispute_answered",
        }
    }
}
