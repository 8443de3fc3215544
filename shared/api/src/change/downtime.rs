//! Notices of planned downtime.

use domain::ids::{DowntimeId, EndpointId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByBody, EndpointIdText, IdText, LondonTimeText};

/// A notice of planned downtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DowntimeView {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: DowntimeId,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// What is done.
    pub nature: String,
    /// The endpoints that are affected.
    #[schema(value_type = Vec<String>)]
    pub affected_endpoints: Vec<EndpointId>,
    /// Whether the notice was shorter than it should be.
    pub short_notice: bool,
    /// Why.
    #[schema(required = true)]
    pub short_notice_reason: Option<String>,
    /// When notice was given.
    pub given_at: Timestamp,
    /// By whom.
    pub given_by: ByBody,
}

/// A notice of planned downtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct DowntimeBody {
    /// When it starts, as clocks in London show it.
    pub start: LondonTimeText,
    /// When it ends.
    pub end: LondonTimeText,
    /// What is done.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub nature: String,
    /// The ids of the live endpoints that are affected.
    #[schema(value_type = Vec<IdText>, min_items = 1)]
    pub affected_endpoints: Vec<EndpointIdText>,
    /// Why the notice is short, when it is.
    #[schema(max_length = 1_000)]
    #[serde(default)]
    pub short_notice_reason: Option<String>,
    /// Whether the change needs downtime after all; needed when its submission says that it needs none.
    #[serde(default)]
    pub needed_after_all: Option<bool>,
}
