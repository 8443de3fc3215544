//! Disputing a result, and PDP's answer: what is asked, what is refused, what each side sees and is told (Q10).

use api::{DisputeAnswerBody, DisputeBody, NewDisputeBody, RetestBody};
use api_client::{ETag, LookUp, Paging, WhichDisputes};
use app::mail::Notification;
use domain::dispute::{ResultKind, Ruling, Status};
use domain::ids::{EndpointId, OatId, PreFlightId};
use domain::reference::ReferenceKind;
use fakes::{Play, find_profile, organisation, pdp_team};
use serde_json::json;

use crate::support::{Api, Call, Caller, Client, DisputePlace, MadeOat, OatPlace, Wait, dispute_of, names};

const LOG: &str = "Our log shows that we answered 202";

fn of_pre_flight(id: PreFlightId) -> NewDisputeBody {
    NewDisputeBody {
        oat_request: None,
        run: None,
        pre_flight: Some(id.into()),
        endpoints: None,
        text: LOG.to_owned(),
    }
}

fn answer(ruling: Ruling) -> DisputeAnswerBody {
    DisputeAnswerBody { ruling: ruling.into(), answer: "We run it again today".to_owned() }
}

/// The codes of the notifications since there were so many.
fn told(api: &Api, before: usize) -> Vec<&'static str> {
    let mails = api.fakes.store.mails();
    mails[before..].iter().flat_map(|(mail, _)| mail.notifications()).map(Notification::code).collect()
}

/// Holds P1, Q10.
#[test]
fn those_who_act_in_a_dispute_are_named_to_their_side_and_pdp() {
    let (api, made) = Api::with_dispute(DisputePlace::WithFile);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let answered = support.answer_dispute(made.id, &ETag::any(), &answer(Ruling::Stands)).wait();
    assert_eq!(answered.people, None, "the answer to a command");
    let named = |client: &Client<'_>| {
        let people = client.read_dispute(made.id).wait().body.people.unwrap_or_default();
        people.into_iter().map(|one| (one.id, one.name)).collect::<Vec<_>>()
    };
    let (own, team) = (names(&organisation(1).people), names(&pdp_team().people));
    assert_eq!(named(&service), own);
    assert_eq!(named(&support), [team, own].concat());
}

/// Holds D1, Q10.
#[test]
fn a_run_is_disputed_and_answered_and_its_result_stays() {
    for place in [OatPlace::Failed, OatPlace::Passed] {
        let (api, made) = Api::with_oat(place);
        let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
        let (before, mails) = (service.read_oat(made.id).wait().body, api.fakes.store.mails().len());
        let opened = service.open_dispute(&dispute_of(made.id, 1)).wait();
        assert_eq!(opened.location, Some(format!("/disputes/{}", opened.id)));
        let opened = opened.body;
        assert_eq!(opened.status, Status::Open);
        assert_eq!(opened.result.kind, ResultKind::Run);
        assert_eq!((opened.result.oat_request, opened.result.run), (Some(made.id), Some(1)));
        assert_eq!(opened.result.passed, Some(place == OatPlace::Passed));
        assert_eq!(told(&api, mails), ["dispute_opened"; 2], "one for each side");
        let answered = support
            .answer_dispute(opened.id, &ETag::of(opened.version), &answer(Ruling::SetAside))
            .wait()
            .body;
        let given = answered.answer.expect("an answer");
        assert_eq!((given.ruling, given.answer.as_str()), (Ruling::SetAside.into(), "We run it again today"));
        assert_eq!(told(&api, mails + 2), ["dispute_answered"]);
        assert_eq!(service.read_oat(made.id).wait().body, before, "an answer changes no result");
    }
}

/// Holds Q10.
#[test]
fn a_run_and_a_pre_flight_show_their_disputes() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let service = api.client(Caller::SERVICE);
    let report = || service.read_run(made.id, 1, &Paging::default()).wait().body.disputes;
    assert_eq!(report(), []);
    let opened = service.open_dispute(&dispute_of(made.id, 1)).wait().body;
    let [shown] = &report()[..] else { panic!("one dispute") };
    assert_eq!((shown.id, &shown.reference, shown.open), (opened.id, &opened.reference, true));
    let (api, made) = flown();
    let service = api.client(Caller::BUSINESS);
    let opened = service.open_dispute(&of_pre_flight(made.pre_flight)).wait().body;
    assert_eq!(opened.result.kind, ResultKind::PreFlight);
    assert!(opened.result.pre_flight_reference.is_some());
    let read = service.read_pre_flight(made.pre_flight).wait().body;
    assert_eq!(read.disputes[0].id, opened.id);
}

