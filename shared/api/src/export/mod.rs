//! Exports: the evidence bundle of a change (A1), the register of endpoints (G5).

use domain::ids::{ChangeId, ExportId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByBody, ExportFailureCode, ExportFormatCode, ExportStateCode, RegisterFormatWord};

/// Something large that is made in the background. It can be fetched for 7 days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ExportBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: ExportId,
    /// The id of the technical change whose bundle it is; none for the register of endpoints.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub change: Option<ChangeId>,
    /// What kind of file it is: a bundle is a ZIP.
    pub format: ExportFormatCode,
    /// Where it is. Ask again every few seconds until it is `ready` or `failed`.
    pub state: ExportStateCode,
    /// When it was asked for, in UTC.
    pub requested_at: Timestamp,
    /// By whom.
    pub requested_by: ByBody,
    /// When it can no longer be fetched, in UTC.
    pub expires_at: Timestamp,
    /// When it was ready, in UTC.
    #[schema(required = true)]
    pub ready_at: Option<Timestamp>,
    /// Its size in bytes, once ready.
    #[schema(required = true, minimum = 1)]
    pub bytes: Option<u64>,
    /// Its SHA-256 in hexadecimal, once ready.
    #[schema(required = true, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// Why it failed, for programs.
    #[schema(required = true)]
    pub failure_code: Option<ExportFailureCode>,
    /// Why it failed and what to do, for people.
    #[schema(required = true)]
    pub failure: Option<String>,
}

/// In which form the register is wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RegisterExportBody {
    /// JSON for programs, CSV for spreadsheets.
    pub format: RegisterFormatWord,
}
