//! The vouching scheme of an organisation (O1).

use api::{SchemeEndpointBody, VouchingSchemeBody};
use domain::endpoint::ProposedEndpoint;
use domain::ids::EndpointId;
use domain::organisation::VouchingScheme;

use crate::shown::Of;

impl Of<&VouchingScheme> for VouchingSchemeBody {
    fn of(scheme: &VouchingScheme) -> Self {
        Self {
            name: scheme.name.to_string(),
            endpoints: scheme.endpoints.iter().map(Of::of).collect(),
            oat_requested_at: scheme.oat_requested_at,
            live_at: scheme.live_at,
            may_add_further_schemes: scheme.live_at.is_some(),
        }
    }
}

impl Of<&(EndpointId, ProposedEndpoint)> for SchemeEndpointBody {
    fn of((id, endpoint): &(EndpointId, ProposedEndpoint)) -> Self {
        Self { id: *id, endpoint_type: endpoint.endpoint_type.into(), url: endpoint.url.to_string() }
    }
}
