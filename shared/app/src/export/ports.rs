//! The ports that exports need, named for their role, and what passes through them.

use std::future::Future;

use domain::export::{ExportState, Subject};
use domain::ids::ExportId;
use jiff::Timestamp;

use crate::command::CommandStore;
use crate::error::Fault;
use crate::evidence::ports::DownloadLink;
use crate::page::Readable;

/// An export that somebody should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueExport {
    pub id: ExportId,
    pub since: Timestamp,
}

/// Exports that are being made.
pub trait Exports: CommandStore {
    /// Changes the state from `from` to `to`; false when it was not `from` any more.
    fn advance_export(
        &self,
        id: ExportId,
        from: &ExportState,
        to: &ExportState,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// The exports to look at by `now` ([`ExportState::next_look`]), the longest due first, at most `limit`. The queue may be a
    /// moment behind the exports themselves.
    fn due_exports(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Readable<DueExport>, Fault>> + Send;
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
