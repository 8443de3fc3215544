//! Evidence files of a change or a dispute, and their states (C4, E2, E3, E4).

pub mod comparison;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::ids::{ChangeId, DisputeId, EvidenceId, PersonId};
use crate::policy::Step;
use crate::problem::{Field, Problem, Violation};
use crate::refusal::Refusal;
use crate::text::FileName;

codes! {
    /// The formats evidence may have (C4). The content decides, not the name. A code is also the usual file extension.
    FileFormat {
        /// JPEG image.
        Jpeg = "jpeg";
        /// PNG image.
        Png = "png";
        /// PDF document.
        Pdf = "pdf";
    }
}

impl FileFormat {
    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }
}

/// What a person's program says that a file is. Programs have more than one name for a format, and one that says nothing; what is in
/// the file decides (C4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeclaredType(pub Option<FileFormat>);

impl DeclaredType {
    /// The names that browsers, scanners and older programs use.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("image/jpeg", Self(Some(FileFormat::Jpeg))),
        ("image/jpg", Self(Some(FileFormat::Jpeg))),
        ("image/pjpeg", Self(Some(FileFormat::Jpeg))),
        ("image/png", Self(Some(FileFormat::Png))),
        ("image/x-png", Self(Some(FileFormat::Png))),
        ("application/pdf", Self(Some(FileFormat::Pdf))),
        ("application/x-pdf", Self(Some(FileFormat::Pdf))),
        ("application/octet-stream", Self(None)),
    ];

    /// Reads a media type: in any case, whatever its parameters are.
    pub fn parse(media_type: &str) -> Option<Self> {
        let name = media_type.split(';').next().unwrap_or_default().trim();
        let known = Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        known.map(|(_, declared)| *declared)
    }

    /// The usual name.
    pub const fn media_type(self) -> &'static str {
        match self.0 {
            Some(format) => format.media_type(),
            None => "application/octet-stream",
        }
    }
}

/// The page of the portal that a browser goes to when the object store has taken its file (E1). Without a script a browser shows
/// whatever the store answers, so the store is made to answer with this address, and with no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnAddress(String);

impl ReturnAddress {
    /// The longest that is taken: pages of the portal have shorter ones.
    pub const MAX: usize = 500;

    /// Reads what somebody asks for: an address below `portal`, the origin of the portal.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for any other address, so that no form leads a person away from the portal.
    pub fn read(typed: Option<&str>, portal: &str) -> Result<Option<Self>, Refusal> {
        let Some(typed) = typed else { return Ok(None) };
        let refused = |violation| Err(Refusal::invalid(Problem::new(Field::ReturnTo, violation)));
        let characters = typed.chars().count();
        if characters > Self::MAX {
            return refused(Violation::TooLong { max: Self::MAX, characters });
        }
        let below = typed.strip_prefix(portal).and_then(|rest| rest.strip_prefix("/portal/"));
        if below.is_some_and(|path| path.split('/').all(is_plain)) {
            Ok(Some(Self(typed.to_owned())))
        } else {
            refused(Violation::NotAPageOfThePortal { portal: portal.to_owned() })
        }
    }

    /// Where the browser goes after this file: its id is the last part of the address.
    pub fn after(&self, id: EvidenceId) -> String {
        format!("{}/{id}", self.0)
    }
}

