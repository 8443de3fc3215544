//! The caller's identity.

use domain::ids::{EndpointId, OrganisationId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{EndpointTypeWord, RoleCode};

/// The caller, by the membership records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeBody {
    /// The caller's id.
    #[schema(value_type = String, format = "uuid")]
    pub person: PersonId,
    /// Their name; none when they are not in the records any more.
    #[schema(required = true)]
    pub name: Option<String>,
    /// Their roles now; a token may carry older ones for up to 15 minutes.
    pub roles: Vec<RoleCode>,
    /// Their organisation; none for PDP.
    #[schema(required = true)]
    pub organisation: Option<OrganisationBody>,
}

/// The caller's organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its live endpoints, and those that PDP has suspended: a change can name those it affects.
    pub live_endpoints: Vec<LiveEndpointBody>,
}

/// A live endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LiveEndpointBody {
    /// Its id.
    #[schema(value_type = String, format = "uuid")]
    pub id: EndpointId,
    /// What it serves.
    pub endpoint_type: EndpointTypeWord,
    /// Whether PDP has suspended it: then it is not live now, and a change can still name it.
    pub suspended: bool,
}
