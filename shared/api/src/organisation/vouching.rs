//! The vouching scheme of an organisation (O1).

use domain::ids::EndpointId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{EndpointAnswerBody, EndpointTypeWord};

/// The scheme or provider with which an organisation is connected for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VouchingSchemeBody {
    /// What it is called.
    pub name: String,
    /// Its endpoints. The register of endpoints has their states.
    pub endpoints: Vec<SchemeEndpointBody>,
    /// Since when its operational acceptance testing is asked for, in UTC; none before, and after a test that it did not pass.
    #[schema(required = true)]
    pub oat_requested_at: Option<Timestamp>,
    /// Since when it is live, in UTC.
    #[schema(required = true)]
    pub live_at: Option<Timestamp>,
    /// Whether the organisation may add further schemes, by technical changes: when this one is live.
    pub may_add_further_schemes: bool,
}

/// An endpoint of a vouching scheme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SchemeEndpointBody {
    /// The id it has in the register.
    #[schema(value_type = String, format = "uuid")]
    pub id: EndpointId,
    /// What it serves.
    pub endpoint_type: EndpointTypeWord,
    /// Where.
    pub url: String,
}

/// The scheme or provider with which an organisation is connected for the first time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct ProposedSchemeBody {
    /// What it is called, one line.
    #[schema(min_length = 1, max_length = 200, pattern = "\\S")]
    pub name: String,
    /// Its endpoints, up to 9; at least one Find.
    pub endpoints: Vec<EndpointAnswerBody>,
}
