//! Exports in memory, and links to them.

use domain::export::{Export, ExportState, Subject};
use domain::ids::ExportId;
use jiff::{SignedDuration, Timestamp};
use newtype_uuid::GenericUuid;

use super::clock::FakeClock;
use super::store::MemoryStore;
use app::Clock;
use app::DownloadLink;
use app::Fault;
use app::{DueExport, ExportLinks, Exports, Readable};

impl Exports for MemoryStore {
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

    async fn due_exports(&self, now: Timestamp, limit: u32) -> Result<Readable<DueExport>, Fault> {
        let state = self.state();
        let due = |export: &Export| Some(DueExport { id: export.id, since: export.next_look()? });
        let mut due: Vec<_> = state.exports.values().filter_map(due).collect();
        due.retain(|due| due.since <= now);
        due.sort_by_key(|due| (due.since, due.id));
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Readable::all(due))
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
