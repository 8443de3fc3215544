//! The register of endpoints (G5).

use domain::ids::{ChangeId, EndpointId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ByBody, EndpointStateWord, EndpointTypeWord, OrganisationRowBody};

/// One page of the register of endpoints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EndpointPage {
    /// The endpoints.
    pub items: Vec<RegisteredEndpointBody>,
    /// For PDP: what the organisations are called whose endpoints these are.
    pub organisations: Vec<OrganisationRowBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    /// To PDP: how many entries cannot be shown, because they cannot be read. Absent when there is none.
    #[serde(default, skip_serializing_if = "crate::page::is_zero")]
    pub not_shown: u32,
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
    /// Why PDP suspended it; none unless it is suspended.
    #[schema(required = true)]
    pub suspended_because: Option<String>,
}

/// Why an endpoint is suspended, or why it is to be live again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SuspensionBody {
    /// Why. Everyone at the organisation reads it.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub reason: String,
}

/// A decision on a proposal that a suspended endpoint is live again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RestorationDecisionBody {
    /// Whether it is live again. Who proposed it can only say no.
    pub approved: bool,
    /// Why not; to decline only, and optional.
    #[schema(max_length = 1_000)]
    #[serde(default)]
    pub reason: Option<String>,
}

/// That a suspended endpoint be live again, as somebody of PDP support proposes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RestorationBody {
    /// The id of the endpoint.
    #[schema(value_type = String, format = "uuid")]
    pub endpoint: EndpointId,
    /// When it was proposed.
    pub proposed_at: Timestamp,
    /// By whom.
    pub proposed_by: ByBody,
    /// Why.
    pub reason: String,
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