/// A pre-flight that was made.
fn flown() -> (Api, MadeOat) {
    let (api, made) = Api::with_oat(OatPlace::Tried);
    api.fakes.clock.advance(jiff::SignedDuration::from_mins(1));
    let services = api.fakes.services();
    pollster::block_on(app::probe_pre_flights(&services, &api.fakes.probe, 8, || true)).expect("a batch");
    (api, made)
}

/// Holds Q10.
#[test]
fn a_result_that_is_not_there_yet_is_not_disputed() {
    let (api, made) = Api::with_oat(OatPlace::Testing);
    let before = api.state().all_but_history;
    let refused = api.client(Caller::SERVICE).open_dispute(&dispute_of(made.id, 1)).refused(409, "not_ended");
    assert!(refused.advice().contains("Wait for it"), "{refused:?}");
    assert_eq!(api.state().all_but_history, before);
    let (api, made) = Api::with_oat(OatPlace::Tried);
    api.client(Caller::SERVICE).open_dispute(&of_pre_flight(made.pre_flight)).refused(409, "not_ended");
}

/// Holds P1, Q10.
#[test]
fn what_is_not_there_and_what_is_anothers_look_alike() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let (service, rival) = (api.client(Caller::SERVICE), api.client(Caller::RIVAL));
    let nowhere = dispute_of(OatId::from_u128(0xDEAD), 1);
    let missing = rival.open_dispute(&nowhere).refused(404, "not_found");
    let theirs = rival.open_dispute(&dispute_of(made.id, 1)).refused(404, "not_found");
    assert_eq!(theirs, missing);
    service.open_dispute(&dispute_of(made.id, 2)).refused(404, "run_not_found");
    service.open_dispute(&of_pre_flight(PreFlightId::from_u128(0xDEAD))).refused(404, "not_found");
}

/// Holds Q10.
#[test]
fn one_dispute_is_open_at_a_time_and_five_in_all() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let body = dispute_of(made.id, 1);
    for number in 1..=5 {
        let opened = service.open_dispute(&body).wait().body;
        let refused = service.open_dispute(&body).refused(409, "disputed_already");
        assert!(refused.advice().contains(&opened.reference), "{number}: {refused:?}");
        support.answer_dispute(opened.id, &ETag::any(), &answer(Ruling::Stands)).wait();
    }
    service.open_dispute(&body).refused(409, "too_many_disputes");
}

/// Holds Q10.
#[test]
fn a_dispute_says_which_result_and_why() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let before = api.state();
    let send = |body: serde_json::Value| api.send(Call::post("/disputes").by(Caller::SERVICE).json(&body));
    let (oat, text) = (made.id, LOG);
    send(json!({ "text": text })).expect_fields(&[("oat_request", "missing")]);
    send(json!({ "oat_request": oat, "text": text })).expect_fields(&[("run", "missing")]);
    send(json!({ "run": 1, "text": text })).expect_fields(&[("oat_request", "missing")]);
    let both = json!({ "oat_request": oat, "run": 1, "pre_flight": oat, "text": text });
    send(both).expect_fields(&[("pre_flight", "not_expected")]);
    send(json!({ "oat_request": oat, "run": 1 })).expect_fields(&[("text", "missing")]);
    assert_eq!(api.state(), before);
    let service = api.client(Caller::SERVICE);
    for (text, code) in [(" ".to_owned(), "missing"), ("x".repeat(5_001), "too_long")] {
        service.open_dispute(&NewDisputeBody { text, ..dispute_of(oat, 1) }).invalid(&[("text", code)]);
    }
    let endpoints = Some(vec![EndpointId::from_u128(9).into()]);
    let of_another = NewDisputeBody { endpoints, ..dispute_of(oat, 1) };
    service.open_dispute(&of_another).invalid(&[("endpoints[0]", "endpoint_not_tested")]);
    assert_eq!(api.state().all_but_history, before.all_but_history);
    let tested = service.read_run(oat, 1, &Paging::default()).wait().attempts[0].endpoint;
    let whole = NewDisputeBody {
        endpoints: Some(vec![tested.into()]),
        text: "é".repeat(5_000),
        ..dispute_of(oat, 1)
    };
    let opened = service.open_dispute(&whole).wait().body;
    assert_eq!(opened.endpoints[0].url, MadeOat::FIND);
    assert_eq!(opened.text.chars().count(), 5_000);
}

