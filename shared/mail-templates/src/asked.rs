//! The organisation's requests, as several notifications repeat them.

use app::mail::Asked;
use domain::endpoint::ProposedEndpoint;

use crate::words;

/// The organisation's requests (V2).
pub(crate) struct AskedView {
    pub scale: &'static str,
    pub oat_requested: bool,
    pub needs_downtime: bool,
    /// The name and the words of each answer but the endpoints.
    pub answers: Vec<(&'static str, String)>,
    pub endpoints: Vec<EndpointView>,
}

/// An endpoint it wants to add.
pub(crate) struct EndpointView {
    pub kind: String,
    pub url: String,
}

impl From<&Asked> for AskedView {
    fn from(asked: &Asked) -> Self {
        // Every answer is named, so that none is left out unawares.
        let Asked { change_type, suggested_scale, oat_requested, new_endpoints, needs_downtime } = asked;
        let scale = suggested_scale.code();
        let oat = if *oat_requested { "requested" } else { "not requested" };
        let downtime = if *needs_downtime { "needed" } else { "not needed" };
        let answers = vec![
            ("Type of change", change_type.to_string()),
            ("Suggested scale", scale.to_owned()),
            ("Operational acceptance testing (OAT)", oat.to_owned()),
            ("Downtime", downtime.to_owned()),
        ];
        let endpoint = |endpoint: &ProposedEndpoint| EndpointView {
            kind: endpoint.endpoint_type.to_string(),
            url: words::one_line(endpoint.url.as_str()),
        };
        Self {
            scale,
            oat_requested: *oat_requested,
            needs_downtime: *needs_downtime,
            answers,
            endpoints: new_endpoints.iter().map(endpoint).collect(),
        }
    }
}