/// Whether a part of an address means itself, whatever reads it.
fn is_plain(part: &str) -> bool {
    let is_name = part.bytes().any(|byte| byte != b'.');
    is_name && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

codes! {
    /// Why a file was rejected, in the words of the GOV.UK file upload component (E3).
    FileRejection {
        /// No bytes: also what a browser sends when no file was chosen.
        Empty = "empty", "The selected file is empty, or no file was selected";
        /// More bytes than allowed.
        TooLarge = "too_large", "The selected file must be 25MB or smaller";
        /// None of the formats.
        WrongType = "wrong_type", "The selected file must be a JPEG, PNG or PDF";
        /// It ends before it should, or is otherwise not well-formed.
        Damaged = "damaged", "The selected file could not be opened because it is incomplete or damaged – save it again and upload the new copy";
        /// It does not open without a password.
        PasswordProtected = "password_protected", "The selected file is password protected – save a copy without a password and upload that";
        /// A film follows the picture: the photo of a phone that records a moment of it.
        VideoAppended = "video_appended", "The selected photo has a video appended to it – save a copy of it as a still photo, or take a screenshot of it, and upload that";
        /// Something follows the end of the picture or document, for example what was cut off when it was cropped.
        DataAppended = "data_appended", "The selected file goes on after the picture or document ends, maybe with parts of an earlier version – open it, save it as a new file and upload that";
        SecondFormat = "second_format", "The selected file contains another file – save it as a plain JPEG, PNG or PDF and upload the new copy";
        TooManyPixels = "too_many_pixels", "The selected image must be smaller than 50 megapixels";
        /// The malware scan found something.
        Malware = "malware", "The selected file contains a virus";
        /// The malware scan cannot look into it.
        NotScannable = "not_scannable", "The selected file could not be checked for viruses because of how it was saved – save it as a new file, without a password or files inside it, and upload that";
        /// The checks failed, more than once, or did not end in time.
        NotChecked = "not_checked", "The selected file could not be checked – upload it again";
        /// It was deleted before its checks ended: unchecked files are kept for some days only.
        NoLongerHere = "no_longer_here", "The file is no longer here – upload it again";
    }
}

codes! {
    /// What PDP's staff see about a PDF (E2).
    PdfFlag {
        JavaScript = "javascript", "contains JavaScript";
        /// It can start a program or open a file.
        Launch = "launch", "can start a program";
        EmbeddedFiles = "embedded_files", "contains embedded files";
        SubmitForm = "submit_form", "can send what is filled in to an address";
        /// It can fill itself in from a file.
        ImportData = "import_data", "can read data from a file";
        RemoteDocument = "remote_document", "can open another document";
        Links = "links", "contains links to addresses";
        /// Films, sounds and other media play in it.
        RichMedia = "rich_media", "contains media that play";
        /// It has a form of the XML Forms Architecture, which may carry scripts.
        Xfa = "xfa", "contains an XFA form";
        /// Parts of it could not be examined, for example because it is encrypted.
        NotExaminable = "not_examinable", "could not be examined completely";
    }
}

/// The object store's name for what it kept of an accepted file. Whatever is stored under the file's own name later has another (E4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVersion(String);

impl KeptVersion {
    /// The name as the object store gave it. It means nothing to anybody else.
    pub const fn restore(name: String) -> Self {
        Self(name)
    }

    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is known of a file that was accepted. Immutable (E4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedFile {
    /// Its format, by content.
    pub format: FileFormat,
    pub bytes: u64,
    pub sha256: [u8; 32],
    /// What PDP's staff see.
    pub flags: Vec<PdfFlag>,
    pub at: Timestamp,
    /// What was kept; none of a file from before this was noted.
    pub version: Option<KeptVersion>,
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
    /// It does not count, and never will.
    Rejected { reason: FileRejection, at: Timestamp },
}

codes! {
    /// Where a file is, as people see it (E3).
    EvidencePlace {
        /// A form was handed out; nothing has arrived.
        AwaitingUpload = "awaiting_upload", "waiting for the upload";
        /// Nothing arrived in time, and the form stopped working.
        Expired = "expired", "not uploaded in time";
        Checking = "checking", "being checked";
        /// It counts as evidence.
        Accepted = "accepted", "accepted";
        Rejected = "rejected", "rejected";
    }
}

/// What a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileOwner {
    Change(ChangeId),
    Dispute(DisputeId),
}

impl From<ChangeId> for FileOwner {
    fn from(id: ChangeId) -> Self {
        Self::Change(id)
    }
}

impl From<DisputeId> for FileOwner {
    fn from(id: DisputeId) -> Self {
        Self::Dispute(id)
    }
}

/// What a verdict on a file leads to. The first one stands: a repeated or late one changes nothing (E4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnVerdict {
    /// The file had not been seen: it arrived, too.
    ArrivedToo,
    Stands,
    /// The time for checks was over before, so the file is rejected for this reason.
    TooLate(FileRejection),
    Nothing,
}

/// One evidence file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// What the person's own file is called.
    pub file_name: FileName,
    /// The format the person's program says it has; none if it does not say.
    pub declared: Option<FileFormat>,
    /// The step it is for; none for the submission itself.
    pub step: Option<Step>,
    /// Who asked for the upload form.
    pub requested_by: PersonId,
    pub requested_at: Timestamp,
    pub expires_at: Timestamp,
    pub state: EvidenceState,
}

