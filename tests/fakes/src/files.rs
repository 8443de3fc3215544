//! Upload forms and download links of an object store that does not exist; files that are being checked, and how far the
//! comparison of what is kept is.

use domain::evidence::{AcceptedFile, DeclaredType, FileOwner};
use domain::ids::EvidenceId;
use domain::text::FileName;
use jiff::{SignedDuration, Timestamp};

use crate::{FakeClock, MemoryStore};
use app::Clock;
use app::Fault;
use app::{DownloadLink, DownloadLinks, UploadForm, UploadForms};
use app::{EvidenceComparison, EvidenceComparisons, FileInChecking, FilesInChecking, Readable};

/// Forms that say in plain words what a real one signs, by this clock.
#[derive(Debug, Clone, Default)]
pub struct FakeUploadForms(pub FakeClock);

impl UploadForms for FakeUploadForms {
    async fn form(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        declared: DeclaredType,
        max_bytes: u64,
        lifetime: SignedDuration,
        return_to: Option<&str>,
    ) -> Result<UploadForm, Fault> {
        let now = self.0.now();
        let fields = [
            ("key", format!("uploads/{}/{evidence}", folder(of))),
            ("Content-Type", declared.media_type().to_owned()),
            ("max-bytes", max_bytes.to_string()),
        ];
        let fields = fields.into_iter().chain(return_to.map(|page| ("return-to", page.to_owned())));
        Ok(UploadForm {
            url: "https://uploads.example.org/".to_owned(),
            fields: fields.map(|(name, value)| (name.to_owned(), value)).collect(),
            expires_at: now.saturating_add(lifetime).unwrap_or(now),
        })
    }
}

/// Links that say in plain words what a real one signs, by this clock.
#[derive(Debug, Clone, Default)]
pub struct FakeDownloadLinks(pub FakeClock);

impl DownloadLinks for FakeDownloadLinks {
    async fn link(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        accepted: &AcceptedFile,
        _file_name: &FileName,
    ) -> Result<DownloadLink, Fault> {
        let now = self.0.now();
        Ok(DownloadLink {
            url: format!(
                "https://evidence.example.org/{}/{evidence}?type={}{}",
                folder(of),
                accepted.format.media_type(),
                accepted
                    .version
                    .as_ref()
                    .map_or(String::new(), |version| format!("&version={}", version.as_str())),
            ),
            expires_at: now.saturating_add(SignedDuration::from_mins(1)).unwrap_or(now),
        })
    }
}

fn folder(of: FileOwner) -> String {
    match of {
        FileOwner::Change(id) => id.to_string(),
        FileOwner::Dispute(id) => format!("disputes/{id}"),
    }
}

impl FilesInChecking for MemoryStore {
    async fn files_in_checking(
        &self,
        after: Timestamp,
        limit: u32,
    ) -> Result<Readable<FileInChecking>, Fault> {
        let state = self.state();
        let mut files: Vec<_> = state.checking.values().filter(|file| file.since > after).copied().collect();
        files.sort_by_key(|file| file.since);
        files.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Readable::all(files))
    }
}

impl EvidenceComparisons for MemoryStore {
    async fn evidence_comparison(&self) -> Result<EvidenceComparison, Fault> {
        Ok(self.state().comparison.clone())
    }

    async fn put_evidence_comparison(&self, after: &EvidenceComparison) -> Result<bool, Fault> {
        let mut state = self.state();
        let is_next = after.version == state.comparison.version + 1;
        if is_next {
            state.comparison = after.clone();
        }
        Ok(is_next)
    }
}
