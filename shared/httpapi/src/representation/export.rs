//! Exports: the evidence bundle of a change (A1), the register of endpoints (G5).

use domain::export::{Export, ExportState};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{ExportFailureCode, ExportFormatCode, ExportStateCode};
use super::words::ByBody;

/// Something large that is made in the background. It can be fetched for 7 days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExportBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The id of the technical change whose bundle it is; none for the register of endpoints.
    #[schema(required = true, format = "uuid")]
    pub change: Option<String>,
    /// What kind of file it is: a bundle is a ZIP.
    #[schema(value_type = ExportFormatCode)]
    pub format: &'static str,
    /// Where it is. Ask again every few seconds until it is `ready` or `failed`.
    #[schema(value_type = ExportStateCode)]
    pub state: &'static str,
    /// When it was asked for, in UTC.
    #[schema(format = DateTime)]
    pub requested_at: String,
    /// By whom.
    pub requested_by: ByBody,
    /// When it can no longer be fetched, in UTC.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// When it was ready, in UTC.
    #[schema(required = true, format = DateTime)]
    pub ready_at: Option<String>,
    /// Its size in bytes, once ready.
    #[schema(required = true, minimum = 1)]
    pub bytes: Option<u64>,
    /// Its SHA-256 in hexadecimal, once ready.
    #[schema(required = true, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// Why it failed, for programs.
    #[schema(required = true, value_type = Option<ExportFailureCode>)]
    pub failure_code: Option<&'static str>,
    /// Why it failed and what to do, for people.
    #[schema(required = true)]
    pub failure: Option<String>,
}

impl ExportBody {
    /// The export as shown at `now`.
    pub fn new(export: &Export, now: Timestamp) -> Self {
        let state = export.shown(now);
        let mut body = Self {
            id: export.id.to_string(),
            change: export.subject.change().map(|change| change.to_string()),
            format: export.subject.extension(),
            state: state.code(),
            requested_at: export.requested_at.to_string(),
            requested_by: (&export.requested_by).into(),
            expires_at: export.expires_at().to_string(),
            ready_at: None,
            bytes: None,
            sha256: None,
            failure_code: None,
            failure: None,
        };
        match state {
            ExportState::Ready(product) => {
                body.ready_at = Some(product.at.to_string());
                body.bytes = Some(product.bytes);
                body.sha256 = Some(hex::encode(product.sha256));
            }
            ExportState::Failed { reason, .. } => {
                body.failure_code = Some(reason.code());
                body.failure = Some(reason.to_string());
            }
            ExportState::Requested { .. } | ExportState::Building { .. } => {}
        }
        body
    }
}
