//! What PDP support does with OAT: re-runs, overrides by two people, dates, findings, answers (O2, O8, O10, D1).

use api::{
    ChangeBody, DateDecisionBody, NewFindingBody, OverrideBody, OverrideDecisionBody, RerunBody,
    SupportSessionAnswerBody,
};
use api_client::ETag;
use domain::actor::PdpRole;
use domain::change::GoingLiveKind;
use domain::change::support::HoldReasonKind;
use domain::ids::FindRequestId;
use domain::oat::{Outcome, RunReasonKind, RunState, Status};
use domain::policy::Step;
use fakes::{Play, staff};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, Client, MadeOat, OatPlace, Wait};

/// Somebody else of PDP support.
fn colleague(api: &Api) -> Client<'_> {
    let mut claims = Caller::SUPPORT.claims(api.token_end());
    claims["sub"] = json!(staff(PdpRole::Administrator).person().expect("a person").to_string());
    api.client_with(claims)
}

fn change(api: &Api, made: &MadeOat) -> ChangeBody {
    api.read(made.change())
}

fn other_result(outcome: Outcome, reason: &str) -> OverrideBody {
    OverrideBody { outcome: outcome.into(), reason: reason.to_owned() }
}

const APPROVE: OverrideDecisionBody = OverrideDecisionBody { approved: true, reason: None };

fn rerun(reason: Option<&str>) -> RerunBody {
    RerunBody { reason: reason.map(str::to_owned) }
}

fn accept(accepted: bool, reason: Option<&str>) -> DateDecisionBody {
    DateDecisionBody { accepted, reason: reason.map(str::to_owned) }
}

/// Holds O8.
#[test]
fn two_people_make_a_failure_a_pass_and_the_change_goes_on() {
    let (api, made) = Api::with_oat(OatPlace::Overriding);
    let (support, now) = (api.client(Caller::SUPPORT), ETag::any());
    let proposed = support.read_oat(made.id).wait().body.proposed_override.expect("a proposal");
    assert_eq!(proposed.outcome, Outcome::Passed);
    support.decide_override(made.id, &now, &APPROVE).refused(409, "same_person");
    let again = other_result(Outcome::Passed, "Again");
    support.propose_override(made.id, &now, &again).refused(409, "override_pending");
    let decided = colleague(&api).decide_override(made.id, &now, &APPROVE).wait();
    assert_eq!(decided.status, Status::Passed);
    assert_eq!(decided.override_reason.as_deref(), Some("It was our mistake"));
    assert_eq!(decided.proposed_override, None);
    assert_eq!(change(&api, &made).going_live.connection_date, Some(MadeOat::DATE));
    colleague(&api).decide_override(made.id, &now, &APPROVE).refused(409, "no_override");
}

/// Holds O8.
#[test]
fn two_people_make_a_pass_a_failure_and_the_step_is_open_again() {
    let (api, made) = Api::with_oat(OatPlace::Passed);
    let (support, now) = (api.client(Caller::SUPPORT), ETag::any());
    let passed = other_result(Outcome::Passed, "It is");
    support.propose_override(made.id, &now, &passed).refused(409, "outcome_unchanged");
    let failed = other_result(Outcome::Failed, "It answered for another");
    support.propose_override(made.id, &now, &failed).wait();
    let decided = colleague(&api).decide_override(made.id, &now, &APPROVE).wait();
    assert_eq!(decided.status, Status::Failed);
    let change = change(&api, &made);
    assert_eq!(change.going_live.connection_date, None);
    assert_eq!(change.next_step, Some(Step::OperationalAcceptanceTesting.into()));
}

#[test]
fn an_override_needs_an_outcome_and_a_reason() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let propose = |body: Value| {
        let call = Call::post(format!("{}/overrides", made.path())).by(Caller::SUPPORT);
        api.send(call.seen(made.etag.as_str()).json(&body))
    };
    propose(json!({})).expect_fields(&[("outcome", "missing")]);
    propose(json!({ "outcome": "maybe", "reason": "x" })).expect_fields(&[("outcome", "unknown_value")]);
    propose(json!({ "outcome": "passed", "reason": " " })).expect_problem(422, "invalid");
}

/// Holds O8.
#[test]
fn a_re_run_waits_for_the_one_under_way() {
    let now = ETag::any();
    let (api, made) = Api::with_oat(OatPlace::Testing);
    api.client(Caller::SUPPORT).rerun(made.id, &now, &rerun(None)).refused(409, "wrong_status");
    let (api, made) = Api::with_oat(OatPlace::Passed);
    let support = api.client(Caller::SUPPORT);
    let run = support.rerun(made.id, &now, &rerun(Some("A doubt"))).wait();
    assert_eq!(run.status, Status::Passed);
    assert_eq!(run.last_run.as_ref().map(|run| *run.why), Some(RunReasonKind::ReRun));
    support.rerun(made.id, &now, &rerun(None)).refused(409, "run_under_way");
}

/// Holds O2.
#[test]
fn another_date_that_is_accepted_moves_the_change() {
    let (api, made) = Api::with_oat(OatPlace::DateAsked);
    let support = api.client(Caller::SUPPORT);
    let decide = |accepted| support.decide_date(made.id, &ETag::any(), &accept(accepted, None));
    decide(false).refused(422, "invalid");
    assert_eq!(decide(true).wait().date_changes[0].accepted, Some(true));
    let moved = Some(date(2026, 10, 1));
    assert_eq!(api.client(Caller::SERVICE).read_oat(made.id).wait().goes_live_on, moved);
    assert_eq!(change(&api, &made).going_live.connection_date, moved);
    decide(true).refused(409, "no_date_change");
}

