//! `If-Match` and `Idempotency-Key` on OAT: nobody overwrites what they have not seen, and nothing happens twice.

use api_client::ETag;
use serde_json::json;

use super::rules::RULES;
use crate::repetition::{is_done_once, needs_a_key};
use crate::routes::Rule;
use crate::support::{Api, Broken, Call, Caller, OatPlace, Trouble, Wait, oat_request, other_date};

fn posts() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(|rule| rule.method == "POST")
}

#[test]
fn every_command_on_a_request_needs_the_version_it_was_seen_at() {
    for rule in posts().filter(|rule| rule.path.contains("{id}")) {
        let (api, on) = rule.world();
        let made = on.oat();
        let before = api.state().all_but_history;
        let call = rule.call(&on).by(rule.somebody());
        api.send(call.clone().without_header("if-match")).expect_problem(428, "if_match_missing");
        for malformed in ["1", "", "\"one\"", "\"1\", \"2\""] {
            api.send(call.clone().seen(malformed)).expect_problem(400, "if_match_malformed");
        }
        for other in ["\"0\"", "\"999\""] {
            let stale = api.send(call.clone().seen(other)).expect_problem(412, "stale");
            assert_eq!(stale.header("etag"), made.etag.as_str(), "{}", rule.path);
            let now = json!(api.client(rule.somebody()).read_oat(made.id).wait().body);
            for same in ["id", "reference", "version", "status", "last_run"] {
                assert_eq!(stale.body["current"][same], now[same], "{}", rule.path);
            }
        }
        assert_eq!(api.state().all_but_history, before, "{}", rule.path);
        let done = api.send(call).expect(rule.success);
        let now = api.client(rule.somebody()).read_oat(made.id).wait().etag;
        assert_ne!(now.as_ref(), Some(&made.etag), "{}", rule.path);
        assert_eq!(now, ETag::parse(done.header("etag")), "{}", rule.path);
    }
}

#[test]
fn attempts_of_the_probe_make_no_view_stale() {
    let (api, made) = Api::with_oat(OatPlace::Testing);
    api.probe_with(&[fakes::Play::Answer(503)]);
    let service = api.client(Caller::SERVICE);
    assert_ne!(service.read_oat(made.id).wait().etag.as_ref(), Some(&made.etag));
    service.ask_for_date(made.id, &made.etag, &other_date()).wait();
}

#[test]
fn the_same_post_twice_has_the_same_answer_and_one_effect() {
    is_done_once(posts());
}

#[test]
fn a_key_used_with_another_body_or_action_is_refused() {
    for rule in posts() {
        let (api, on) = rule.world();
        let call = rule.call(&on).by(rule.somebody()).key("the-same");
        api.send(call.clone()).expect(rule.success);
        let after = api.state().all_but_history;
        api.send(call.clone().reworded()).expect_problem(422, "idempotency_key_reused");
        let part = if rule.somebody() == Caller::SERVICE { "retests" } else { "runs" };
        if !rule.path.ends_with(part) {
            let body = if part == "runs" { json!({}) } else { json!({ "fixed": "The path" }) };
            let call =
                Call::post(format!("{}/{part}", on.oat().path())).by(rule.somebody()).seen("*").json(&body);
            // A pre-flight is asked for before there is a request for OAT: then none is found, whatever the key.
            let (status, code) = match rule.path {
                "/pre-flights" => (404, "not_found"),
                _ => (422, "idempotency_key_reused"),
            };
            api.send(call.key("the-same")).expect_problem(status, code);
        }
        assert_eq!(api.state().all_but_history, after, "{}", rule.path);
    }
}

#[test]
fn a_post_without_a_key_is_refused() {
    needs_a_key(posts());
}

#[test]
fn a_command_on_oat_that_cannot_be_kept_says_what_to_do() {
    for (trouble, status, code) in [
        (Trouble::Passing, 503, "unavailable"),
        (Trouble::Lasting, 500, "internal"),
        (Trouble::Race, 409, "conflict"),
    ] {
        let (api, made) = Api::with_oat(OatPlace::Failed);
        let before = api.state().all_but_history;
        let store = Broken::by(api.fakes.store.clone(), trouble);
        let router = oat::router(api.fakes.services_over(store));
        let call = Call::post(format!("{}/runs", made.path())).by(Caller::SUPPORT).seen(made.etag.as_str());
        let call = call.json(&json!({}));
        let answer = api.send_to(&router, call).expect_problem(status, code);
        assert!(!answer.body.to_string().contains("secret"), "{:#}", answer.body);
        if status == 409 {
            assert_eq!(answer.header("etag"), made.etag.as_str());
            assert_eq!(answer.text("/current/id"), made.id.to_string());
        }
        assert_eq!(api.state().all_but_history, before);
    }
}

/// Holds O1.
#[test]
fn a_first_request_that_lost_every_race_is_to_be_repeated() {
    let (api, made) = Api::with_oat(OatPlace::Open);
    let before = api.state().all_but_history;
    let store = Broken::by(api.fakes.store.clone(), Trouble::Race);
    let router = oat::router(api.fakes.services_over(store));
    let body = oat_request(Some(made.change()));
    let call = Call::post("/oat-requests").by(Caller::SERVICE).json(&json!(body)).key("again");
    api.send_to(&router, call).expect_problem(503, "unavailable");
    assert_eq!(api.state().all_but_history, before);
    api.client(Caller::SERVICE).request_oat(&body).key("again").wait();
}
