//! Evidence files, upload forms and links (E1, E3, E4).

use app::{DownloadLink, UploadForm};
use domain::evidence::{EvidenceFile, EvidenceState, FileRejection};
use domain::ids::EvidenceId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{EvidenceStateCode, FlagCode, RejectionCode, StepCode};
use super::words::FileTypeWord;

/// An evidence file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// What the person's own file is called. Escape it when you show it.
    #[schema(example = "service-acceptance.pdf")]
    pub file_name: String,
    /// The code of the step it is for; none for the submission itself.
    #[schema(required = true, value_type = Option<StepCode>)]
    pub step: Option<&'static str>,
    /// Where it is on its way.
    #[schema(value_type = EvidenceStateCode)]
    pub state: &'static str,
    /// When the upload form was asked for.
    #[schema(format = DateTime)]
    pub requested_at: String,
    /// When the upload form stops working.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// Why it was rejected, for programs.
    #[schema(required = true, value_type = Option<RejectionCode>)]
    pub rejection_code: Option<&'static str>,
    /// Why it was rejected, for people.
    #[schema(required = true)]
    pub rejection: Option<String>,
    /// Its type by content, once accepted.
    #[schema(required = true, value_type = Option<FileTypeWord>)]
    pub media_type: Option<&'static str>,
    /// Its size in bytes, once accepted.
    #[schema(required = true, minimum = 1, maximum = 26_214_400)]
    pub bytes: Option<u64>,
    /// Its SHA-256 in hexadecimal, once accepted.
    #[schema(required = true, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// What to be careful about; shown to PDP only, once accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<FlagCode>)]
    pub flags: Option<Vec<&'static str>>,
}

impl EvidenceBody {
    /// The file as shown at `now`; with flags to PDP (E2).
    pub fn new(id: EvidenceId, file: &EvidenceFile, now: Timestamp, to_pdp: bool) -> Self {
        let mut body = Self {
            id: id.to_string(),
            file_name: file.file_name.as_str().to_owned(),
            step: file.step.map(|step| step.code()),
            state: file.state_code(now),
            requested_at: file.requested_at.to_string(),
            expires_at: file.expires_at.to_string(),
            rejection_code: None,
            rejection: None,
            media_type: None,
            bytes: None,
            sha256: None,
            flags: None,
        };
        match &file.state {
            EvidenceState::Accepted(accepted) => {
                body.media_type = Some(accepted.format.media_type());
                body.bytes = Some(accepted.bytes);
                body.sha256 = Some(hex::encode(accepted.sha256));
                body.flags = to_pdp.then(|| accepted.flags.iter().map(|flag| flag.code()).collect());
            }
            EvidenceState::AwaitingUpload
            | EvidenceState::Checking { .. }
            | EvidenceState::Rejected { .. } => {
                let reason = file.rejection(now);
                body.rejection_code = reason.map(FileRejection::code);
                body.rejection = reason.map(|reason| reason.to_string());
            }
        }
        body
    }
}

/// The evidence files of a change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidencePage {
    /// The files, oldest first. All of them: a change has few.
    pub items: Vec<EvidenceBody>,
}

/// A file and the form that uploads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UploadBody {
    /// The file.
    pub evidence: EvidenceBody,
    /// The form.
    pub form: UploadFormBody,
}

/// A form to post as `multipart/form-data`: every field in this order, then the file as field `file`, last.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UploadFormBody {
    /// Where to post it.
    #[schema(format = "uri")]
    pub action: String,
    /// Always `POST`.
    pub method: &'static str,
    /// The hidden fields.
    pub fields: Vec<FormFieldBody>,
    /// When it stops working.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// A hidden field of a form.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FormFieldBody {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl From<UploadForm> for UploadFormBody {
    fn from(form: UploadForm) -> Self {
        let field = |(name, value)| FormFieldBody { name, value };
        Self {
            action: form.url,
            method: "POST",
            fields: form.fields.into_iter().map(field).collect(),
            expires_at: form.expires_at.to_string(),
        }
    }
}

/// A link to an accepted file. Whoever has it can fetch the file for one minute: do not store or forward it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DownloadBody {
    /// The link.
    #[schema(format = "uri")]
    pub url: String,
    /// When it stops working.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

impl From<DownloadLink> for DownloadBody {
    fn from(link: DownloadLink) -> Self {
        Self { url: link.url, expires_at: link.expires_at.to_string() }
    }
}
