//! The history of a notice of downtime (A1).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{HistoryByBody, NoticeStatusCode, RecordEntryKind};

/// One page of the history of a notice of downtime, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NoticeHistoryBody {
    /// The entries.
    pub items: Vec<NoticeEntryBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// One entry: something that happened, or that someone tried in vain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NoticeEntryBody {
    /// Whether it happened or was tried in vain.
    pub kind: RecordEntryKind,
    /// When, in UTC.
    pub at: Timestamp,
    /// Who, in which role.
    pub by: HistoryByBody,
    /// What happened or was tried: the code of the event or command.
    #[schema(example = "downtime_moved")]
    pub what: String,
    /// The version it led to.
    #[schema(required = true)]
    pub version: Option<u64>,
    /// What had been decided about the notice before.
    #[schema(required = true)]
    pub before: Option<NoticeStatusCode>,
    /// What is decided about it from then on.
    #[schema(required = true)]
    pub after: Option<NoticeStatusCode>,
    /// The facts of the event.
    #[schema(value_type = Object)]
    pub facts: Value,
}
