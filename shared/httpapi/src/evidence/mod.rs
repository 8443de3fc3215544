//! Evidence files, upload forms and links (E1, E3, E4).

use api::{DownloadBody, EvidenceBody, FormFieldBody, UploadFormBody};
use app::{DownloadLink, UploadForm};
use domain::evidence::{EvidenceFile, EvidenceState};
use domain::ids::EvidenceId;
use jiff::Timestamp;

use crate::shown::Of;

/// The file as shown at `now`; with flags to PDP (E2).
pub fn evidence_body(id: EvidenceId, file: &EvidenceFile, now: Timestamp, to_pdp: bool) -> EvidenceBody {
    let mut body = EvidenceBody {
        id,
        file_name: file.file_name.as_str().to_owned(),
        step: file.step.map(Of::of),
        state: file.place(now).into(),
        requested_at: file.requested_at,
        expires_at: file.expires_at,
        rejection_code: None,
        rejection: None,
        media_type: None,
        bytes: None,
        sha256: None,
        flags: None,
    };
    match &file.state {
        EvidenceState::Accepted(accepted) => {
            body.media_type = Some(accepted.format.into());
            body.bytes = Some(accepted.bytes);
            body.sha256 = Some(hex::encode(accepted.sha256));
            body.flags = to_pdp.then(|| accepted.flags.iter().copied().map(Of::of).collect());
        }
        EvidenceState::AwaitingUpload | EvidenceState::Checking { .. } | EvidenceState::Rejected { .. } => {
            let reason = file.rejection(now);
            body.rejection_code = reason.map(Of::of);
            body.rejection = reason.map(|reason| reason.to_string());
        }
    }
    body
}

impl Of<UploadForm> for UploadFormBody {
    fn of(form: UploadForm) -> Self {
        let field = |(name, value)| FormFieldBody { name, value };
        Self {
            action: form.url,
            method: "POST".to_owned(),
            fields: form.fields.into_iter().map(field).collect(),
            expires_at: form.expires_at,
        }
    }
}

impl Of<DownloadLink> for DownloadBody {
    fn of(link: DownloadLink) -> Self {
        Self { url: link.url, expires_at: link.expires_at }
    }
}
