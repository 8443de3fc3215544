//! Pre-flights: whose endpoints, how many in an hour, and what they showed.

use api::{FindProfileBody, NewPreFlightBody};
use api_client::{LookUp, Paging, WhichPreFlights};
use app::OatRequests as _;
use domain::actor::OrganisationRole;
use domain::change::Status;
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::ids::{ChangeId, EndpointId};
use fakes::{Play, find_profile, organisation};
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, MadeOat, OatPlace, Wait};

const NOTHING_NAMED: NewPreFlightBody = NewPreFlightBody { technical_change: None, endpoints: None };

fn of_change(change: ChangeId) -> NewPreFlightBody {
    NewPreFlightBody { technical_change: Some(change.into()), endpoints: None }
}

fn of_endpoints(endpoints: &[EndpointId]) -> NewPreFlightBody {
    let endpoints = Some(endpoints.iter().copied().map(Into::into).collect());
    NewPreFlightBody { technical_change: None, endpoints }
}

fn own(kind: EndpointType) -> EndpointId {
    let live = organisation(1).live_endpoints.into_iter().find(|(_, found)| *found == kind);
    live.expect("an endpoint").0
}

fn fly(api: &Api, plays: &[Play]) {
    api.fakes.clock.advance(jiff::SignedDuration::from_mins(1));
    api.fakes.probe.play(&EndpointUrl::restore(MadeOat::FIND.to_owned()), plays.to_vec());
    let flown =
        pollster::block_on(app::probe_pre_flights(&api.fakes.services(), &api.fakes.probe, 8, || true));
    flown.expect("a batch");
}

/// Holds O9.
#[test]
fn a_pre_flight_shows_obstacles_and_bodies_to_pdp_only() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let service = api.client(Caller::SERVICE);
    let asked = service.ask_pre_flight(&of_change(made.change())).wait();
    assert_eq!(asked.location, Some(format!("/pre-flights/{}", asked.id)));
    assert_eq!((&asked.urls[..], asked.done_at), (&[MadeOat::FIND.to_owned()][..], None));
    assert_eq!(service.read_pre_flight(asked.id).wait().results, []);
    fly(&api, &[Play::Answer(401)]);
    let own = service.read_pre_flight(asked.id).wait();
    assert_eq!(own.results[0].result, "reached");
    assert!(own.done_at.is_some());
    let pdp = api.client(Caller::SUPPORT).read_pre_flight(asked.id).wait();
    let [own, pdp] =
        [own, pdp].map(|read| read.body.results[0].attempt.response.clone().expect("a response"));
    assert_eq!(own.body_start, None);
    assert!(pdp.body_start.is_some());
    api.client(Caller::RIVAL).read_pre_flight(asked.id).refused(404, "not_found");
    // It counts for nothing.
    service.read_oat(made.id).refused(404, "not_found");
}

/// Holds Q2, Q10.
#[test]
fn pre_flights_have_references_and_a_list() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let first = service.ask_pre_flight(&of_change(made.change())).wait().body;
    fly(&api, &[Play::Answer(401)]);
    let second = service.ask_pre_flight(&of_change(made.change())).wait().body;
    let all = WhichPreFlights::default();
    let listed = service.list_pre_flights(&all).wait().body.items;
    let rows: Vec<_> = listed.iter().map(|row| (row.id, row.reference.clone())).collect();
    assert_eq!(rows, [(second.id, second.reference.clone()), (first.id, first.reference.clone())]);
    let results: Vec<_> = listed.iter().map(|row| row.targets[0].result.as_deref()).collect();
    assert_eq!(results, [None, Some("reached")]);
    assert_eq!(listed[1].targets[0].url, MadeOat::FIND);
    let own = WhichPreFlights { organisation: Some(organisation(1).id), ..all.clone() };
    assert_eq!(support.list_pre_flights(&own).wait().body.items, listed);
    support.list_pre_flights(&all).invalid(&[("organisation", "missing")]);
    let rival = api.client(Caller::RIVAL);
    rival.list_pre_flights(&own).refused(404, "not_found");
    assert_eq!(rival.list_pre_flights(&all).wait().body.items, []);
    let reference = first.reference.unwrap();
    let spoken = reference.to_lowercase().replace('-', " ");
    let found = service.look_up(&LookUp { reference: spoken }).wait().body;
    assert_eq!((found.pre_flight, found.reference), (Some(first.id), reference.clone()));
    assert_eq!((found.technical_change, found.oat_request), (None, None));
    rival.look_up(&LookUp { reference }).refused(404, "not_found");
}

