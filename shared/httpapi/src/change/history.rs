//! The history of a change (A1).

use api::{EntryKind, HistoryBody, HistoryEntryBody};
use app::{Download, HistoryEntry, Page, Recorded};
use domain::change::Change;
use serde_json::json;

use super::facts;
use crate::by::history_by;
use crate::history::{UNKNOWN, downloaded, mended, operator, version_of};
use crate::shown::Of;

/// A page as PDP sees it: with what no organisation may know of others (C3).
pub fn history_for_pdp(page: Page<HistoryEntry>) -> HistoryBody {
    let items = page.items.iter().map(history_entry_for_pdp).collect();
    HistoryBody { items, next: page.next.map(|cursor| cursor.0), not_shown: page.unreadable }
}

/// An entry as PDP sees it.
pub fn history_entry_for_pdp(entry: &HistoryEntry) -> HistoryEntryBody {
    let mut body = HistoryEntryBody::of(entry);
    if let HistoryEntry::Happened(recorded) = entry
        && let Some((name, fact)) = facts::only_for_pdp(&recorded.event.kind)
    {
        body.facts[name] = fact;
    }
    body
}

impl Of<&HistoryEntry> for HistoryEntryBody {
    fn of(entry: &HistoryEntry) -> Self {
        match entry {
            HistoryEntry::Happened(recorded) => happened(recorded),
            HistoryEntry::Refused(refused) => Self {
                kind: EntryKind::Refused,
                at: refused.at,
                by: Some(Of::of(refused)),
                what: refused.command.code().to_owned(),
                version: None,
                before: None,
                after: None,
                facts: json!({ "refusal": refused.refusal }),
            },
            HistoryEntry::Downloaded(Download { of, at, by, name }) => {
                let (what, facts) = downloaded(*of);
                Self {
                    kind: EntryKind::Downloaded,
                    at: *at,
                    by: Some(history_by(by, name.as_ref())),
                    what: what.to_owned(),
                    version: None,
                    before: None,
                    after: None,
                    facts,
                }
            }
            HistoryEntry::Mended(mending) => Self {
                kind: EntryKind::Mended,
                at: mending.at,
                by: Some(operator(mending)),
                what: mending.what.code().to_owned(),
                version: None,
                before: None,
                after: None,
                facts: mended(mending),
            },
            HistoryEntry::Unknown(unknown) => Self {
                kind: EntryKind::Unknown,
                at: unknown.at,
                by: Some(Of::of(unknown)),
                what: UNKNOWN.to_owned(),
                version: version_of(unknown),
                before: None,
                after: None,
                facts: json!({}),
            },
        }
    }
}

fn happened(recorded: &Recorded<Change>) -> HistoryEntryBody {
    HistoryEntryBody {
        kind: EntryKind::Happened,
        at: recorded.event.at,
        by: Some(history_by(&recorded.event.by, recorded.name.as_ref())),
        what: recorded.event.kind.code().to_owned(),
        version: Some(recorded.version),
        before: recorded.before.map(Of::of),
        after: Some(recorded.after.into()),
        facts: facts::of(&recorded.event.kind),
    }
}
