//! The organisation's requests, as several letters repeat them.

use app::mail::Asked;
use domain::change::answers::ChangeType;
use domain::endpoint::ProposedEndpoint;

use crate::words;

/// The organisation's requests (V2).
pub(crate) struct AskedView {
    pub change_type: ChangeType,
    pub scale: &'static str,
    pub oat_requested: bool,
    pub needs_downtime: bool,
    pub endpoints: Vec<EndpointView>,
}

/// An endpoint it wants to add.
pub(crate) struct EndpointView {
    pub kind: String,
    pub url: String,
}

impl From<&Asked> for AskedView {
    fn from(asked: &Asked) -> Self {
        let endpoint = |endpoint: &ProposedEndpoint| EndpointView {
            kind: endpoint.endpoint_type.to_string(),
            url: words::one_line(endpoint.url.as_str()),
        };
        Self {
            change_type: asked.change_type,
            scale: asked.suggested_scale.code(),
            oat_requested: asked.oat_requested,
            needs_downtime: asked.needs_downtime,
            endpoints: asked.new_endpoints.iter().map(endpoint).collect(),
        }
    }
}
