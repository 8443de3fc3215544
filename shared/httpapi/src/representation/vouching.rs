//! The vouching scheme of an organisation, as shown.

use domain::endpoint::ProposedEndpoint;
use domain::ids::EndpointId;
use domain::organisation::VouchingScheme;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::EndpointTypeWord;

/// The scheme or provider with which an organisation is connected for the first time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VouchingSchemeBody {
    /// What it is called.
    pub name: String,
    /// Its endpoints. The register of endpoints has their states.
    pub endpoints: Vec<SchemeEndpointBody>,
    /// Since when its operational acceptance testing is asked for, in UTC; none before, and after a test that it did not pass.
    #[schema(required = true, format = DateTime)]
    pub oat_requested_at: Option<String>,
    /// Since when it is live, in UTC.
    #[schema(required = true, format = DateTime)]
    pub live_at: Option<String>,
    /// Whether the organisation may add further schemes, by technical changes: when this one is live.
    pub may_add_further_schemes: bool,
}

/// An endpoint of a vouching scheme.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SchemeEndpointBody {
    /// The id it has in the register.
    #[schema(format = "uuid")]
    pub id: String,
    /// What it serves.
    pub endpoint_type: EndpointTypeWord,
    /// Where.
    pub url: String,
}

impl From<&VouchingScheme> for VouchingSchemeBody {
    fn from(scheme: &VouchingScheme) -> Self {
        Self {
            name: scheme.name.to_string(),
            endpoints: scheme.endpoints.iter().map(Into::into).collect(),
            oat_requested_at: scheme.oat_requested_at.map(|at| at.to_string()),
            live_at: scheme.live_at.map(|at| at.to_string()),
            may_add_further_schemes: scheme.live_at.is_some(),
        }
    }
}

impl From<&(EndpointId, ProposedEndpoint)> for SchemeEndpointBody {
    fn from((id, endpoint): &(EndpointId, ProposedEndpoint)) -> Self {
        Self {
            id: id.to_string(),
            endpoint_type: endpoint.endpoint_type.into(),
            url: endpoint.url.to_string(),
        }
    }
}
