//! The history of a notice of downtime (A1).

use api::{NoticeEntryBody, RecordEntryKind};
use app::{DowntimeEntry, Recorded};
use domain::downtime::{DowntimeWindow, EventKind};
use domain::text::FreeText;
use serde_json::{Value, json};

use crate::by::history_by;
use crate::shown::Of;

impl Of<&DowntimeEntry> for NoticeEntryBody {
    fn of(entry: &DowntimeEntry) -> Self {
        match entry {
            DowntimeEntry::Happened(Recorded { version, before, after, event, name }) => Self {
                kind: RecordEntryKind::Happened,
                at: event.at,
                by: history_by(&event.by, name.as_ref()),
                what: event.kind.code().to_owned(),
                version: Some(*version),
                before: before.map(Of::of),
                after: Some((*after).into()),
                facts: facts(&event.kind),
            },
            DowntimeEntry::Refused(refused) => Self {
                kind: RecordEntryKind::Refused,
                at: refused.at,
                by: Of::of(refused),
                what: refused.command.code().to_owned(),
                version: None,
                before: None,
                after: None,
                facts: json!({ "refusal": refused.refusal }),
            },
            DowntimeEntry::Downloaded(never) => match *never {},
        }
    }
}

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
