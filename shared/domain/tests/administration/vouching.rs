//! The vouching scheme of an organisation that is not connected yet (O1), with URLs as everywhere (C3).

use domain::actor::{By, PdpRole};
use domain::endpoint::EndpointType;
use domain::organisation::{EventKind, Organisation, Reason, Refusal, VouchingScheme, replay};
use rstest::rstest;

use crate::support::{
    administrator, contact, endpoint, given, last, now, organisation, person, rename, scheme, unconnected,
};

use EndpointType::{Find, PatRefresh, View};

const FIND: &str = "https://find.orchard.example.org/pdp";
const VIEW: &str = "https://view.orchard.example.org/pdp";

/// An organisation with a scheme of a Find (1) and a View endpoint (2).
fn with_scheme() -> Organisation {
    let command = scheme("Orchard", &[(1, Find, FIND), (2, View, VIEW)]);
    given(unconnected()).when(administrator(), command).then(&["vouching_scheme_proposed"]).0
}

fn vouching(organisation: &Organisation) -> &VouchingScheme {
    organisation.vouching.as_ref().expect("a vouching scheme")
}

/// Of each endpoint: its id and URL.
fn shown(organisation: &Organisation) -> Vec<(u128, &str)> {
    let endpoints = &vouching(organisation).endpoints;
    endpoints.iter().map(|(id, endpoint)| (id.as_u128(), endpoint.url.as_str())).collect()
}

/// Holds O1.
#[test]
fn a_scheme_is_recorded_with_its_name_and_endpoints() {
    let typed =
        scheme(" Orchard ", &[(1, Find, "https://FIND.orchard.example.org:443/pdp"), (2, View, VIEW)]);
    let outcome = given(unconnected()).when(administrator(), typed);
    let (after, events) = outcome.then(&["vouching_scheme_proposed"]);
    assert_eq!(events[0].by, By::Person { person: person(101), role: PdpRole::Administrator.into() });
    let EventKind::VouchingSchemeProposed { proposal, before } = last(&events) else { panic!("{events:?}") };
    assert_eq!((&proposal.endpoints, before), (&vouching(&after).endpoints, &None));
    assert_eq!(vouching(&after).name.as_str(), "Orchard");
    assert_eq!(shown(&after), [(1, FIND), (2, VIEW)]);
    assert_eq!((vouching(&after).oat_requested_at, vouching(&after).live_at), (None, None));
    assert!(after.live_endpoints.is_empty(), "nothing is live yet");
}

#[test]
fn a_scheme_recorded_anew_keeps_the_ids_of_what_stays() {
    let other = "https://find-2.orchard.example.org/pdp";
    let command = scheme("Orchard Trust", &[(7, Find, other), (8, View, VIEW), (9, PatRefresh, VIEW)]);
    let (after, events) =
        given(with_scheme()).when(administrator(), command).then(&["vouching_scheme_proposed"]);
    assert_eq!(shown(&after), [(7, other), (2, VIEW), (9, VIEW)]);
    let EventKind::VouchingSchemeProposed { before: Some(before), .. } = last(&events) else {
        panic!("{events:?}")
    };
    assert_eq!((before.name.as_str(), before.endpoints.len()), ("Orchard", 2));
}

#[test]
fn the_same_scheme_again_changes_nothing() {
    let same = scheme("Orchard", &[(8, Find, FIND), (9, View, VIEW)]);
    given(with_scheme()).when(administrator(), same).then(&[]);
    let other_order = scheme("Orchard", &[(9, View, VIEW), (8, Find, FIND)]);
    let (after, _) =
        given(with_scheme()).when(administrator(), other_order).then(&["vouching_scheme_proposed"]);
    assert_eq!(shown(&after), [(2, VIEW), (1, FIND)]);
}

/// Holds O1.
#[rstest]
#[case::none(&[], &["endpoints: missing"])]
#[case::no_find(&[(1, View, VIEW)], &["endpoints: find_missing"])]
#[case::http(&[(1, Find, "http://find.example.org/x")], &["endpoints[0].url: url_not_https"])]
#[case::an_ip_address(&[(1, Find, FIND), (2, View, "https://10.0.0.1/x")], &["endpoints[1].url: url_has_ip_address"])]
#[case::twice(&[(1, Find, FIND), (2, Find, FIND)], &["endpoints[1].url: url_repeated"])]
#[case::everything(
    &[(1, View, ""), (2, View, "https://view.example.org/")],
    &["endpoints: find_missing", "endpoints[0].url: missing", "endpoints[1].url: url_trailing_slash"]
)]
fn every_problem_of_a_scheme_is_told_at_once(
    #[case] endpoints: &[(u128, EndpointType, &str)],
    #[case] problems: &[&str],
) {
    let refused = given(unconnected()).when(administrator(), scheme("Orchard", endpoints));
    assert_eq!(refused.refused_fields(), problems);
    let mut with_name = vec!["name: missing"];
    with_name.extend(problems);
    let refused = given(unconnected()).when(administrator(), scheme(" ", endpoints));
    assert_eq!(refused.refused_fields(), with_name);
}

