//! Every problem: its body, its media type, its headers; and nothing internal in any.

use api::ReviewBody;
use api_client::ETag;
use axum::Router;
use domain::change::Status;
use domain::policy::Scale;
use serde_json::json;

use crate::support::{Answer, Api, Broken, Call, Caller, Made, Trouble, Wait, as_answered, without_answers};

#[test]
fn every_problem_says_what_happened_and_what_to_do() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let change = api.change_in(Status::InReview);
    let edit = || edit_of(&draft);
    let withdraw =
        Call::post(format!("{}/withdrawal", draft.path())).by(Caller::BUSINESS).seen(draft.etag.as_str());
    let begin = || Call::post("/technical-changes").by(Caller::BUSINESS).json(&json!({}));
    let file = format!("{}/evidence", draft.path());
    api.send(begin().key("used")).expect(201);
    let problems: &[(u16, &str, Call)] = &[
        (401, "unauthorised", Call::get("/me")),
        (404, "no_such_route", Call::get("/technical-change").by(Caller::BUSINESS)),
        (405, "method_not_allowed", Call::new("DELETE", "/technical-changes").by(Caller::BUSINESS)),
        (428, "if_match_missing", edit().without_header("if-match")),
        (400, "if_match_malformed", edit().seen("4")),
        (412, "stale", edit().seen("\"0\"")),
        (400, "idempotency_key_missing", begin().without_header("idempotency-key")),
        (400, "idempotency_key_malformed", begin().key("two words")),
        (422, "idempotency_key_reused", begin().key("used").json(&json!({ "reason": "Another" }))),
        (413, "body_too_large", edit().bytes(vec![b' '; httpapi::MAX_BODY + 1])),
        (415, "not_json", edit().header("content-type", "text/plain")),
        (400, "body_not_json", edit().bytes("{")),
        (422, "invalid", withdraw.json(&json!({ "colour": "blue" }))),
        (400, "bad_query", Call::get("/technical-changes?colour=blue").by(Caller::BUSINESS)),
        (400, "bad_cursor", Call::get("/technical-changes?cursor=x").by(Caller::BUSINESS)),
        (404, "not_found", Call::get(draft.path()).by(Caller::RIVAL)),
        (404, "evidence_not_found", Call::get(format!("{file}/{}", draft.id)).by(Caller::BUSINESS)),
        (403, "role_required", edit().by(Caller::REVIEWER)),
        (409, "wrong_status", edit_of(&change)),
    ];
    for (status, code, call) in problems {
        let answer = api.send(call.clone()).expect_problem(*status, code);
        insta::assert_json_snapshot!(format!("problem_{code}"), without_answers(answer.body));
    }
}

fn edit_of(change: &Made) -> Call {
    Call::put(change.path()).by(Caller::BUSINESS).seen(change.etag.as_str()).json(&json!({}))
}

#[test]
fn unknown_addresses_and_methods_get_a_problem_everywhere() {
    let api = Api::new();
    for router in api.routers() {
        for path in ["/", "/technical-changes/x/y/z", "/Technical-Changes", "//me", "/me/"] {
            let call = Call::get(path).by(Caller::BUSINESS);
            api.send_to(router, call).expect_problem(404, "no_such_route");
        }
    }
    let addresses =
        [("/me", "GET,HEAD"), ("/technical-changes", "POST,GET,HEAD"), ("/review-queue", "GET,HEAD")];
    for (path, allowed) in addresses {
        for method in ["PATCH", "OPTIONS", "TRACE", "DELETE"] {
            let answer = api.send(Call::new(method, path).by(Caller::BUSINESS));
            assert_eq!(answer.expect_problem(405, "method_not_allowed").header("allow"), allowed);
        }
    }
}

#[test]
fn an_address_that_seems_to_end_early_is_no_other_address() {
    let api = Api::new();
    let draft = api.change_in(Status::Draft);
    let before = api.state();
    // As API Gateway hands on "%23" and "%3F".
    for path in [format!("{}#/check", draft.path()), "/technical-changes#".to_owned(), "/me#?".to_owned()] {
        let call = Call::get(&path).by(Caller::BUSINESS);
        api.send_to(&submissions::router(api.fakes.services()), call).expect_problem(404, "no_such_route");
    }
    assert_eq!(api.state(), before);
}

/// Confirms a change at a function whose store is in trouble.
fn in_trouble(trouble: Trouble) -> (Api, Answer) {
    let api = Api::new();
    let change = api.change_in(Status::InReview);
    let store = Broken::by(api.fakes.store.clone(), trouble);
    let router: Router = reviews_and_steps::router(api.fakes.services_over(store));
    let call = Call::post(format!("{}/review", change.path())).by(Caller::REVIEWER);
    let call = call.seen(change.etag.as_str()).json(&json!(ReviewBody::confirm(Scale::Minor, false)));
    let before = api.state().all_but_history;
    let answer = api.send_to(&router, call);
    assert_eq!(api.state().all_but_history, before);
    (api, answer)
}

#[test]
fn a_passing_failure_asks_to_try_again_soon() {
    let (_, answer) = in_trouble(Trouble::Passing);
    let answer = answer.expect_problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    insta::assert_json_snapshot!("problem_unavailable", answer.body);
}

#[test]
fn a_lasting_failure_says_nothing_internal() {
    let (_, answer) = in_trouble(Trouble::Lasting);
    let answer = answer.expect_problem(500, "internal");
    assert!(!answer.body.to_string().contains("secret"), "{:#}", answer.body);
    insta::assert_json_snapshot!("problem_internal", answer.body);
}

#[test]
fn a_race_that_is_always_lost_answers_with_the_change_as_it_is() {
    let (api, answer) = in_trouble(Trouble::Race);
    let refused = api.fakes.store.refused();
    assert!(matches!(&refused[..], [attempt] if attempt.refusal == "conflict"), "{refused:?}");
    let answer = answer.expect_problem(409, "conflict");
    let id = answer.text("/current/id").parse().expect("an id");
    let current = api.client(Caller::BUSINESS).read_change(id).wait();
    assert_eq!(ETag::parse(answer.header("etag")), current.etag);
    assert_eq!(answer.body["current"], json!(as_answered(current.body)));
    insta::assert_json_snapshot!("problem_conflict", without_answers(answer.body));
}
