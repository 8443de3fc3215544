//! The vouching scheme in the record of an organisation, and in its history (O1).

use domain::endpoint::ProposedEndpoint;
use domain::ids::EndpointId;
use domain::organisation::{SchemeProposal, VouchingScheme};
use domain::text::Name;
use jiff::Timestamp;

use super::stored::stored_struct;

stored_struct! {
    SchemeItem for VouchingScheme {
        name: Name, endpoints: Vec<(EndpointId, ProposedEndpoint)>,
        oat_requested_at: Option<Timestamp>, oat_passed_at: Option<Timestamp>, live_at: Option<Timestamp>
    }
}

stored_struct! {
    ProposalItem for SchemeProposal { name: Name, endpoints: Vec<(EndpointId, ProposedEndpoint)> }
}
