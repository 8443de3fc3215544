//! Pre-flights: whose endpoints, how many in an hour, and what they showed.

use domain::actor::OrganisationRole;
use domain::change::Status;
use domain::endpoint::{EndpointType, EndpointUrl};
use fakes::{Play, organisation};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, MadeOat, OatPlace, SERVICE, SUPPORT};

fn ask(api: &Api, caller: Caller, body: &Value) -> Answer {
    api.send(Call::post("/pre-flights").by(caller).json(body))
}

fn own(kind: EndpointType) -> String {
    let live = organisation(1).live_endpoints.into_iter().find(|(_, found)| *found == kind);
    live.expect("an endpoint").0.to_string()
}

fn fly(api: &Api, plays: &[Play]) {
    api.fakes.clock.advance(jiff::SignedDuration::from_mins(1));
    api.fakes.probe.play(&EndpointUrl::restore(MadeOat::FIND.to_owned()), plays.to_vec());
    let flown = pollster::block_on(app::probe_pre_flights(&api.fakes.desk(), &api.fakes.probe, 8, || true));
    flown.expect("a pass");
}

/// Holds O9.
#[test]
fn a_pre_flight_shows_obstacles_and_bodies_to_pdp_only() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let asked = ask(&api, SERVICE, &json!({ "technical_change": made.id })).expect(202);
    assert_eq!(asked.header("location"), format!("/pre-flights/{}", asked.text("/id")));
    assert_eq!((&asked.body["urls"], &asked.body["done_at"]), (&json!([MadeOat::FIND]), &Value::Null));
    let read = |caller| api.send(Call::get(asked.header("location")).by(caller));
    assert_eq!(read(SERVICE).expect(200).body["results"], json!([]));
    fly(&api, &[Play::Answer(401)]);
    let (own, pdp) = (read(SERVICE).expect(200), read(SUPPORT).expect(200));
    assert_eq!(own.text("/results/0/result"), "reached");
    assert!(own.body["done_at"].is_string());
    assert_eq!(own.body["results"][0]["attempt"]["response"]["body_start"], Value::Null);
    assert!(pdp.body["results"][0]["attempt"]["response"]["body_start"].is_string());
    read(Caller::RIVAL).expect_problem(404, "not_found");
    // It counts for nothing.
    api.send(Call::get(&made.path).by(SERVICE)).expect_problem(404, "not_found");
}

#[test]
fn the_vouching_scheme_is_tried_when_nothing_is_named() {
    let (api, _) = Api::with_oat(OatPlace::ToConnect);
    assert_eq!(ask(&api, SERVICE, &json!({})).expect(202).body["urls"], json!([MadeOat::FIND]));
    ask(&Api::new(), SERVICE, &json!({})).expect_problem(409, "nothing_to_try");
}

/// Holds O9.
#[test]
fn only_find_endpoints_of_ones_own_are_tried() {
    let api = Api::new();
    let (find, view) = (own(EndpointType::Find), own(EndpointType::View));
    let asked = ask(&api, SERVICE, &json!({ "endpoints": [find, view] })).expect(202);
    assert_eq!(asked.body["urls"], json!(["https://organisation-1.example.org/find"]));
    let refused = [
        (SERVICE, json!({ "endpoints": [view] })),
        (Caller::Member(2, Some(OrganisationRole::TestManager)), json!({ "endpoints": [find] })),
    ];
    for (caller, body) in refused {
        ask(&api, caller, &body).expect_problem(409, "nothing_to_try");
    }
    let change = "0190a0b0-0000-7000-8000-00000000dead";
    ask(&api, SERVICE, &json!({ "technical_change": change })).expect_problem(404, "not_found");
}

/// Nobody at PDP has looked at its hosts yet (O9).
/// Holds O9.
#[test]
fn a_change_that_pdp_has_not_confirmed_is_not_tried() {
    let api = Api::new();
    let made = api.change_in(Status::InReview);
    let before = api.state().all_but_history;
    let body = json!({ "technical_change": made.id });
    let refused = ask(&api, SERVICE, &body).expect_problem(409, "change_not_confirmed");
    assert!(refused.text("/detail").contains("once it has"), "{:#}", refused.body);
    let proposed: Vec<_> = api.read(&made.path).body["new_endpoints"]
        .as_array()
        .expect("endpoints")
        .iter()
        .map(|endpoint| endpoint["id"].clone())
        .collect();
    ask(&api, SERVICE, &json!({ "endpoints": proposed })).expect_problem(409, "nothing_to_try");
    assert_eq!(api.state().all_but_history, before);
}

#[test]
fn a_pre_flight_of_too_many_or_impossible_targets_is_refused() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let before = api.state();
    let find = own(EndpointType::Find);
    let both = json!({ "technical_change": made.id, "endpoints": [find] });
    ask(&api, SERVICE, &both).expect_fields(&[("endpoints", "not_expected")]);
    ask(&api, SERVICE, &json!({ "endpoints": [] })).expect_fields(&[("endpoints", "out_of_range")]);
    let ten = json!({ "endpoints": vec![find; 10] });
    ask(&api, SERVICE, &ten).expect_fields(&[("endpoints", "out_of_range")]);
    ask(&api, SERVICE, &json!({ "endpoints": ["find"] })).expect_fields(&[("endpoints[0]", "wrong_type")]);
    ask(&api, SERVICE, &json!({ "url": "https://example.org" })).expect_fields(&[("url", "unknown_field")]);
    assert_eq!(api.state(), before);
}

/// Holds O9.
#[test]
fn five_in_an_hour_and_then_an_hour_later() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let body = json!({ "technical_change": made.id });
    for role in [OrganisationRole::ServiceManager, OrganisationRole::TestManager] {
        ask(&api, Caller::Member(1, Some(role)), &body).expect(202);
    }
    for _ in 0..3 {
        ask(&api, SERVICE, &body).expect(202);
    }
    let before = api.state().all_but_history;
    ask(&api, SERVICE, &body).expect_problem(429, "too_many_pre_flights");
    assert_eq!(api.state().all_but_history, before);
    let rival = json!({ "endpoints": organisation(2).live_endpoints.keys().map(ToString::to_string).collect::<Vec<_>>() });
    ask(&api, Caller::Member(2, Some(OrganisationRole::ServiceManager)), &rival).expect(202);
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(1));
    ask(&api, SERVICE, &body).expect(202);
}
