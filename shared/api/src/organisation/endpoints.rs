//! The register of endpoints (G5).

use domain::ids::{ChangeId, EndpointId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{EndpointStateWord, EndpointTypeWord};

/// One page of the register of endpoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EndpointPage {
    /// The endpoints.
    pub items: Vec<RegisteredEndpointBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

/// An entry of the register of endpoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RegisteredEndpointBody {
    /// The id of the endpoint.
    #[schema(value_type = String, format = "uuid")]
    pub id: EndpointId,
    /// The id of the organisation.
    #[schema(value_type = String, format = "uuid")]
    pub organisation: OrganisationId,
    /// What it serves.
    pub endpoint_type: EndpointTypeWord,
    /// Where.
    pub url: String,
    /// Where it is on its way into and out of use.
    pub state: EndpointStateWord,
    /// Since when it is there, in UTC.
    pub since: Timestamp,
    /// The day it goes live, in London; none unless it is scheduled.
    #[schema(required = true)]
    pub goes_live_on: Option<Date>,
    /// The id of the technical change that made it; none for those of a vouching scheme, and for those connected before
    /// there was this register.
    #[schema(required = true, value_type = Option<String>, format = "uuid")]
    pub change: Option<ChangeId>,
}

/// Why an endpoint is taken out of use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RetirementBody {
    /// Why; optional.
    #[schema(max_length = 5_000)]
    #[serde(default)]
    pub reason: Option<String>,
}
