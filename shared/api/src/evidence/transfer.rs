//! Upload forms and download links (E4): the bytes never pass through the API.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DeclaredTypeWord, EvidenceBody, StepCode, StepWord};

/// A file to upload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct UploadRequestBody {
    /// What the file is called; of a whole path, the last part counts.
    #[schema(example = "service-acceptance.pdf", min_length = 1, max_length = 255, pattern = "\\S")]
    pub file_name: String,
    /// What it is; its content decides later.
    pub media_type: DeclaredTypeWord,
    /// The step it is for; none for the submission itself.
    #[serde(default)]
    #[schema(value_type = Option<StepWord>)]
    pub step: Option<StepCode>,
    /// The page of the portal to go to once the file is taken, to which the id of the file is added as a last part; with none, the
    /// store answers with the status 201.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        example = "https://portal.example.org/portal/disputes/0190a0b0-0000-7000-8000-000000000001/files",
        max_length = 500
    )]
    pub return_to: Option<String>,
}

/// A file of a dispute to upload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct DisputeFileBody {
    /// What the file is called; of a whole path, the last part counts.
    #[schema(example = "log-of-the-request.pdf", min_length = 1, max_length = 255, pattern = "\\S")]
    pub file_name: String,
    /// What it is; its content decides later.
    pub media_type: DeclaredTypeWord,
    /// The page of the portal to go to once the file is taken, to which the id of the file is added as a last part; with none, the
    /// store answers with the status 201.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(
        example = "https://portal.example.org/portal/disputes/0190a0b0-0000-7000-8000-000000000001/files",
        max_length = 500
    )]
    pub return_to: Option<String>,
}

/// A file and the form that uploads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UploadBody {
    /// The file.
    pub evidence: EvidenceBody,
    /// The form.
    pub form: UploadFormBody,
}

/// A form to post as `multipart/form-data`: every field in this order, then the file as field `file`, last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UploadFormBody {
    /// Where to post it.
    #[schema(format = "uri")]
    pub action: String,
    /// Always `POST`.
    pub method: String,
    /// The hidden fields.
    pub fields: Vec<FormFieldBody>,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// A hidden field of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FormFieldBody {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A link to an accepted file. Anybody who has the link can fetch the file for one minute: do not store or forward it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DownloadBody {
    /// The link.
    #[schema(format = "uri")]
    pub url: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}
