//! Exports: the evidence bundle of a change (A1), the register of endpoints (G5).

use api::ExportBody;
use domain::export::{Export, ExportState};
use jiff::Timestamp;

use crate::shown::Of;

/// The export as shown at `now`.
pub fn export_body(export: &Export, now: Timestamp) -> ExportBody {
    let state = export.shown(now);
    let mut body = ExportBody {
        id: export.id,
        change: export.subject.change(),
        format: export.subject.format().into(),
        state: state.kind().into(),
        requested_at: export.requested_at,
        requested_by: Of::of(&export.requested_by),
        expires_at: export.expires_at(),
        ready_at: None,
        bytes: None,
        sha256: None,
        failure_code: None,
        failure: None,
    };
    match state {
        ExportState::Ready(product) => {
            body.ready_at = Some(product.at);
            body.bytes = Some(product.bytes);
            body.sha256 = Some(hex::encode(product.sha256));
        }
        ExportState::Failed { reason, .. } => {
            body.failure_code = Some(reason.into());
            body.failure = Some(reason.to_string());
        }
        ExportState::Requested { .. } | ExportState::Building { .. } => {}
    }
    body
}
