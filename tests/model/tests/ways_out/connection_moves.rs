//! What is known of an initial connection.

use domain::change::Context;
use domain::endpoint::{EndpointType, ProposedEndpoint};
use domain::oat::SubjectView;
use domain::organisation::VouchingScheme;
use domain::text::Name;

use crate::moves::live_find;
use crate::people::organisation;
use crate::state::State;

/// A vouching scheme with one Find endpoint, which is live when its request for OAT is.
pub fn view(state: &State, ctx: &Context<'_>) -> SubjectView {
    let find = live_find();
    let endpoints =
        vec![(find.endpoint, ProposedEndpoint { endpoint_type: EndpointType::Find, url: find.url })];
    let live_at = state.oat.as_ref().and_then(|oat| match oat.stage {
        domain::oat::Stage::Live { at } => Some(at),
        _ => None,
    });
    let name = Name::parse("Harbour Master Trust").expect("a name");
    let scheme = VouchingScheme { name, endpoints, oat_requested_at: None, oat_passed_at: None, live_at };
    SubjectView::of_initial_connection(organisation(), "Harbour Pensions", Some(&scheme), ctx)
}
