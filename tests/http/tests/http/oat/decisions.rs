//! What PDP support does with OAT: re-runs, overrides by two people, dates, findings, answers (O2, O8, O10, D1).

use domain::actor::PdpRole;
use fakes::{Play, staff};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, MadeOat, OatPlace, SERVICE, SUPPORT};

/// Decides as somebody else of PDP support.
fn decide_as_colleague(api: &Api, made: &MadeOat, body: &Value) -> Answer {
    let mut claims = SUPPORT.claims(api.token_end());
    claims["sub"] = json!(staff(PdpRole::Administrator).person().expect("a person").to_string());
    let etag = api.read_oat(made, SUPPORT).header("etag").to_owned();
    let call = Call::post(format!("{}/overrides/decision", made.path)).claims(claims).seen(&etag);
    api.send(call.json(body))
}

/// Holds O8.
#[test]
fn two_people_make_a_failure_a_pass_and_the_change_goes_on() {
    let (api, made) = Api::with_oat(OatPlace::Overriding);
    let proposed = api.read_oat(&made, SUPPORT);
    assert_eq!(proposed.text("/proposed_override/outcome"), "passed");
    let approve = json!({ "approved": true });
    api.act_on_oat(&made, "overrides/decision", SUPPORT, &approve).expect_problem(409, "same_person");
    let again = json!({ "outcome": "passed", "reason": "Again" });
    api.act_on_oat(&made, "overrides", SUPPORT, &again).expect_problem(409, "override_pending");
    let decided = decide_as_colleague(&api, &made, &approve).expect(200);
    assert_eq!((decided.text("/status"), decided.text("/override_reason")), ("passed", "It was our mistake"));
    assert_eq!(decided.body["proposed_override"], Value::Null);
    let change = api.read(&format!("/technical-changes/{}", made.id));
    assert_eq!(change.text("/going_live/connection_date"), MadeOat::DATE);
    decide_as_colleague(&api, &made, &approve).expect_problem(409, "no_override");
}

/// Holds O8.
#[test]
fn two_people_make_a_pass_a_failure_and_the_step_is_open_again() {
    let (api, made) = Api::with_oat(OatPlace::Passed);
    let body = json!({ "outcome": "passed", "reason": "It is" });
    api.act_on_oat(&made, "overrides", SUPPORT, &body).expect_problem(409, "outcome_unchanged");
    let body = json!({ "outcome": "failed", "reason": "It answered for another" });
    api.act_on_oat(&made, "overrides", SUPPORT, &body).expect(200);
    let decided = decide_as_colleague(&api, &made, &json!({ "approved": true })).expect(200);
    assert_eq!(decided.text("/status"), "failed");
    let change = api.read(&format!("/technical-changes/{}", made.id));
    assert_eq!(change.body["going_live"]["connection_date"], Value::Null);
    assert_eq!(change.text("/next_step"), "operational_acceptance_testing");
}

#[test]
fn an_override_needs_an_outcome_and_a_reason() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let propose = |body: Value| api.act_on_oat(&made, "overrides", SUPPORT, &body);
    propose(json!({})).expect_fields(&[("outcome", "missing")]);
    propose(json!({ "outcome": "maybe", "reason": "x" })).expect_fields(&[("outcome", "unknown_value")]);
    propose(json!({ "outcome": "passed", "reason": " " })).expect_problem(422, "invalid");
}

/// Holds O8.
#[test]
fn a_re_run_waits_for_the_one_under_way() {
    let (api, made) = Api::with_oat(OatPlace::Testing);
    api.act_on_oat(&made, "runs", SUPPORT, &json!({})).expect_problem(409, "wrong_status");
    let (api, made) = Api::with_oat(OatPlace::Passed);
    let run = api.act_on_oat(&made, "runs", SUPPORT, &json!({ "reason": "A doubt" })).expect(200);
    assert_eq!((run.text("/status"), run.text("/last_run/why")), ("passed", "re_run"));
    api.act_on_oat(&made, "runs", SUPPORT, &json!({})).expect_problem(409, "run_under_way");
}

