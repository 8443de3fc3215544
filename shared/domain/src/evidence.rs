//! Evidence files of a change and their states (C4, E2, E3, E4).

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::ids::{EvidenceId, PersonId};
use crate::policy::Step;
use crate::text::FileName;

/// The formats evidence may have (C4). The content decides, not the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileFormat {
    /// JPEG image.
    Jpeg,
    /// PNG image.
    Png,
    /// PDF document.
    Pdf,
}

impl FileFormat {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Jpeg, Self::Png, Self::Pdf];

    /// The stable code, lower case; also the usual file extension.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// The format with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.code() == code)
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The format with this media type, if there is one.
    pub fn from_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.media_type().eq_ignore_ascii_case(media_type.trim()))
    }
}

codes! {
    /// Why a file was rejected, in the words of the GOV.UK file upload component (E3).
    FileRejection {
        /// No bytes.
        Empty = "empty", "The selected file is empty";
        /// More bytes than allowed.
        TooLarge = "too_large", "The selected file must be 25MB or smaller";
        /// None of the formats.
        WrongType = "wrong_type", "The selected file must be a JPEG, PNG or PDF";
        /// It ends before it should, or is otherwise not well-formed.
        Damaged = "damaged", "The selected file could not be opened because it is incomplete or damaged – save it again and upload the new copy";
        /// Another format is hidden in it.
        SecondFormat = "second_format", "The selected file contains another file – save it as a plain JPEG, PNG or PDF and upload the new copy";
        /// The image has too many pixels.
        TooManyPixels = "too_many_pixels", "The selected image must be smaller than 50 megapixels";
        /// The malware scan found something.
        Malware = "malware", "The selected file contains a virus";
    }
}

codes! {
    /// What PDP's staff are told about a PDF (E2).
    PdfFlag {
        /// It carries JavaScript.
        JavaScript = "javascript", "contains JavaScript";
        /// It can start a program.
        Launch = "launch", "can start a program";
        /// Files are embedded in it.
        EmbeddedFiles = "embedded_files", "contains embedded files";
        /// Parts of it could not be examined, for example because it is encrypted.
        NotExaminable = "not_examinable", "could not be examined completely";
    }
}

/// What is known of a file that was accepted. Immutable (E4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedFile {
    /// Its format, by content.
    pub format: FileFormat,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// What PDP's staff are told.
    pub flags: Vec<PdfFlag>,
    /// When it was accepted.
    pub at: Timestamp,
}

/// Where a file is on its way (E3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceState {
    /// A form was handed out; nothing has arrived.
    AwaitingUpload,
    /// It arrived and is being inspected.
    Checking {
        /// When it was first seen.
        since: Timestamp,
    },
    /// It counts as evidence.
    Accepted(AcceptedFile),
    /// It does not.
    Rejected {
        /// Why.
        reason: FileRejection,
        /// When it was decided.
        at: Timestamp,
    },
}

/// One evidence file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// What the person's own file is called.
    pub file_name: FileName,
    /// The format the person says it has.
    pub declared: FileFormat,
    /// The step it is for; none for the submission itself.
    pub step: Option<Step>,
    /// Who asked for the upload form.
    pub requested_by: PersonId,
    /// When.
    pub requested_at: Timestamp,
    /// When the form stops working.
    pub expires_at: Timestamp,
    /// Where it is on its way.
    pub state: EvidenceState,
}

impl EvidenceFile {
    /// The state's stable code: `awaiting_upload`, `expired`, `checking`, `accepted`, `rejected`.
    pub fn state_code(&self, now: Timestamp) -> &'static str {
        match &self.state {
            EvidenceState::AwaitingUpload if self.is_expired(now) => "expired",
            EvidenceState::AwaitingUpload => "awaiting_upload",
            EvidenceState::Checking { .. } => "checking",
            EvidenceState::Accepted(_) => "accepted",
            EvidenceState::Rejected { .. } => "rejected",
        }
    }

    /// Whether it counts.
    pub const fn is_accepted(&self) -> bool {
        matches!(self.state, EvidenceState::Accepted(_))
    }

    /// Whether it is being inspected.
    pub const fn is_checking(&self) -> bool {
        matches!(self.state, EvidenceState::Checking { .. })
    }

    /// Whether it counts or may come to: neither rejected nor expired.
    pub fn may_count(&self, now: Timestamp) -> bool {
        !self.is_expired(now) && !matches!(self.state, EvidenceState::Rejected { .. })
    }

    /// Whether it was never uploaded and no longer can be (E3).
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.state == EvidenceState::AwaitingUpload && now >= self.expires_at
    }
}

/// The evidence files of a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EvidenceFiles(pub BTreeMap<EvidenceId, EvidenceFile>);

impl EvidenceFiles {
    /// Whether at least one file counts for the submission itself.
    pub fn any_accepted(&self) -> bool {
        self.for_step(None).any(|(_, file)| file.is_accepted())
    }

    /// Whether at least one file for the submission itself is being inspected.
    pub fn any_checking(&self) -> bool {
        self.for_step(None).any(|(_, file)| file.is_checking())
    }

    /// The files that count for `step`, oldest first.
    pub fn accepted_for(&self, step: Step) -> Vec<EvidenceId> {
        self.for_step(Some(step)).filter(|(_, file)| file.is_accepted()).map(|(id, _)| *id).collect()
    }

    /// Whether at least one file for `step` is being inspected.
    pub fn checking_for(&self, step: Step) -> bool {
        self.for_step(Some(step)).any(|(_, file)| file.is_checking())
    }

    fn for_step(&self, step: Option<Step>) -> impl Iterator<Item = (&EvidenceId, &EvidenceFile)> {
        self.0.iter().filter(move |(_, file)| file.step == step)
    }

    /// Those that count or may come to, for whatever they are.
    pub fn that_may_count(&self, now: Timestamp) -> impl Iterator<Item = (&EvidenceId, &EvidenceFile)> {
        self.0.iter().filter(move |(_, file)| file.may_count(now))
    }
}
