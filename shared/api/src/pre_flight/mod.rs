//! Pre-flights: find requests that nobody signed.

use domain::ids::{OrganisationId, PreFlightId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AttemptBody, ByBody, ChangeIdText, EndpointIdText, IdText};

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