/// Holds O2.
#[test]
fn another_date_that_is_accepted_moves_the_change() {
    let (api, made) = Api::with_oat(OatPlace::DateAsked);
    let decide = |body: Value| api.act_on_oat(&made, "date-changes/decision", SUPPORT, &body);
    decide(json!({ "accepted": false })).expect_problem(422, "invalid");
    let accepted = decide(json!({ "accepted": true })).expect(200);
    assert_eq!(accepted.body["date_changes"][0]["accepted"], true);
    assert_eq!(api.read_oat(&made, SERVICE).text("/goes_live_on"), "2026-10-01");
    assert_eq!(
        api.read(&format!("/technical-changes/{}", made.id)).text("/going_live/connection_date"),
        "2026-10-01"
    );
    decide(json!({ "accepted": true })).expect_problem(409, "no_date_change");
}

/// Holds G3.
#[test]
fn what_is_undecided_about_a_pass_holds_the_change_and_says_so() {
    let (api, made) = Api::with_oat(OatPlace::DateAsked);
    let path = format!("/technical-changes/{}", made.id);
    let held = api.read(&path);
    assert_eq!((held.text("/going_live/state"), held.text("/holds/0/why")), ("held", "oat"));
    assert_eq!(held.body["holds"][0]["until"], Value::Null);
    let decline = json!({ "accepted": false, "reason": "Others connect on that day" });
    api.act_on_oat(&made, "date-changes/decision", SUPPORT, &decline).expect(200);
    let scheduled = api.read(&path);
    assert_eq!(scheduled.text("/going_live/state"), "scheduled");
    assert_eq!(scheduled.body["holds"], json!([]));
}

/// Holds O8.
#[test]
fn two_people_let_a_pass_stand_after_a_re_run_that_failed() {
    let (api, made) = Api::with_oat(OatPlace::Passed);
    api.act_on_oat(&made, "runs", SUPPORT, &json!({ "reason": "A doubt" })).expect(200);
    api.probe_with(&[Play::Answer(404)]);
    let path = format!("/technical-changes/{}", made.id);
    assert_eq!(api.read(&path).text("/going_live/state"), "held");
    let stands = json!({ "outcome": "passed", "reason": "They were moving house, on purpose" });
    let proposed = api.act_on_oat(&made, "overrides", SUPPORT, &stands).expect(200);
    assert_eq!(proposed.text("/proposed_override/outcome"), "passed");
    assert_eq!(api.read(&path).text("/going_live/state"), "held");
    let approved = decide_as_colleague(&api, &made, &json!({ "approved": true })).expect(200);
    assert_eq!((approved.text("/status"), approved.text("/last_run/state")), ("passed", "failed"));
    assert_eq!(api.read(&path).text("/going_live/state"), "scheduled");
}

/// Holds O10.
#[test]
fn a_finding_is_recorded_on_the_attempt_that_sent_its_id() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    let unknown = json!({ "request_id": "0190a0b0-0000-8000-8000-00000000beef", "note": "It came back" });
    api.act_on_oat(&made, "runs/1/findings", SUPPORT, &unknown).expect_problem(404, "attempt_not_found");
    let body = json!({ "request_id": made.request, "note": "It came back" });
    for number in ["2", "0", "first", "99999999999"] {
        let part = format!("runs/{number}/findings");
        api.act_on_oat(&made, &part, SUPPORT, &body).expect_problem(404, "run_not_found");
    }
    let malformed = json!({ "request_id": "first", "note": "It came back" });
    api.act_on_oat(&made, "runs/1/findings", SUPPORT, &malformed).expect_problem(422, "invalid");
    let found = api.act_on_oat(&made, "runs/1/findings", SUPPORT, &body).expect(200);
    assert_eq!(found.text("/findings/0/request_id"), made.request);
    assert_eq!(found.body["findings"][0]["attempt"], 1);
    // Told twice, it is one finding.
    let again = api.act_on_oat(&made, "runs/1/findings", SUPPORT, &body).expect(200);
    assert_eq!(again.body["findings"].as_array().map(Vec::len), Some(1));
}

/// Holds O7.
#[test]
fn a_support_session_is_answered_once() {
    let (api, made) = Api::with_oat(OatPlace::SupportAsked);
    let body = json!({ "answer": "We will call you" });
    for reference in ["SR-00000000", "first"] {
        let part = format!("support-requests/{reference}/answer");
        api.act_on_oat(&made, &part, SUPPORT, &body).expect_problem(404, "support_request_not_found");
    }
    let part = format!("support-requests/{}/answer", made.reference);
    let answered = api.act_on_oat(&made, &part, SUPPORT, &body).expect(200);
    assert!(answered.body["support_requests"][0].to_string().contains("We will call you"));
    api.act_on_oat(&made, &part, SUPPORT, &body).expect_problem(409, "support_request_answered");
}
