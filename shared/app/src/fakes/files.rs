//! Upload forms and download links of an object store that does not exist.

use domain::evidence::FileFormat;
use domain::ids::{ChangeId, EvidenceId};
use domain::text::FileName;
use jiff::{SignedDuration, Timestamp};

use crate::error::Fault;
use crate::ports::{DownloadLink, DownloadLinks, UploadForm, UploadForms};

/// Forms that say in plain words what a real one signs.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeUploadForms;

impl UploadForms for FakeUploadForms {
    async fn form(
        &self,
        change: ChangeId,
        evidence: EvidenceId,
        format: FileFormat,
        max_bytes: u64,
        expires_at: Timestamp,
        _now: Timestamp,
    ) -> Result<UploadForm, Fault> {
        let fields = [
            ("key", format!("uploads/{change}/{evidence}")),
            ("Content-Type", format.media_type().to_owned()),
            ("max-bytes", max_bytes.to_string()),
        ];
        Ok(UploadForm {
            url: "https://uploads.example.org/".to_owned(),
            fields: fields.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            expires_at,
        })
    }
}

/// Links that say in plain words what a real one signs.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeDownloadLinks;

impl DownloadLinks for FakeDownloadLinks {
    async fn link(
        &self,
        change: ChangeId,
        evidence: EvidenceId,
        format: FileFormat,
        _file_name: &FileName,
        now: Timestamp,
    ) -> Result<DownloadLink, Fault> {
        Ok(DownloadLink {
            url: format!("https://evidence.example.org/{change}/{evidence}?type={}", format.media_type()),
            expires_at: now.saturating_add(SignedDuration::from_mins(1)).unwrap_or(now),
        })
    }
}