#[test]
fn an_endpoint_without_a_type_is_told_by_its_place() {
    let mut command = scheme("Orchard", &[(1, Find, FIND), (2, View, VIEW)]);
    let domain::organisation::Command::ProposeVouchingScheme { endpoints, .. } = &mut command else {
        panic!("{command:?}")
    };
    endpoints[1].1.endpoint_type = None;
    let refused = given(unconnected()).when(administrator(), command).refused_fields();
    assert_eq!(refused, ["endpoints[1].endpoint_type: missing"]);
}

#[test]
fn a_scheme_has_nine_endpoints_and_no_more() {
    let urls: Vec<_> = (0..10).map(|at| format!("https://find.example.org/{at}")).collect();
    let endpoints: Vec<_> = (1..).zip(&urls).map(|(id, url)| (id, Find, url.as_str())).collect();
    let nine = scheme("Orchard", &endpoints[..9]);
    given(unconnected()).when(administrator(), nine).then(&["vouching_scheme_proposed"]);
    let ten = given(unconnected()).when(administrator(), scheme("Orchard", &endpoints));
    assert_eq!(ten.refused_fields(), ["endpoints: too_many_endpoints"]);
}

/// Holds O1.
#[test]
fn who_is_connected_already_has_no_scheme_to_be_connected_with() {
    let command = || scheme("Orchard", &[(8, Find, FIND)]);
    let connected = organisation(vec![]);
    assert_eq!(given(connected).when(administrator(), command()).refused(), Reason::AlreadyConnected.into());
    let mut live = with_scheme();
    live.scheme_went_live(now());
    assert_eq!(live.live_endpoints, [(endpoint(1), Find), (endpoint(2), View)].into());
    assert_eq!(vouching(&live).live_at, Some(now()));
    assert_eq!(
        given(live.clone()).when(administrator(), command()).refused(),
        Reason::AlreadyConnected.into()
    );
    // Even if nothing of it is left.
    live.live_endpoints.clear();
    assert_eq!(given(live).when(administrator(), command()).refused(), Reason::AlreadyConnected.into());
}

/// Holds O1.
#[test]
fn a_scheme_under_test_stays_as_it_is_until_the_test_ends() {
    let mut tested = with_scheme();
    tested.oat_was_requested(now());
    assert_eq!(vouching(&tested).oat_requested_at, Some(now()));
    let command = scheme("Orchard", &[(8, Find, "https://find-2.orchard.example.org/pdp")]);
    let refused = given(tested.clone()).when(administrator(), command.clone()).refused();
    assert_eq!(refused, Reason::SchemeUnderTest.into());
    assert!(refused.to_string().contains("OAT"), "{refused}");
    let before = tested.version;
    tested.oat_has_ended();
    assert_eq!((tested.version, vouching(&tested).oat_requested_at), (before + 1, None));
    given(tested).when(administrator(), command).then(&["vouching_scheme_proposed"]);
}

#[test]
fn what_its_test_does_to_a_record_counts_and_leaves_the_rest() {
    let mut tested = with_scheme();
    let steps: [fn(&mut Organisation); 3] =
        [|own| own.oat_was_requested(now()), Organisation::oat_has_ended, |own| own.scheme_went_live(now())];
    for step in steps {
        let before = tested.clone();
        step(&mut tested);
        assert_eq!(tested.version, before.version + 1);
        assert_eq!((&tested.name, &tested.people), (&before.name, &before.people));
        assert_eq!(vouching(&tested).endpoints, vouching(&before).endpoints);
    }
}

#[test]
fn the_history_of_an_organisation_leads_to_its_scheme() {
    let first = domain::organisation::register(unconnected().id, "Orchard", &administrator(), now()).unwrap();
    let registered = replay([&first]).unwrap();
    let mut events = vec![first];
    let command = scheme("Orchard", &[(1, Find, FIND)]);
    let (after, new) = given(registered).when(administrator(), command).then(&["vouching_scheme_proposed"]);
    events.extend(new);
    let (after, new) = given(after).when(administrator(), rename("Quay")).then(&["organisation_renamed"]);
    events.extend(new);
    assert_eq!(replay(&events), Some(after));
}

#[test]
fn the_organisation_does_not_record_its_own_scheme() {
    let role = PdpRole::Administrator;
    let command = scheme("", &[]);
    assert_eq!(given(unconnected()).when(contact(), command).refused(), Refusal::role(role));
}
