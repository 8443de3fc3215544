//! `Idempotency-Key`: the same request twice has one effect.

use domain::change::Status;
use http::StatusCode;
use serde_json::json;

use crate::routes::Rule;
use crate::rules::RULES;
use crate::support::{Api, Call, Caller, answers};

fn posts() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(|rule| rule.method == "POST")
}

#[test]
fn the_same_post_twice_has_the_same_answer_and_one_effect() {
    // Each link is an entry of its own: repeated.rs.
    for rule in posts().filter(|rule| !rule.path.ends_with("/download")) {
        let api = Api::new();
        let change = api.change_at(rule.given);
        let call = rule.call(&change).by(rule.somebody()).key("the-same");
        let first = api.send(call.clone()).expect(rule.success);
        let after = api.state();
        let again = api.send(call).expect(rule.success);
        assert_eq!(again, first, "{} {}", rule.method, rule.path);
        assert_eq!(api.state(), after, "{} {}", rule.method, rule.path);
    }
}

#[test]
fn a_key_used_with_another_body_or_elsewhere_is_refused() {
    for rule in posts() {
        let api = Api::new();
        let (change, other) = (api.change_at(rule.given), api.change_in(Status::Draft));
        let call = rule.call(&change).by(rule.somebody()).key("the-same");
        api.send(call.clone()).expect(rule.success);
        let after = api.state().all_but_history;
        // The same JSON, written differently, is another body too: nobody's request changes on the way.
        api.send(call.clone().reworded()).expect_problem(422, "idempotency_key_reused");
        if rule.path.contains("{id}") {
            let elsewhere = rule.call(&other).by(rule.somebody()).key("the-same");
            // An export is of one change: at another there is none, whatever the key.
            let (status, code) = match rule.path.contains("{export_id}") {
                true => (404, "export_not_found"),
                false => (422, "idempotency_key_reused"),
            };
            api.send(elsewhere).expect_problem(status, code);
        }
        assert_eq!(api.state().all_but_history, after, "{} {}", rule.method, rule.path);
    }
}

#[test]
fn a_post_without_a_key_or_with_a_malformed_one_is_refused() {
    for rule in posts() {
        let api = Api::new();
        let change = api.change_at(rule.given);
        let before = api.state();
        let call = rule.call(&change).by(rule.somebody());
        let without = call.clone().without_header("idempotency-key");
        api.send(without).expect_problem(400, "idempotency_key_missing");
        for key in ["", "two words", "caf\u{e9}", &"x".repeat(256)] {
            api.send(call.clone().key(key)).expect_problem(400, "idempotency_key_malformed");
        }
        assert_eq!(api.state(), before, "{} {}", rule.method, rule.path);
        api.send(call.key(&"x".repeat(255))).expect(rule.success);
    }
}

#[test]
fn keys_of_different_people_never_meet() {
    let api = Api::new();
    let draft = |caller| Call::post("/technical-changes").by(caller).key("the-same").json(&answers());
    let first = api.send(draft(Caller::BUSINESS)).expect(201);
    let second = api.send(draft(Caller::RIVAL)).expect(201);
    assert_ne!(first.text("/id"), second.text("/id"));
    assert_ne!(first.text("/organisation"), second.text("/organisation"));
}

#[test]
fn a_refused_request_can_be_corrected_under_the_same_key() {
    let api = Api::new();
    let change = api.change_in(Status::AwaitingInformation);
    let call = Call::post(format!("{}/answer", change.path)).by(Caller::BUSINESS).seen(&change.etag).key("k");
    api.send(call.clone().json(&json!({ "answer": " " }))).expect_fields(&[("answer", "missing")]);
    api.send(call.json(&json!({ "answer": "The find service only" }))).expect(200);
}

#[test]
fn a_repeated_submission_has_one_reference_and_set_of_letters() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let submit =
        Call::post(format!("{}/submission", draft.path)).by(Caller::BUSINESS).seen(&draft.etag).key("k");
    let first = api.send(submit.clone()).expect(200);
    let letters = api.fakes.store.mails().len();
    assert!(letters >= 2);
    let again = api.send(submit).expect(200);
    assert_eq!(again.text("/reference"), first.text("/reference"));
    assert_eq!(api.fakes.store.mails().len(), letters);
}

#[test]
fn a_key_is_forgotten_after_a_day() {
    let api = Api::new();
    let draft = || Call::post("/technical-changes").by(Caller::BUSINESS).key("the-same").json(&answers());
    let first = api.send(draft()).expect(201);
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(24));
    let next = api.send(draft()).expect(201);
    assert_ne!(first.text("/id"), next.text("/id"));
}

#[test]
fn an_edit_repeated_changes_nothing_more() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let edit =
        |etag: &str| Call::put(&draft.path).by(Caller::BUSINESS).seen(etag).json(&json!({ "reason": "x" }));
    let first = api.send(edit(&draft.etag)).expect(200);
    let after = api.state();
    let again = api.send(edit(first.header("etag"))).expect(200);
    assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
    assert_eq!(api.state(), after);
}
