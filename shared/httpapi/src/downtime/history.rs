//! The history of a notice of downtime (A1).

use domain::downtime::{DowntimeWindow, EventKind};
use domain::text::FreeText;
use serde_json::{Value, json};

use crate::history::history_rows;

history_rows!(DowntimeEntry => NoticeEntryBody of RecordEntryKind, never => match *never {});

fn facts(kind: &EventKind) -> Value {
    match kind {
        EventKind::DowntimeDeclared { organisation_name, window, .. } => {
            let mut facts = window_facts(window);
            facts["organisation_name"] = json!(organisation_name.as_str());
            facts
        }
        EventKind::DowntimeMoved { from, to } => {
            json!({ "from": window_facts(from), "to": window_facts(to) })
        }
        EventKind::DowntimeEnded { announced } => json!({ "announced": announced.to_string() }),
        EventKind::DowntimeCancelled => json!({}),
    }
}

/// What a notice says, in a history.
pub(crate) fn window_facts(window: &DowntimeWindow) -> Value {
    json!({
        "start": window.start.to_string(),
        "end": window.end.to_string(),
        "nature": window.nature.as_str(),
        "affected_endpoints": window.affected_endpoints.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "short_notice_reason": window.short_notice.as_ref().map(FreeText::as_str),
    })
}