/// How long the checks of a file may take, time to mend a fault of the service included. Then it counts as rejected, so that nobody
/// waits for a verdict that never comes (E3).
pub const CHECKED_WITHIN: SignedDuration = SignedDuration::from_hours(24);

impl EvidenceFile {
    /// Where it is at `now`, as people see it.
    pub fn place(&self, now: Timestamp) -> EvidencePlace {
        match &self.state {
            EvidenceState::AwaitingUpload if self.is_expired(now) => EvidencePlace::Expired,
            EvidenceState::AwaitingUpload => EvidencePlace::AwaitingUpload,
            EvidenceState::Checking { .. } if self.rejection(now).is_none() => EvidencePlace::Checking,
            EvidenceState::Accepted(_) => EvidencePlace::Accepted,
            EvidenceState::Checking { .. } | EvidenceState::Rejected { .. } => EvidencePlace::Rejected,
        }
    }

    /// Whether it counts.
    pub const fn is_accepted(&self) -> bool {
        matches!(self.state, EvidenceState::Accepted(_))
    }

    /// Whether it is being inspected, or was when its time ran out.
    pub const fn is_checking(&self) -> bool {
        matches!(self.state, EvidenceState::Checking { .. })
    }

    /// Why it does not count, if that is decided: by a verdict, or because none came in time.
    pub fn rejection(&self, now: Timestamp) -> Option<FileRejection> {
        match self.state {
            EvidenceState::Rejected { reason, .. } => Some(reason),
            EvidenceState::Checking { since } if now.duration_since(since) >= CHECKED_WITHIN => {
                Some(FileRejection::NotChecked)
            }
            EvidenceState::AwaitingUpload | EvidenceState::Checking { .. } | EvidenceState::Accepted(_) => {
                None
            }
        }
    }

    /// What a verdict on it leads to at `now`.
    pub fn on_verdict(&self, now: Timestamp) -> OnVerdict {
        match (&self.state, self.rejection(now)) {
            (EvidenceState::AwaitingUpload, _) => OnVerdict::ArrivedToo,
            (EvidenceState::Checking { .. }, Some(reason)) => OnVerdict::TooLate(reason),
            (EvidenceState::Checking { .. }, None) => OnVerdict::Stands,
            (EvidenceState::Accepted(_) | EvidenceState::Rejected { .. }, _) => OnVerdict::Nothing,
        }
    }

    /// Whether it counts or may come to: neither rejected nor expired.
    pub fn may_count(&self, now: Timestamp) -> bool {
        !self.is_expired(now) && self.rejection(now).is_none()
    }

    /// Whether it was never uploaded and no longer can be (E3).
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.state == EvidenceState::AwaitingUpload && now >= self.expires_at
    }
}

/// The evidence files of a change or a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EvidenceFiles(pub BTreeMap<EvidenceId, EvidenceFile>);

impl EvidenceFiles {
    /// The files as they are at `now`: those whose checks did not end in time are rejected (E3).
    pub fn as_of(&self, now: Timestamp) -> Self {
        let mut files = self.clone();
        for file in files.0.values_mut() {
            if let Some(reason) = file.rejection(now) {
                file.state = EvidenceState::Rejected { reason, at: now };
            }
        }
        files
    }

    /// Moves a file on.
    pub fn set(&mut self, id: EvidenceId, state: EvidenceState) {
        if let Some(file) = self.0.get_mut(&id) {
            file.state = state;
        }
    }

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
