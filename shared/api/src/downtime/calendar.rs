//! Notices of downtime as a calendar lists them, with and without a change.

use domain::ids::{ChangeId, DowntimeId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DowntimeStateCode, RegisteredEndpointBody};

/// One page of notices of downtime.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DowntimePage {
    /// The notices.
    pub items: Vec<DowntimeRowBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}

/// A notice of downtime in a calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DowntimeRowBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: DowntimeId,
    /// The id of the organisation.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// What the organisation was called when it gave notice.
    #[schema(required = true)]
    pub organisation_name: Option<String>,
    /// The id of the technical change that it was given with; none when it was given without one.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub change: Option<ChangeId>,
    /// The reference of that change.
    #[schema(required = true)]
    pub reference: Option<String>,
    /// Whether it was cancelled, and otherwise where the downtime is by now.
    pub state: DowntimeStateCode,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// The days in London that it touches.
    pub days: Vec<Date>,
    /// What is done.
    pub nature: String,
    /// The endpoints that are affected, as the register has them; the first 9.
    pub affected_endpoints: Vec<RegisteredEndpointBody>,
    /// How many endpoints are affected.
    pub affected_count: usize,
    /// Whether the notice was shorter than it should be.
    pub short_notice: bool,
    /// Why.
    #[schema(required = true)]
    pub short_notice_reason: Option<String>,
    /// When it was cancelled, if it was.
    #[schema(required = true)]
    pub cancelled_at: Option<Timestamp>,
}
