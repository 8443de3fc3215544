//! What happened to a change. Past tense, full of facts: the events are the history (A1) and replay to the state.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::actor::By;
use crate::answers::{Answers, Submission};
use crate::evidence::{AcceptedFile, FileFormat, FileRejection};
use crate::ids::{ChangeId, EvidenceId, OrganisationId};
use crate::policy::Scale;
use crate::reference::Reference;
use crate::text::{FileName, FreeText};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who did it, in which role.
    pub by: By,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// A draft was begun. Always the first event, and only the first.
    ChangeDrafted {
        /// The id of the change.
        id: ChangeId,
        /// Whose it is.
        organisation: OrganisationId,
        /// The answers so far.
        answers: Answers,
    },
    /// The answers of the draft were replaced.
    DraftEdited {
        /// All of them, as they are now.
        answers: Answers,
    },
    /// An upload form was handed out.
    UploadRequested {
        /// For which file.
        id: EvidenceId,
        /// What the person's own file is called.
        file_name: FileName,
        /// The format the person says it has.
        declared: FileFormat,
        /// When the form stops working.
        expires_at: Timestamp,
    },
    /// A file arrived.
    EvidenceReceived {
        /// Which.
        id: EvidenceId,
    },
    /// A file was accepted.
    EvidenceAccepted {
        /// Which.
        id: EvidenceId,
        /// What is known of it.
        file: AcceptedFile,
    },
    /// A file was rejected.
    EvidenceRejected {
        /// Which.
        id: EvidenceId,
        /// Why.
        reason: FileRejection,
    },
    /// A file was taken out of the draft.
    EvidenceRemoved {
        /// Which.
        id: EvidenceId,
    },
    /// The change was submitted.
    ChangeSubmitted {
        /// The reference.
        reference: Reference,
        /// The name of the organisation at that time.
        organisation_name: String,
        /// The policy it was submitted under.
        policy: u32,
        /// The answers.
        submission: Submission,
        /// The day PDP aims to have reviewed it by.
        due: Date,
    },
    /// PDP asked for more information.
    InformationRequested {
        /// The question.
        question: FreeText,
        /// Working days PDP has left when the answer comes.
        working_days_left: u32,
    },
    /// The organisation answered.
    InformationSupplied {
        /// The answer.
        answer: FreeText,
        /// The day PDP now aims to have reviewed it by.
        due: Date,
    },
    /// PDP confirmed the change.
    ChangeConfirmed {
        /// The scale before.
        from: Scale,
        /// The confirmed scale.
        scale: Scale,
        /// Why, when it differs.
        reason: Option<FreeText>,
        /// Whether OAT is required.
        oat_required: bool,
    },
    /// PDP rejected the change.
    ChangeRejected {
        /// Why.
        reason: FreeText,
    },
    /// PDP gave the change another scale.
    ChangeReclassified {
        /// The scale before.
        from: Scale,
        /// The scale now.
        to: Scale,
        /// Why.
        reason: FreeText,
        /// Whether OAT is required from now on; none before the change is confirmed.
        oat_required: Option<bool>,
    },
    /// The organisation withdrew the change.
    ChangeWithdrawn {
        /// Why, if said.
        reason: Option<FreeText>,
    },
}

impl EventKind {
    /// Whether it is about a file beside the answers: files come and go while somebody fills in the form.
    pub const fn is_about_evidence(&self) -> bool {
        matches!(
            self,
            Self::UploadRequested { .. }
                | Self::EvidenceReceived { .. }
                | Self::EvidenceAccepted { .. }
                | Self::EvidenceRejected { .. }
                | Self::EvidenceRemoved { .. }
        )
    }

    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ChangeDrafted { .. } => "change_drafted",
            Self::DraftEdited { .. } => "draft_edited",
            Self::UploadRequested { .. } => "upload_requested",
            Self::EvidenceReceived { .. } => "evidence_received",
            Self::EvidenceAccepted { .. } => "evidence_accepted",
            Self::EvidenceRejected { .. } => "evidence_rejected",
            Self::EvidenceRemoved { .. } => "evidence_removed",
            Self::ChangeSubmitted { .. } => "change_submitted",
            Self::InformationRequested { .. } => "information_requested",
            Self::InformationSupplied { .. } => "information_supplied",
            Self::ChangeConfirmed { .. } => "change_confirmed",
            Self::ChangeRejected { .. } => "change_rejected",
            Self::ChangeReclassified { .. } => "change_reclassified",
            Self::ChangeWithdrawn { .. } => "change_withdrawn",
        }
    }
}
