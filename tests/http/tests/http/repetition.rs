//! `Idempotency-Key`: the same request twice has one effect.

use api::{AnswerBody, AnswersBody};
use api_client::ETag;
use domain::change::Status;

use crate::routes::{Rule, Subject};
use crate::rules::RULES;
use crate::support::{Api, Caller, Wait, answers};

fn posts() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(|rule| rule.method == "POST")
}

/// The same request twice is answered like once, and does no more.
pub fn is_done_once(rules: impl IntoIterator<Item = &'static Rule>) {
    for rule in rules {
        let (api, on) = rule.world();
        let call = rule.call(&on).by(rule.somebody()).key("the-same");
        let first = api.send(call.clone()).expect(rule.success);
        let after = api.state();
        let again = api.send(call).expect(rule.success);
        assert_eq!(again, first, "{} {}", rule.method, rule.path);
        assert_eq!(api.state(), after, "{} {}", rule.method, rule.path);
    }
}

/// A key is needed, and has a form.
pub fn needs_a_key(rules: impl IntoIterator<Item = &'static Rule>) {
    for rule in rules {
        let (api, on) = rule.world();
        let before = api.state();
        let call = rule.call(&on).by(rule.somebody());
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
fn the_same_post_twice_has_the_same_answer_and_one_effect() {
    // Each link is an entry of its own: repeated.rs.
    is_done_once(posts().filter(|rule| !rule.path.ends_with("/download")));
}

#[test]
fn a_key_used_with_another_body_or_elsewhere_is_refused() {
    for rule in posts() {
        let (api, on) = rule.world();
        let other = Subject::Change(api.change_in(Status::Draft));
        let call = rule.call(&on).by(rule.somebody()).key("the-same");
        api.send(call.clone()).expect(rule.success);
        let after = api.state().all_but_history;
        // The same JSON, written differently, is another body too: nobody's request changes on the way.
        api.send(call.clone().reworded()).expect_problem(422, "idempotency_key_reused");
        if rule.path.contains("{id}") {
            let elsewhere = rule.call(&other).by(rule.somebody()).key("the-same");
            // An export is of one change: at another there is none, whatever the key. Nor is a draft a test or an organisation to note
            // something on.
            let (status, code) = match rule.path {
                path if path.contains("{export_id}") => (404, "export_not_found"),
                "/oat-requests/{id}/notes" | "/organisations/{id}/notes" => (404, "not_found"),
                _ => (422, "idempotency_key_reused"),
            };
            api.send(elsewhere).expect_problem(status, code);
        }
        assert_eq!(api.state().all_but_history, after, "{} {}", rule.method, rule.path);
    }
}

#[test]
fn a_post_without_a_key_or_with_a_malformed_one_is_refused() {
    needs_a_key(posts());
}

#[test]
fn keys_of_different_people_never_meet() {
    let api = Api::new();
    let draft = |caller| api.client(caller).draft_change(&answers()).key("the-same").wait();
    let (first, second) = (draft(Caller::BUSINESS), draft(Caller::RIVAL));
    assert_ne!(first.id, second.id);
    assert_ne!(first.organisation, second.organisation);
}

#[test]
fn a_refused_request_can_be_corrected_under_the_same_key() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let change = api.change_in(Status::AwaitingInformation);
    let answer = |answer: &str| {
        let body = AnswerBody { answer: answer.to_owned() };
        contact.answer_question(change.id, &change.etag, &body).key("k")
    };
    answer(" ").invalid(&[("answer", "missing")]);
    answer("The find service only").wait();
}

#[test]
fn a_repeated_submission_has_one_reference_and_set_of_emails() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let draft = api.change_in(Status::Draft);
    let submit = contact.submit_change(draft.id, &draft.etag);
    let first = submit.wait();
    let notifications = api.fakes.store.mails().len();
    assert!(notifications >= 2);
    assert_eq!(submit.wait().reference, first.reference);
    assert_eq!(api.fakes.store.mails().len(), notifications);
}

#[test]
fn a_key_is_forgotten_after_a_day() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let draft = contact.draft_change(&answers());
    let first = draft.wait();
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(24));
    assert_ne!(draft.wait().id, first.id);
}

#[test]
fn an_edit_repeated_changes_nothing_more() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    let draft = api.change_in(Status::Draft);
    let other = AnswersBody { reason: "x".to_owned(), ..AnswersBody::default() };
    let first = contact.edit_draft(draft.id, &draft.etag, &other).wait();
    let after = api.state();
    let again = contact.edit_draft(draft.id, &ETag::of(first.version), &other).wait();
    assert_eq!(again.body, first.body);
    assert_eq!(api.state(), after);
}
