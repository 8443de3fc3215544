//! Going live: how far the new endpoints are, holds, the connection date.

use domain::ids::EndpointId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByBody, DayText, EndpointStateWord, EndpointTypeWord, GoingLiveCode, HoldReasonCode};

/// Where the new endpoints of a change are on their way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GoingLiveBody {
    /// Where they are.
    pub state: GoingLiveCode,
    /// The day they go live at 00:00 in London, while they are scheduled.
    #[schema(required = true)]
    pub on: Option<Date>,
    /// Since when they are due or live.
    #[schema(required = true)]
    pub since: Option<Timestamp>,
    /// The connection date.
    #[schema(required = true)]
    pub connection_date: Option<Date>,
}

/// A hold on going live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HoldView {
    /// Why there is one.
    pub why: HoldReasonCode,
    /// PDP's own words, if it gave some.
    #[schema(required = true)]
    pub reason: Option<String>,
    /// The support request that asked for it.
    #[schema(required = true, example = "SR-7Q4M0ZKD")]
    pub support_request: Option<String>,
    /// Until which day, 00:00 in London. When none, until released or, because of OAT, until that is decided.
    #[schema(required = true)]
    pub until: Option<Date>,
    /// Since when.
    pub since: Timestamp,
    /// Who placed it.
    pub by: ByBody,
}

/// An endpoint that a change adds, as the register has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NewEndpointBody {
    /// The id it has in the register.
    #[schema(value_type = String, format = "uuid")]
    pub id: EndpointId,
    /// What it serves.
    pub endpoint_type: EndpointTypeWord,
    /// Where.
    pub url: String,
    /// Where it is.
    pub state: EndpointStateWord,
}

/// A hold on going live.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct HoldBody {
    /// Why.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub reason: String,
    /// Until which day, 00:00 in London. Until released when left out.
    #[serde(default)]
    pub until: Option<DayText>,
}

/// The release of a hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ReleaseBody {
    /// Why.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub reason: String,
}

/// A new connection date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ConnectionDateBody {
    /// The date.
    pub connection_date: DayText,
}
