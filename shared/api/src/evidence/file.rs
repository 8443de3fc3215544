//! Evidence files (E1, E3).

use domain::ids::EvidenceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{EvidenceStateCode, FileTypeWord, FlagCode, RejectionCode, StepCode};

/// An evidence file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: EvidenceId,
    /// What the person's own file is called. Escape it when you show it.
    #[schema(example = "service-acceptance.pdf")]
    pub file_name: String,
    /// The code of the step it is for; none for the submission itself, and of a dispute.
    #[schema(required = true)]
    pub step: Option<StepCode>,
    /// Where it is on its way.
    pub state: EvidenceStateCode,
    /// When the upload form was asked for.
    pub requested_at: Timestamp,
    /// When the upload form stops working.
    pub expires_at: Timestamp,
    /// Why it was rejected, for programs.
    #[schema(required = true)]
    pub rejection_code: Option<RejectionCode>,
    /// Why it was rejected, for people.
    #[schema(required = true)]
    pub rejection: Option<String>,
    /// Its type by content, once accepted.
    #[schema(required = true)]
    pub media_type: Option<FileTypeWord>,
    /// Its size in bytes, once accepted.
    #[schema(required = true, minimum = 1, maximum = 26_214_400)]
    pub bytes: Option<u64>,
    /// Its SHA-256 in hexadecimal, once accepted.
    #[schema(required = true, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// What to be careful about; shown to PDP only, once accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = Vec<FlagCode>)]
    pub flags: Option<Vec<FlagCode>>,
}

/// The evidence files of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EvidencePage {
    /// The files, oldest first. All of them: a change has few.
    pub items: Vec<EvidenceBody>,
}
