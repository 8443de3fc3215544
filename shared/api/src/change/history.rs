//! The history of a change (A1).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{EntryKind, HistoryByBody, StatusWord};

/// One page of a history, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryBody {
    /// The entries.
    pub items: Vec<HistoryEntryBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// One entry: something that happened, or that someone tried in vain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntryBody {
    /// Whether it happened, was tried in vain, or was a link to a file.
    pub kind: EntryKind,
    /// When, in UTC.
    pub at: Timestamp,
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
