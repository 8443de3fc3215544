//! The ports of files: forms to post them with, links to fetch them by, packs that are kept (E1, E4, S4).

use std::future::Future;

use domain::change::material::Environment;
use domain::evidence::comparison::Damage;
use domain::evidence::{AcceptedFile, DeclaredType, FileOwner};
use domain::ids::{ChangeId, EvidenceId, PackId};
use domain::text::FileName;
use jiff::{SignedDuration, Timestamp};

use crate::command::CommandStore;
use crate::error::Fault;
use crate::evidence::checking::FileInChecking;
use crate::evidence::compare::EvidenceComparison;
use crate::page::Readable;

/// A form that a browser posts a file with, straight to the object store (E1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadForm {
    /// Where to post it.
    pub url: String,
    /// Its hidden fields, in order; the file field `file` comes last.
    pub fields: Vec<(String, String)>,
    pub expires_at: Timestamp,
}

/// Makes upload forms. By the real time: the object store compares them with its own, whatever clock decisions go by.
pub trait UploadForms: Send + Sync {
    /// A form for exactly this file: its key, its type, at most `max_bytes`, for `lifetime` from now on. When the file is taken, the
    /// browser goes to `return_to`, or is answered with a status where there is none.
    fn form(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        declared: DeclaredType,
        max_bytes: u64,
        lifetime: SignedDuration,
        return_to: Option<&str>,
    ) -> impl Future<Output = Result<UploadForm, Fault>> + Send;
}

/// A link to an accepted file (E4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadLink {
    /// The link. Anybody who has it can fetch the file until it expires.
    pub url: String,
    /// When it stops working: one minute after it was made.
    pub expires_at: Timestamp,
}

/// Makes download links. By the real time, as [`UploadForms`].
pub trait DownloadLinks: Send + Sync {
    /// A link that lives for one minute and saves the file under `file_name`, as an attachment: the version that was accepted,
    /// whatever was stored under its name later. Of a file from before versions were noted, the version of now.
    fn link(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        accepted: &AcceptedFile,
        file_name: &FileName,
    ) -> impl Future<Output = Result<DownloadLink, Fault>> + Send;
}

/// Compares kept files with what was accepted (E4).
pub trait KeptEvidence: Send + Sync {
    /// What is wrong with this file, if anything. `reads` its bytes, or only asks the object store for its version and size.
    fn damage(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        accepted: &AcceptedFile,
        reads: bool,
    ) -> impl Future<Output = Result<Option<Damage>, Fault>> + Send;
}

/// Files that are being checked (E3).
pub trait FilesInChecking: CommandStore {
    /// The rows of those that arrived after this instant, at most `limit`, the oldest first. One round trip.
    fn files_in_checking(
        &self,
        after: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Readable<FileInChecking>, Fault>> + Send;
}

/// How far the comparison of kept evidence is (E4).
pub trait EvidenceComparisons: Send + Sync {
    /// As it is now; version 0 before it was first kept. One round trip.
    fn evidence_comparison(&self) -> impl Future<Output = Result<EvidenceComparison, Fault>> + Send;

    /// Keeps `after`; false when what is kept is not of the version before. One round trip.
    fn put_evidence_comparison(
        &self,
        after: &EvidenceComparison,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;
}

/// Keeps packs of cryptographic material, encrypted (S4).
pub trait MaterialStore: Send + Sync {
    /// Keeps the content of a pack; the same content once more is kept already. A pack is never overwritten: its id is fresh.
    fn keep(
        &self,
        change: ChangeId,
        environment: Environment,
        pack: PackId,
        content: Vec<u8>,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Makes links to packs of cryptographic material (S4).
pub trait MaterialLinks: Send + Sync {
    /// A link that lives for one minute and saves the pack under `file_name`, as an attachment.
    fn link(
        &self,
        change: ChangeId,
        environment: Environment,
        pack: PackId,
        file_name: &str,
    ) -> impl Future<Output = Result<DownloadLink, Fault>> + Send;
}
