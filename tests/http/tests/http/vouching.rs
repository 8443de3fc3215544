//! The vouching scheme of an organisation that is not connected yet (O1): recorded, shown, recorded again, refused.

use std::collections::BTreeMap;

use api::{Code, CurrentBody, ProposedSchemeBody, RecordBody};
use api_client::{ETag, Paging, WhichEndpoints};
use domain::actor::PdpRole;
use domain::endpoint::EndpointType::{Find, View};
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::EndpointId;
use domain::organisation::{Organisation, SchemeProposal, VouchingScheme};
use domain::register::EndpointState;
use fakes::{organisation, urls_of};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, Wait, endpoints};

const FIND: &str = "https://find.orchard.example.org/pdp";
const VIEW: &str = "https://view.orchard.example.org/pdp";

fn scheme(name: &str, of: &[(EndpointType, &str)]) -> ProposedSchemeBody {
    ProposedSchemeBody { name: name.to_owned(), endpoints: endpoints(of) }
}

fn with_type((id, url): (EndpointId, EndpointUrl)) -> (EndpointId, ProposedEndpoint) {
    (id, ProposedEndpoint { endpoint_type: organisation(1).live_endpoints[&id], url })
}

fn states(api: &Api) -> Vec<(String, EndpointState)> {
    let found = api.client(Caller::BUSINESS).list_endpoints(&WhichEndpoints::default()).wait().body;
    found.items.into_iter().map(|entry| (entry.url, *entry.state)).collect()
}

fn state(url: &str, state: EndpointState) -> (String, EndpointState) {
    (url.to_owned(), state)
}

/// Holds O1.
#[test]
fn a_scheme_is_recorded_and_shown_to_its_organisation_and_pdp() {
    let api = Api::before_connecting();
    let (contact, administrator) = (api.client(Caller::BUSINESS), api.client(Caller::ADMINISTRATOR));
    let own = organisation(1).id;
    let before = contact.read_organisation(own).wait();
    assert_eq!(before.vouching_scheme, None);
    let body = scheme(" Orchard Trust ", &[(Find, FIND), (View, VIEW)]);
    let done = administrator.propose_vouching_scheme(own, &ETag::of(before.version), &body).wait();
    let shown = done.vouching_scheme.as_ref().expect("a scheme");
    assert_eq!((shown.name.as_str(), shown.endpoints[0].url.as_str()), ("Orchard Trust", FIND));
    assert_eq!(shown.endpoints[1].endpoint_type, View);
    assert_eq!((shown.oat_requested_at, shown.live_at), (None, None));
    assert!(!shown.may_add_further_schemes);
    let read = contact.read_organisation(own).wait();
    assert_eq!((&done.etag, &done.body), (&read.etag, &read.body));
    let proposed = EndpointState::Proposed;
    assert_eq!(states(&api), [state(FIND, proposed), state(VIEW, proposed)]);
    let history = contact.read_organisation_history(own, &Paging::default()).wait();
    let entry = &history.items[0];
    assert_eq!(entry.what, "vouching_scheme_proposed");
    assert_eq!(entry.by.role, Some(Code(PdpRole::Administrator.into())));
    assert_eq!(entry.facts["scheme"]["endpoints"][0]["url"], FIND);
    assert_eq!(entry.facts["before"], Value::Null);
}

/// Holds O1.
#[test]
fn further_schemes_may_be_added_when_the_first_is_live() {
    let api = Api::new();
    let proposal = SchemeProposal {
        name: organisation(1).name,
        endpoints: urls_of(&organisation(1)).into_iter().map(with_type).collect(),
    };
    let mut live = Organisation {
        live_endpoints: BTreeMap::new(),
        vouching: Some(VouchingScheme::proposed(proposal)),
        ..organisation(1)
    };
    live.scheme_went_live(app::Clock::now(&api.fakes.clock));
    api.fakes.store.put_organisation(&live, &BTreeMap::new());
    let shown = api.client(Caller::BUSINESS).read_organisation(live.id).wait().body;
    let shown = shown.vouching_scheme.expect("a scheme");
    assert!(shown.may_add_further_schemes && shown.live_at.is_some());
    refused_as_connected(&api);
}

#[test]
fn a_scheme_recorded_anew_frees_what_it_has_no_more() {
    let api = Api::before_connecting();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let record = |of: &[(EndpointType, &str)]| {
        let body = scheme("Orchard", of);
        let done = administrator.propose_vouching_scheme(organisation(1).id, &ETag::any(), &body).wait();
        done.body.vouching_scheme.expect("a scheme").endpoints
    };
    let first = record(&[(Find, FIND), (View, VIEW)]);
    let other = "https://find-2.orchard.example.org/pdp";
    let second = record(&[(View, VIEW), (Find, other)]);
    assert_eq!(first[1].id, second[0].id, "what stays keeps its id");
    let mut found = states(&api);
    found.sort();
    let (proposed, inactive) = (EndpointState::Proposed, EndpointState::Inactive);
    assert_eq!(found, [state(other, proposed), state(FIND, inactive), state(VIEW, proposed)]);
    let history = administrator.read_organisation_history(organisation(1).id, &Paging::default()).wait();
    assert_eq!(history.items[1].facts["before"], history.items[0].facts["scheme"]);
}

