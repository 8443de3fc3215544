//! The history of a change (A1).

use app::{Download, Downloaded, HistoryEntry, Page, Recorded};
use domain::change::Change;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::codes::EntryKind;
use super::facts;
use super::history_by::HistoryByBody;
use super::words::StatusWord;

/// One page of a history, oldest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryBody {
    /// The entries.
    pub items: Vec<HistoryEntryBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

/// One entry: something that happened, or that someone tried in vain.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryEntryBody {
    /// Whether it happened, was tried in vain, or was a link to a file.
    #[schema(value_type = EntryKind)]
    pub kind: &'static str,
    /// When, in UTC.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who, in which role.
    #[schema(required = true)]
    pub by: Option<HistoryByBody>,
    /// What happened or was tried: the code of the event or command.
    #[schema(example = "change_submitted")]
    pub what: String,
    /// The version it led to.
    #[schema(required = true)]
    pub version: Option<u64>,
    /// Where the change was before.
    #[schema(required = true)]
    pub before: Option<StatusWord>,
    /// Where it was after.
    #[schema(required = true)]
    pub after: Option<StatusWord>,
    /// The facts of the event.
    #[schema(value_type = Object)]
    pub facts: Value,
}

impl From<Page<HistoryEntry>> for HistoryBody {
    fn from(page: Page<HistoryEntry>) -> Self {
        Self { items: page.items.iter().map(Into::into).collect(), next: page.next.map(|cursor| cursor.0) }
    }
}

impl HistoryBody {
    /// As PDP sees it: with what no organisation may know of others (C3).
    pub fn for_pdp(page: Page<HistoryEntry>) -> Self {
        let items = page.items.iter().map(HistoryEntryBody::for_pdp).collect();
        Self { items, next: page.next.map(|cursor| cursor.0) }
    }
}

impl HistoryEntryBody {
    /// As PDP sees it.
    pub fn for_pdp(entry: &HistoryEntry) -> Self {
        let mut body = Self::from(entry);
        if let HistoryEntry::Happened(recorded) = entry
            && let Some((name, fact)) = facts::only_for_pdp(&recorded.event.kind)
        {
            body.facts[name] = fact;
        }
        body
    }
}

impl From<&HistoryEntry> for HistoryEntryBody {
    fn from(entry: &HistoryEntry) -> Self {
        match entry {
            HistoryEntry::Happened(recorded) => happened(recorded),
            HistoryEntry::Refused(attempt) => Self {
                kind: "refused",
                at: attempt.at.to_string(),
                by: Some(attempt.into()),
                what: attempt.command.code().to_owned(),
                version: None,
                before: None,
                after: None,
                facts: json!({ "refusal": attempt.refusal }),
            },
            HistoryEntry::Downloaded(Download { of, at, by, name }) => {
                let (what, facts) = match of {
                    Downloaded::Evidence(id) => {
                        ("evidence_downloaded", json!({ "evidence": id.to_string() }))
                    }
                    Downloaded::Bundle(id) => ("bundle_downloaded", json!({ "bundle": id.to_string() })),
                };
                Self {
                    kind: "downloaded",
                    at: at.to_string(),
                    by: Some(HistoryByBody::of(by, name.as_ref())),
                    what: what.to_owned(),
                    version: None,
                    before: None,
                    after: None,
                    facts,
                }
            }
        }
    }
}

fn happened(recorded: &Recorded<Change>) -> HistoryEntryBody {
    HistoryEntryBody {
        kind: "happened",
        at: recorded.event.at.to_string(),
        by: Some(HistoryByBody::of(&recorded.event.by, recorded.name.as_ref())),
        what: recorded.event.kind.code().to_owned(),
        version: Some(recorded.version),
        before: recorded.before.map(Into::into),
        after: Some(recorded.after.into()),
        facts: facts::of(&recorded.event.kind),
    }
}