/// Holds Q10.
#[test]
fn results_say_whether_requests_have_changed_since() {
    let (api, made) = Api::with_oat(OatPlace::Tried);
    let service = api.client(Caller::SERVICE);
    let of_pre_flight = || service.read_pre_flight(made.pre_flight).wait().body.find_profile;
    assert_eq!(of_pre_flight(), None, "nothing was sent yet");
    fly(&api, &[Play::Answer(401)]);
    let keep = |number| {
        let services = api.fakes.services();
        pollster::block_on(services.store.keep_find_profile(&find_profile(number))).unwrap();
    };
    let told = |profile: Option<FindProfileBody>| {
        let FindProfileBody { label, digest, request_has_changed_since } = profile.unwrap();
        assert_eq!((label.as_str(), digest), ("Profile 1", "01".repeat(32)));
        request_has_changed_since
    };
    assert_eq!(told(of_pre_flight()), None, "the probe has not said by which profile it goes");
    keep(1);
    assert_eq!(told(of_pre_flight()), Some(false));
    keep(2);
    assert_eq!(told(of_pre_flight()), Some(true));
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let service = api.client(Caller::SERVICE);
    let services = api.fakes.services();
    pollster::block_on(services.store.keep_find_profile(&find_profile(2))).unwrap();
    let report = service.read_run(made.id, 1, &Paging::default()).wait().body;
    let runs = service.list_runs(made.id).wait().body.items;
    let last = service.read_oat(made.id).wait().body.last_run.unwrap();
    for profile in [report.run.find_profile, report.attempts[0].find_profile.clone()] {
        assert_eq!(told(profile), Some(true));
    }
    assert_eq!([told(runs[0].find_profile.clone()), told(last.find_profile)], [Some(true); 2]);
}

#[test]
fn the_vouching_scheme_is_tried_when_nothing_is_named() {
    let (api, _) = Api::with_oat(OatPlace::ToConnect);
    let asked = api.client(Caller::SERVICE).ask_pre_flight(&NOTHING_NAMED).wait();
    assert_eq!(asked.urls, [MadeOat::FIND]);
    Api::new().client(Caller::SERVICE).ask_pre_flight(&NOTHING_NAMED).refused(409, "nothing_to_try");
}

/// Holds O9.
#[test]
fn only_find_endpoints_of_ones_own_are_tried() {
    let api = Api::new();
    let service = api.client(Caller::SERVICE);
    let (find, view) = (own(EndpointType::Find), own(EndpointType::View));
    let asked = service.ask_pre_flight(&of_endpoints(&[find, view])).wait();
    assert_eq!(asked.urls, ["https://organisation-1.example.org/find"]);
    service.ask_pre_flight(&of_endpoints(&[view])).refused(409, "nothing_to_try");
    let theirs = api.client(Caller::Member(2, Some(OrganisationRole::TestManager)));
    theirs.ask_pre_flight(&of_endpoints(&[find])).refused(409, "nothing_to_try");
    service.ask_pre_flight(&of_change(ChangeId::from_u128(0xDEAD))).refused(404, "not_found");
}

/// Nobody at PDP has looked at its hosts yet (O9).
/// Holds O9.
#[test]
fn a_change_that_pdp_has_not_confirmed_is_not_tried() {
    let api = Api::new();
    let service = api.client(Caller::SERVICE);
    let made = api.change_in(Status::InReview);
    let before = api.state().all_but_history;
    let refused = service.ask_pre_flight(&of_change(made.id)).refused(409, "change_not_confirmed");
    assert!(refused.advice().contains("once it has"), "{refused:?}");
    let proposed: Vec<_> = api.read(made.id).new_endpoints.iter().map(|endpoint| endpoint.id).collect();
    service.ask_pre_flight(&of_endpoints(&proposed)).refused(409, "nothing_to_try");
    assert_eq!(api.state().all_but_history, before);
}

#[test]
fn a_pre_flight_of_too_many_or_impossible_targets_is_refused() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let service = api.client(Caller::SERVICE);
    let before = api.state();
    let find = own(EndpointType::Find);
    let both = NewPreFlightBody { technical_change: Some(made.change().into()), ..of_endpoints(&[find]) };
    service.ask_pre_flight(&both).invalid(&[("endpoints", "not_expected")]);
    let send = |body: Value| api.send(Call::post("/pre-flights").by(Caller::SERVICE).json(&body));
    send(json!(of_endpoints(&[]))).expect_fields(&[("endpoints", "out_of_range")]);
    send(json!(of_endpoints(&[find; 10]))).expect_fields(&[("endpoints", "out_of_range")]);
    send(json!({ "endpoints": ["find"] })).expect_fields(&[("endpoints[0]", "wrong_type")]);
    send(json!({ "url": "https://example.org" })).expect_fields(&[("url", "unknown_field")]);
    assert_eq!(api.state(), before);
}

/// Holds O9.
#[test]
fn five_in_an_hour_and_then_an_hour_later() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let (service, body) = (api.client(Caller::SERVICE), of_change(made.change()));
    for client in [&service, &api.client(Caller::TEST_MANAGER)] {
        client.ask_pre_flight(&body).wait();
    }
    for _ in 0..3 {
        service.ask_pre_flight(&body).wait();
    }
    let before = api.state().all_but_history;
    service.ask_pre_flight(&body).refused(429, "too_many_pre_flights");
    assert_eq!(api.state().all_but_history, before);
    let rival = api.client(Caller::Member(2, Some(OrganisationRole::ServiceManager)));
    let theirs: Vec<_> = organisation(2).live_endpoints.into_keys().collect();
    rival.ask_pre_flight(&of_endpoints(&theirs)).wait();
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(1));
    service.ask_pre_flight(&body).wait();
}