/// Holds G3.
#[test]
fn what_is_undecided_about_a_pass_holds_the_change_and_says_so() {
    let (api, made) = Api::with_oat(OatPlace::DateAsked);
    let held = change(&api, &made);
    assert_eq!(held.going_live.state, GoingLiveKind::Held);
    assert_eq!((*held.holds[0].why, held.holds[0].until), (HoldReasonKind::Oat, None));
    let decline = accept(false, Some("Others connect on that day"));
    api.client(Caller::SUPPORT).decide_date(made.id, &ETag::any(), &decline).wait();
    let scheduled = change(&api, &made);
    assert_eq!(scheduled.going_live.state, GoingLiveKind::Scheduled);
    assert_eq!(scheduled.holds, []);
}

/// Holds O8.
#[test]
fn two_people_let_a_pass_stand_after_a_re_run_that_failed() {
    let (api, made) = Api::with_oat(OatPlace::Passed);
    let (support, now) = (api.client(Caller::SUPPORT), ETag::any());
    let going_live = || *change(&api, &made).going_live.state;
    support.rerun(made.id, &now, &rerun(Some("A doubt"))).wait();
    api.probe_with(&[Play::Answer(404)]);
    assert_eq!(going_live(), GoingLiveKind::Held);
    let stands = other_result(Outcome::Passed, "They were moving house, on purpose");
    let proposed = support.propose_override(made.id, &now, &stands).wait().body.proposed_override;
    assert_eq!(proposed.map(|proposed| *proposed.outcome), Some(Outcome::Passed));
    assert_eq!(going_live(), GoingLiveKind::Held);
    let approved = colleague(&api).decide_override(made.id, &now, &APPROVE).wait();
    assert_eq!(approved.status, Status::Passed);
    assert_eq!(approved.last_run.as_ref().map(|run| *run.state), Some(RunState::Failed));
    assert_eq!(going_live(), GoingLiveKind::Scheduled);
}

/// Holds O10.
#[test]
fn a_finding_is_recorded_on_the_attempt_that_sent_its_id() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let (support, now) = (api.client(Caller::SUPPORT), ETag::any());
    let finding = |request: FindRequestId| NewFindingBody {
        request_id: request.into(),
        note: "It came back".to_owned(),
    };
    let record = |run, request| support.record_finding(made.id, run, &now, &finding(request));
    record(1, FindRequestId::from_u128(0xBEEF)).refused(404, "attempt_not_found");
    for number in [2, 0] {
        record(number, made.request).refused(404, "run_not_found");
    }
    let send = |number: &str, body: &Value| {
        let call = Call::post(format!("{}/runs/{number}/findings", made.path())).by(Caller::SUPPORT);
        api.send(call.seen(made.etag.as_str()).json(body))
    };
    for number in ["first", "99999999999"] {
        send(number, &json!(finding(made.request))).expect_problem(404, "run_not_found");
    }
    let malformed = json!({ "request_id": "first", "note": "It came back" });
    send("1", &malformed).expect_problem(422, "invalid");
    let found = record(1, made.request).wait();
    assert_eq!((found.findings[0].request_id, found.findings[0].attempt), (made.request, 1));
    // Told twice, it is one finding.
    assert_eq!(record(1, made.request).wait().findings.len(), 1);
}

/// Holds O7.
#[test]
fn a_support_session_is_answered_once() {
    let (api, made) = Api::with_oat(OatPlace::SupportAsked);
    let support = api.client(Caller::SUPPORT);
    let body = SupportSessionAnswerBody { answer: "We will call you".to_owned(), ..Default::default() };
    let answer = |reference| support.answer_support(made.id, reference, &ETag::any(), &body);
    for reference in ["SR-00000000", "first"] {
        answer(reference).refused(404, "support_request_not_found");
    }
    let answered = answer(&made.reference).wait();
    assert_eq!(answered.support_requests[0].answer.as_deref(), Some("We will call you"));
    answer(&made.reference).refused(409, "support_request_answered");
}

/// Holds G3, Q5.
#[test]
fn a_delay_of_an_initial_connection_is_asked_for_and_granted() {
    let (api, made) = Api::with_oat(OatPlace::Connecting);
    let (service, support) = (api.client(Caller::SERVICE), api.client(Caller::SUPPORT));
    let now = ETag::any();
    let day = "2026-12-01".parse().map(api::DayText).expect("a day");
    let session = api::SupportSessionBody { text: "Hm".to_owned(), until: Some(day), ..Default::default() };
    service.ask_for_support(made.id, &now, &session).invalid(&[("until", "not_expected")]);
    let delay = api::SupportSessionBody { delay: Some(true), ..session };
    let asked = service.ask_for_support(made.id, &now, &delay).wait();
    let [request] = &asked.support_requests[..] else { panic!("one request") };
    assert_eq!((request.until, request.accepted), (Some(day.0), None));
    let answer = SupportSessionAnswerBody { answer: "Granted".to_owned(), ..Default::default() };
    support.answer_support(made.id, &request.reference, &now, &answer).invalid(&[("accepted", "missing")]);
    let granted = SupportSessionAnswerBody { accepted: Some(true), until: Some(day), ..answer };
    let held = support.answer_support(made.id, &request.reference, &now, &granted).wait();
    let [hold] = &held.holds[..] else { panic!("one hold") };
    assert_eq!((*hold.why, hold.until), (HoldReasonKind::Asked, Some(day.0)));
    let release = api::ReleaseBody { reason: "They are ready".to_owned() };
    let released = support.release_connection(made.id, &now, &release).wait();
    assert!(released.holds.is_empty());
    support.release_connection(made.id, &now, &release).refused(409, "no_hold");
}
