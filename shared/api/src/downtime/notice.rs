//! A notice of downtime that was given without a change.

use domain::change::Version;
use domain::ids::{DowntimeId, EndpointId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByBody, EndpointIdText, IdText, LondonTimeText, NoticeStatusCode};

/// What a notice of planned downtime says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NoticeRequestBody {
    /// When it starts, as clocks in London show it. In the hour that they show twice it is the first.
    pub start: LondonTimeText,
    /// When it ends. In the hour that clocks in London show twice it is the second.
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
}

/// A notice of planned downtime that was given without a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NoticeBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: DowntimeId,
    /// The id of the organisation.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// What the organisation was called when it gave notice.
    pub organisation_name: String,
    /// Its version; `ETag` says the same.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Whether it is in force, was ended before its time, or was cancelled.
    pub status: NoticeStatusCode,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends; when it ended, if it was ended before its time.
    pub end: Timestamp,
    /// The days in London that it touches.
    pub days: Vec<Date>,
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
    /// When anything last happened to it.
    pub updated_at: Timestamp,
}
