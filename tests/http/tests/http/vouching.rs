//! The vouching scheme of an organisation that is not connected yet (O1): recorded, shown, recorded anew, refused.

use std::collections::BTreeMap;

use domain::actor::PdpRole;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::ids::EndpointId;
use domain::organisation::{Organisation, SchemeProposal, VouchingScheme};
use fakes::{organisation, urls_of};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller};

const ADMINISTRATOR: Caller = Caller::Staff(Some(PdpRole::Administrator));
const FIND: &str = "https://find.orchard.example.org/pdp";
const VIEW: &str = "https://view.orchard.example.org/pdp";

fn own() -> String {
    format!("/organisations/{}", organisation(1).id)
}

fn scheme(name: &str, endpoints: &[(&str, &str)]) -> Value {
    let endpoint = |(kind, url): &(&str, &str)| json!({ "endpoint_type": kind, "url": url });
    json!({ "name": name, "endpoints": endpoints.iter().map(endpoint).collect::<Vec<_>>() })
}

fn call(body: &Value) -> Call {
    Call::post(format!("{}/vouching-scheme", own())).by(ADMINISTRATOR).seen("*").json(body)
}

fn with_type((id, url): (EndpointId, EndpointUrl)) -> (EndpointId, ProposedEndpoint) {
    (id, ProposedEndpoint { endpoint_type: organisation(1).live_endpoints[&id], url })
}

fn states(api: &Api) -> Vec<(String, String)> {
    let found = api.send(Call::get("/endpoints").by(Caller::BUSINESS)).expect(200);
    let entries = found.body["items"].as_array().expect("entries");
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    entries.iter().map(|entry| (text(entry, "url"), text(entry, "state"))).collect()
}

/// Holds O1.
#[test]
fn a_scheme_is_recorded_and_shown_to_its_organisation_and_pdp() {
    let api = Api::before_connecting();
    let read = || api.send(Call::get(own()).by(Caller::BUSINESS)).expect(200);
    let before = read();
    assert_eq!(before.body["vouching_scheme"], Value::Null);
    let body = scheme(" Orchard Trust ", &[("find", FIND), ("view", VIEW)]);
    let done = api.send(call(&body).seen(before.header("etag"))).expect(200);
    let shown = &done.body["vouching_scheme"];
    assert_eq!(shown["name"], "Orchard Trust");
    assert_eq!(shown["endpoints"][0]["url"], FIND);
    assert_eq!(shown["endpoints"][1]["endpoint_type"], "view");
    for absent in ["oat_requested_at", "live_at"] {
        assert_eq!(shown[absent], Value::Null);
    }
    assert_eq!(shown["may_add_further_schemes"], false);
    assert_eq!((done.header("etag"), &read().body), (read().header("etag"), &done.body));
    let proposed = "proposed".to_owned();
    assert_eq!(states(&api), [(FIND.to_owned(), proposed.clone()), (VIEW.to_owned(), proposed)]);
    let history = api.send(Call::get(format!("{}/history", own())).by(Caller::BUSINESS)).expect(200);
    let entry = &history.body["items"][0];
    assert_eq!(
        (&entry["what"], &entry["by"]["role"]),
        (&json!("vouching_scheme_proposed"), &json!("administrator"))
    );
    assert_eq!(entry["facts"]["scheme"]["endpoints"][0]["url"], FIND);
    assert_eq!(entry["facts"]["before"], Value::Null);
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
    let shown = api.send(Call::get(own()).by(Caller::BUSINESS)).expect(200);
    assert_eq!(shown.body["vouching_scheme"]["may_add_further_schemes"], true);
    assert!(shown.body["vouching_scheme"]["live_at"].is_string());
    api.send(call(&scheme("Quay", &[("find", FIND)]))).expect_problem(409, "already_connected");
}

#[test]
fn a_scheme_recorded_anew_frees_what_it_has_no_more() {
    let api = Api::before_connecting();
    let first = api.send(call(&scheme("Orchard", &[("find", FIND), ("view", VIEW)]))).expect(200);
    let other = "https://find-2.orchard.example.org/pdp";
    let second = api.send(call(&scheme("Orchard", &[("view", VIEW), ("find", other)]))).expect(200);
    let view = |answer: &Answer, at: usize| answer.body["vouching_scheme"]["endpoints"][at]["id"].clone();
    assert_eq!(view(&first, 1), view(&second, 0), "what stays keeps its id");
    let mut found = states(&api);
    found.sort();
    let state = |url: &str, state: &str| (url.to_owned(), state.to_owned());
    assert_eq!(found, [state(other, "proposed"), state(FIND, "inactive"), state(VIEW, "proposed")]);
    let history = api.send(Call::get(format!("{}/history", own())).by(ADMINISTRATOR)).expect(200);
    assert_eq!(history.body["items"][1]["facts"]["before"], history.body["items"][0]["facts"]["scheme"]);
}

