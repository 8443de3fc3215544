//! Exports in memory, and links to them.

use domain::export::{Export, ExportState, Subject};
use domain::ids::ExportId;
use jiff::SignedDuration;
use newtype_uuid::GenericUuid;

use super::clock::FakeClock;
use super::store::MemoryStore;
use app::Clock;
use app::DownloadLink;
use app::Fault;
use app::{CommitFault, HistoryEntry};
use app::{ExportDownload, ExportLinks, Exports, LoadedExport, WantExport};
use app::{Receipt, RequestKey};

impl Exports for MemoryStore {
    async fn load_export(&self, want: WantExport<'_>) -> Result<LoadedExport, Fault> {
        let state = self.state();
        let export = want.export.and_then(|id| state.exports.get(&id)).cloned();
        Ok(LoadedExport {
            export: export.filter(|export| !export.is_expired(want.now)),
            change: want.change.and_then(|id| state.changes.get(&id)).cloned(),
            record_version: want.record.and_then(|party| state.record_version(party)),
            receipt: want.request.and_then(|key| state.receipt(key, want.now)),
        })
    }

    async fn put_export(&self, export: &Export, request: &RequestKey) -> Result<(), CommitFault> {
        let mut state = self.state();
        if state.receipt(request, export.requested_at).is_some() {
            return Err(CommitFault::RequestRepeated);
        }
        if state.exports.contains_key(&export.id) {
            return Err(Fault::lasting("keep an export", "there is one of this id").into());
        }
        state.exports.insert(export.id, export.clone());
        let receipt = Receipt { export: Some(export.id), ..Receipt::of(request) };
        state.remember(request, receipt, export.requested_at);
        Ok(())
    }

    async fn advance_export(
        &self,
        id: ExportId,
        from: &ExportState,
        to: &ExportState,
    ) -> Result<bool, Fault> {
        let mut state = self.state();
        Ok(match state.exports.get_mut(&id) {
            Some(export) if export.state == *from => {
                export.state.clone_from(to);
                true
            }
            _ => false,
        })
    }

    async fn record_export_download(
        &self,
        download: ExportDownload<'_>,
        request: Option<&RequestKey>,
    ) -> Result<(), CommitFault> {
        let mut state = self.state();
        let ExportDownload { note, export, change, at, by, name } = download;
        let name = name.cloned();
        if let Some(key) = request {
            if state.receipt(key, at).is_some() {
                return Err(CommitFault::RequestRepeated);
            }
            state.remember(key, Receipt { export: Some(export.id), ..Receipt::of(key) }, at);
        }
        match change {
            Some(change) => {
                let entry = HistoryEntry::BundleDownloaded { export: export.id, at, by, name };
                state.history.insert((change.id, change.version, Some(note)), (change.organisation, entry));
            }
            None => state.export_downloads.push((export.id, at, by, name)),
        }
        Ok(())
    }
}

impl MemoryStore {
    /// The export as it is kept, whether it has expired or not.
    pub fn export(&self, id: ExportId) -> Option<Export> {
        self.state().exports.get(&id).cloned()
    }

    /// Every export, oldest first.
    pub fn exports(&self) -> Vec<Export> {
        self.state().exports.values().cloned().collect()
    }

    /// Puts an export as it is, in place of what was there.
    pub fn put_export_as_is(&self, export: Export) {
        self.state().exports.insert(export.id, export);
    }

    /// Who was handed a link to an export of the register, oldest first.
    pub fn export_downloads(&self) -> Vec<(ExportId, domain::actor::By)> {
        self.state().export_downloads.iter().map(|(id, _, by, _)| (*id, *by)).collect()
    }
}

/// Links that say in plain words what a real one signs, by this clock.
#[derive(Debug, Clone, Default)]
pub struct FakeExportLinks(pub FakeClock);

impl ExportLinks for FakeExportLinks {
    async fn link_export(
        &self,
        export: ExportId,
        build: u32,
        subject: Subject,
        file_name: &str,
    ) -> Result<DownloadLink, Fault> {
        let now = self.0.now();
        let id = export.into_untyped_uuid();
        Ok(DownloadLink {
            url: format!(
                "https://exports.example.org/{id}/{build}?type={}&name={file_name}",
                subject.media_type().replace(' ', "%20")
            ),
            expires_at: now.saturating_add(SignedDuration::from_mins(1)).unwrap_or(now),
        })
    }
}