#[rstest]
#[case(json!({ "endpoints": [] }), &[("name", "missing")])]
#[case(json!({ "name": "A" }), &[("endpoints", "missing")])]
#[case(json!({ "name": "A", "endpoints": [], "live_at": null }), &[("live_at", "unknown_field")])]
#[case(json!({ "name": "A", "endpoints": {} }), &[("endpoints", "wrong_type")])]
#[case(json!({ "name": "A", "endpoints": [["find", FIND]] }), &[("endpoints[0]", "wrong_type")])]
#[case(json!({ "name": "A", "endpoints": [{ "endpoint_type": "token", "url": FIND }] }),
    &[("endpoints[0].endpoint_type", "unknown_value")])]
#[case(json!(scheme(" ", &[])), &[("name", "missing"), ("endpoints", "missing")])]
#[case(json!(scheme("A", &[(View, VIEW)])), &[("endpoints", "find_missing")])]
#[case(json!({ "name": "A", "endpoints": [{ "url": FIND }] }),
    &[("endpoints", "find_missing"), ("endpoints[0].endpoint_type", "missing")])]
#[case(json!(scheme("A\nB", &[(Find, "http://find.example.org/x"), (Find, "https://10.0.0.1/x")])),
    &[("name", "control_characters"), ("endpoints[0].url", "url_not_https"), ("endpoints[1].url", "url_has_ip_address")])]
#[case(json!(scheme("A", &[(Find, FIND), (Find, "https://FIND.orchard.example.org:443/pdp")])),
    &[("endpoints[1].url", "url_repeated")])]
fn a_scheme_that_is_none_is_refused(#[case] body: Value, #[case] fields: &[(&str, &str)]) {
    let api = Api::before_connecting();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let own = organisation(1).id;
    let before = administrator.read_organisation(own).wait();
    let call = Call::post(format!("/organisations/{own}/vouching-scheme")).by(Caller::ADMINISTRATOR);
    api.send(call.seen("*").json(&body)).expect_fields(fields);
    assert_eq!(administrator.read_organisation(own).wait(), before);
    assert!(states(&api).is_empty());
}

#[test]
fn ten_endpoints_are_too_many_for_a_scheme() {
    let urls: Vec<_> = (0..10).map(|at| format!("https://find.example.org/{at}")).collect();
    let finds: Vec<_> = urls.iter().map(|url| (Find, url.as_str())).collect();
    let api = Api::before_connecting();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let record = |of: &[(EndpointType, &str)]| {
        administrator.propose_vouching_scheme(organisation(1).id, &ETag::any(), &scheme("A", of))
    };
    record(&finds).invalid(&[("endpoints", "too_many_endpoints")]);
    record(&finds[..9]).wait();
}

/// Holds C3.
#[test]
fn a_taken_url_is_refused_without_saying_who_has_it() {
    let api = Api::before_connecting();
    let live = urls_of(&organisation(2));
    let theirs = live.values().find(|url| url.as_str().ends_with("/find")).expect("a live Find endpoint");
    let body = scheme("A", &[(Find, FIND), (View, VIEW), (Find, theirs.as_str())]);
    let administrator = api.client(Caller::ADMINISTRATOR);
    let record = administrator.propose_vouching_scheme(organisation(1).id, &ETag::any(), &body);
    let problem = record.invalid(&[("endpoints[2].url", "url_in_use")]);
    assert!(!format!("{problem:?}").to_lowercase().contains("organisation"), "{problem:?}");
    assert!(states(&api).is_empty(), "nothing is reserved");
}

fn refused_as_connected(api: &Api) {
    let (administrator, body) = (api.client(Caller::ADMINISTRATOR), scheme("Quay", &[(Find, FIND)]));
    let record = administrator.propose_vouching_scheme(organisation(1).id, &ETag::any(), &body);
    record.refused(409, "already_connected");
}

#[test]
fn an_organisation_with_live_endpoints_has_no_scheme_to_record() {
    refused_as_connected(&Api::new());
}

#[test]
fn the_same_scheme_sent_again_is_recorded_once() {
    let api = Api::before_connecting();
    let administrator = api.client(Caller::ADMINISTRATOR);
    let record = |name: &str, seen: &ETag| {
        let body = scheme(name, &[(Find, FIND)]);
        administrator.propose_vouching_scheme(organisation(1).id, seen, &body)
    };
    let once = record("Orchard", &ETag::any()).key("once").wait();
    assert_eq!(record("Orchard", &ETag::any()).key("once").wait(), once);
    // Under another key too: it is as they want it.
    assert_eq!(record("Orchard", &ETag::any()).key("again").wait(), once);
    record("Quay", &ETag::any()).key("once").refused(422, "idempotency_key_reused");
    let stale = record("Quay", &ETag::of(1)).refused(412, "stale");
    let Some(CurrentBody::Record(RecordBody::Organisation(now))) = stale.current() else {
        panic!("{stale:?}")
    };
    assert_eq!(now.vouching_scheme.as_ref().map(|scheme| scheme.name.as_str()), Some("Orchard"));
}