#[rstest]
#[case(json!({ "endpoints": [] }), &[("name", "missing")])]
#[case(json!({ "name": "A" }), &[("endpoints", "missing")])]
#[case(json!({ "name": "A", "endpoints": [], "live_at": null }), &[("live_at", "unknown_field")])]
#[case(json!({ "name": "A", "endpoints": {} }), &[("endpoints", "wrong_type")])]
#[case(json!({ "name": "A", "endpoints": [["find", FIND]] }), &[("endpoints[0]", "wrong_type")])]
#[case(scheme("A", &[("token", FIND)]), &[("endpoints[0].endpoint_type", "unknown_value")])]
#[case(scheme(" ", &[]), &[("name", "missing"), ("endpoints", "missing")])]
#[case(scheme("A", &[("view", VIEW)]), &[("endpoints", "find_missing")])]
#[case(json!({ "name": "A", "endpoints": [{ "url": FIND }] }),
    &[("endpoints", "find_missing"), ("endpoints[0].endpoint_type", "missing")])]
#[case(scheme("A\nB", &[("find", "http://find.example.org/x"), ("find", "https://10.0.0.1/x")]),
    &[("name", "control_characters"), ("endpoints[0].url", "url_not_https"), ("endpoints[1].url", "url_has_ip_address")])]
#[case(scheme("A", &[("find", FIND), ("find", "https://FIND.orchard.example.org:443/pdp")]),
    &[("endpoints[1].url", "url_repeated")])]
fn a_scheme_that_is_none_is_refused(#[case] body: Value, #[case] fields: &[(&str, &str)]) {
    let api = Api::before_connecting();
    let before = api.send(Call::get(own()).by(ADMINISTRATOR));
    api.send(call(&body)).expect_fields(fields);
    assert_eq!(api.send(Call::get(own()).by(ADMINISTRATOR)), before);
    assert!(states(&api).is_empty());
}

#[test]
fn ten_endpoints_are_too_many_for_a_scheme() {
    let urls: Vec<_> = (0..10).map(|at| format!("https://find.example.org/{at}")).collect();
    let endpoints: Vec<_> = urls.iter().map(|url| ("find", url.as_str())).collect();
    let api = Api::before_connecting();
    api.send(call(&scheme("A", &endpoints))).expect_fields(&[("endpoints", "too_many_endpoints")]);
    api.send(call(&scheme("A", &endpoints[..9]))).expect(200);
}

/// Holds C3.
#[test]
fn a_taken_url_is_refused_without_saying_who_has_it() {
    let api = Api::before_connecting();
    let live = urls_of(&organisation(2));
    let theirs = live.values().find(|url| url.as_str().ends_with("/find")).expect("a live Find endpoint");
    let body = scheme("A", &[("find", FIND), ("view", VIEW), ("find", theirs.as_str())]);
    let answer = api.send(call(&body)).expect_fields(&[("endpoints[2].url", "url_in_use")]);
    assert!(!answer.body.to_string().to_lowercase().contains("organisation"), "{:#}", answer.body);
    assert!(states(&api).is_empty(), "nothing is reserved");
}

#[test]
fn an_organisation_with_live_endpoints_has_no_scheme_to_record() {
    let api = Api::new();
    api.send(call(&scheme("A", &[("find", FIND)]))).expect_problem(409, "already_connected");
}

#[test]
fn the_same_scheme_sent_again_is_recorded_once() {
    let api = Api::before_connecting();
    let body = scheme("Orchard", &[("find", FIND)]);
    let once = api.send(call(&body).key("once")).expect(200);
    assert_eq!(api.send(call(&body).key("once")).expect(200), once);
    // Under another key too: it is as they want it.
    assert_eq!(api.send(call(&body).key("again")).expect(200), once);
    let other = scheme("Quay", &[("find", FIND)]);
    api.send(call(&other).key("once")).expect_problem(422, "idempotency_key_reused");
    let stale = api.send(call(&other).seen("\"1\"")).expect_problem(412, "stale");
    assert_eq!(stale.body["current"]["vouching_scheme"]["name"], "Orchard");
}