/// Holds Q10.
#[test]
fn a_run_that_another_one_followed_can_be_disputed() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let service = api.client(Caller::SERVICE);
    let tested = service.read_run(made.id, 1, &Paging::default()).wait().attempts[0].endpoint;
    let fixed = RetestBody { fixed: "The path".to_owned() };
    service.ask_for_retest(made.id, &ETag::any(), &fixed).wait();
    service.open_dispute(&dispute_of(made.id, 2)).refused(409, "not_ended");
    let named = NewDisputeBody { endpoints: Some(vec![tested.into()]), ..dispute_of(made.id, 1) };
    assert_eq!(service.open_dispute(&named).wait().endpoints[0].endpoint, tested);
}

/// Holds Q10.
#[test]
fn a_dispute_keeps_the_find_profile_of_its_result() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let services = api.fakes.services();
    let keep = |number| {
        let profile = find_profile(number);
        let kept = app::OatRequests::keep_find_profile(&services.store, &profile);
        pollster::block_on(kept).expect("it is kept");
    };
    let changed = || {
        let profile = api.client(Caller::SERVICE).read_dispute(made.id).wait().body.find_profile;
        let profile = profile.expect("a profile");
        assert_eq!(profile.digest, "01".repeat(32));
        profile.request_has_changed_since
    };
    assert_eq!(changed(), None);
    keep(1);
    assert_eq!(changed(), Some(false));
    keep(2);
    assert_eq!(changed(), Some(true));
}

/// Holds Q2, Q10.
#[test]
fn disputes_are_listed_looked_up_and_recorded() {
    let (api, made) = Api::with_dispute(DisputePlace::WithFile);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let all = WhichDisputes::default();
    let first = WhichDisputes { organisation: Some(organisation(1).id), ..all.clone() };
    let own = service.list_disputes(&all).wait().body.items;
    assert_eq!(own.iter().map(|row| row.id).collect::<Vec<_>>(), [made.id]);
    assert_eq!(support.list_disputes(&first).wait().body.items, own);
    assert_eq!(support.list_disputes(&all).wait().body.items, own, "what waits for PDP");
    let dispute: DisputeBody = support.read_dispute(made.id).wait().body;
    support.answer_dispute(made.id, &ETag::any(), &answer(Ruling::Stands)).wait();
    assert_eq!(support.list_disputes(&all).wait().body.items, []);
    assert_eq!(service.list_disputes(&all).wait().body.items[0].ruling, Some(Ruling::Stands.into()));
    let rival = api.client(Caller::RIVAL);
    rival.list_disputes(&first).refused(404, "not_found");
    assert_eq!(rival.list_disputes(&all).wait().body.items, []);
    let found = service.look_up(&LookUp { reference: dispute.reference.to_lowercase() }).wait().body;
    assert_eq!((found.kind, found.dispute), (ReferenceKind::Support.into(), Some(made.id)));
    assert_eq!((found.technical_change, found.oat_request, found.pre_flight), (None, None, None));
    let history = service.read_dispute_history(made.id, &Paging::default()).wait().body.items;
    let whats: Vec<_> = history.iter().map(|entry| entry.what.as_str()).collect();
    let expected =
        ["dispute_opened", "upload_requested", "evidence_received", "evidence_accepted", "dispute_answered"];
    assert_eq!(whats, expected);
    assert_eq!(history[0].facts["text"], "We answered 202");
    assert_eq!(history[4].facts["ruling"], "stands");
    support.answer_dispute(made.id, &ETag::any(), &answer(Ruling::Stands)).refused(409, "dispute_answered");
}

/// Holds O7, Q10.
#[test]
fn a_set_aside_result_changes_by_a_re_run() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let opened = service.open_dispute(&dispute_of(made.id, 1)).wait().body;
    support.answer_dispute(opened.id, &ETag::any(), &answer(Ruling::SetAside)).wait();
    assert_eq!(json!(service.read_oat(made.id).wait().body.status), "failed");
    support
        .rerun(made.id, &ETag::any(), &api::RerunBody { reason: Some("See the dispute".to_owned()) })
        .wait();
    api.probe_with(&[Play::Answer(202)]);
    assert_eq!(json!(service.read_oat(made.id).wait().body.status), "passed");
}
