//! The ports that exports need, named for their role, and what passes through them.

use std::future::Future;

use domain::actor::By;
use domain::change::Change;
use domain::export::{Export, ExportState, Subject};
use domain::ids::{ChangeId, ExportId};
use domain::text::Name;
use jiff::Timestamp;
use uuid::Uuid;

use crate::change::ports::CommitFault;
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::Attempts;
use crate::error::Fault;
use crate::evidence::ports::DownloadLink;
use crate::organisation::records::Party;

/// What is read for an export, in one round trip.
#[derive(Debug, Clone, Copy)]
pub struct WantExport<'a> {
    /// The export, if its id is known.
    pub export: Option<ExportId>,
    /// The change it is about.
    pub change: Option<ChangeId>,
    /// Whose record's version is wanted, for what is not about a change.
    pub record: Option<Party>,
    /// The request, if it carries a key.
    pub request: Option<&'a RequestKey>,
    /// The instant of the request: what has expired by then counts as absent.
    pub now: Timestamp,
}

/// What was read for an export.
#[derive(Debug, Clone, Default)]
pub struct LoadedExport {
    /// The export; none once it has expired.
    pub export: Option<Export>,
    /// The change.
    pub change: Option<Change>,
    /// The version of the record.
    pub record_version: Option<u64>,
    /// What is remembered of the request; none once it has expired.
    pub receipt: Option<Receipt>,
}

/// Somebody was handed a link to an export (A1).
#[derive(Debug, Clone, Copy)]
pub struct ExportDownload<'a> {
    /// The id of the entry.
    pub note: Uuid,
    /// Which.
    pub export: &'a Export,
    /// The change it is about, as it is: the entry stands in its history after this version. None for the register: then the
    /// entry is kept beside the export.
    pub change: Option<&'a Change>,
    /// When.
    pub at: Timestamp,
    /// Who, in which role.
    pub by: By,
    /// What they are called; none when that is not known.
    pub name: Option<&'a Name>,
}

/// Exports: asked for, being made, fetched.
pub trait Exports: Attempts {
    /// Reads what an export needs. One round trip.
    fn load_export(&self, want: WantExport<'_>) -> impl Future<Output = Result<LoadedExport, Fault>> + Send;

    /// Keeps a new export, and the receipt of the request for it, in one transaction. What was kept starts its making.
    fn put_export(
        &self,
        export: &Export,
        request: &RequestKey,
    ) -> impl Future<Output = Result<(), CommitFault>> + Send;

    /// Changes the state from `from` to `to`; false when it was not `from` any more.
    fn advance_export(
        &self,
        id: ExportId,
        from: &ExportState,
        to: &ExportState,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Keeps that a link was handed out (A1), and the receipt of the request unless there is one, in one transaction.
    fn record_export_download(
        &self,
        download: ExportDownload<'_>,
        request: Option<&RequestKey>,
    ) -> impl Future<Output = Result<(), CommitFault>> + Send;
}

/// Makes links to exports that are ready. By the real time, as [`crate::DownloadLinks`].
pub trait ExportLinks: Send + Sync {
    /// A link that lives for one minute and saves what the try `build` made under `file_name`, as an attachment.
    fn link_export(
        &self,
        export: ExportId,
        build: u32,
        subject: Subject,
        file_name: &str,
    ) -> impl Future<Output = Result<DownloadLink, Fault>> + Send;
}
