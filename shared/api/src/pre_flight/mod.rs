//! Pre-flights: find requests that nobody signed.

use domain::ids::{EndpointId, OrganisationId, PreFlightId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AttemptBody, ByBody, ChangeIdText, DisputeOfResultBody, EndpointIdText, FindProfileBody, IdText,
};

/// A pre-flight: of the Find endpoints that a technical change adds, or of some of your own, or of your vouching scheme's when neither
/// is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewPreFlightBody {
    /// The id of the technical change.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub technical_change: Option<ChangeIdText>,
    /// The ids of your Find endpoints in the register.
    #[serde(default)]
    #[schema(value_type = Option<Vec<IdText>>, min_items = 1, max_items = 9)]
    pub endpoints: Option<Vec<EndpointIdText>>,
}

/// A pre-flight: a find request that nobody signed, to each of a few endpoints, once. It counts for nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreFlightBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: PreFlightId,
    /// The reference to quote; none of pre-flights from before they had one.
    #[schema(required = true, example = "PF-7Q4M0ZKD", pattern = "^PF-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: Option<String>,
    /// The organisation's id.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: ByBody,
    /// The URLs of the endpoints.
    pub urls: Vec<String>,
    /// When it was made; none while it waits, a minute or two.
    #[schema(required = true)]
    pub done_at: Option<Timestamp>,
    /// The find profile by which it was made; none before that, and of pre-flights from before it was kept.
    #[schema(required = true)]
    pub find_profile: Option<FindProfileBody>,
    /// The disputes that its result has had, oldest first.
    pub disputes: Vec<DisputeOfResultBody>,
    /// What was seen, endpoint by endpoint.
    pub results: Vec<PreFlightResultBody>,
}

/// What a pre-flight saw at one endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreFlightResultBody {
    /// What it showed: `reached`, `accepted_unsigned`, or the code of what is in the way.
    #[schema(example = "reached")]
    pub result: String,
    /// What that means, and what to do next.
    pub explanation: String,
    /// Everything that was seen.
    pub attempt: AttemptBody,
}

/// A pre-flight as a row of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreFlightRowBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: PreFlightId,
    /// Its reference.
    #[schema(required = true, example = "PF-7Q4M0ZKD", pattern = "^PF-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: Option<String>,
    /// The organisation's id.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: ByBody,
    /// When it was made; none while it waits.
    #[schema(required = true)]
    pub done_at: Option<Timestamp>,
    /// The find profile by which it was made.
    #[schema(required = true)]
    pub find_profile: Option<FindProfileBody>,
    /// Its endpoints.
    pub targets: Vec<PreFlightTargetBody>,
}

/// One endpoint of a pre-flight, in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreFlightTargetBody {
    /// The endpoint's id in the register.
    #[schema(value_type = String, format = "uuid")]
    pub endpoint: EndpointId,
    /// Where it is.
    pub url: String,
    /// What it showed: `reached`, `accepted_unsigned`, or the code of what is in the way. None while it waits.
    #[schema(required = true, example = "reached")]
    pub result: Option<String>,
}

/// One page of pre-flights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreFlightPage {
    /// The rows.
    pub items: Vec<PreFlightRowBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
}
