//! Every route of disputes × every role × own and other organisation, what a refusal leaves behind, and what a repetition does (P1, P2, P3).

use api_client::ETag;
use serde_json::json;

use super::rules::RULES;
use crate::authorisation::{
    a_refusal_writes_only_the_attempt, answers_every_caller, looks_like_none_at_all, refused_without_a_token,
};
use crate::repetition::{is_done_once, needs_a_key};
use crate::routes::{Rule, has_every_route, has_the_scopes, of_disputes};
use crate::support::{Api, Call, Caller, DisputePlace, Wait};

fn routes() -> Vec<httpapi::Route> {
    of_disputes(&[oat::ROUTES, evidence::ROUTES].concat(), true)
}

fn posts() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(|rule| rule.method == "POST")
}

#[test]
fn the_table_has_every_route_of_disputes_and_no_other() {
    has_every_route(RULES, &routes());
}

#[test]
fn a_person_who_may_has_a_scope_of_the_route() {
    has_the_scopes(RULES, &routes());
}

/// Holds P1, Q10.
#[test]
fn disputes_answer_every_caller_as_the_table_says() {
    answers_every_caller(RULES);
}

/// Holds A1.
#[test]
fn a_refusal_of_disputes_writes_nothing_but_the_attempt() {
    a_refusal_writes_only_the_attempt(RULES);
}

/// Holds P1.
#[test]
fn another_organisations_dispute_looks_like_none_at_all() {
    looks_like_none_at_all(RULES);
}

#[test]
fn nobody_without_a_token_that_holds_gets_through_to_disputes() {
    refused_without_a_token(RULES);
}

#[test]
fn the_same_post_twice_has_the_same_answer_and_one_effect() {
    // Each link is an entry of its own: repeated.rs.
    is_done_once(posts().filter(|rule| !rule.path.ends_with("/download")));
}

#[test]
fn a_post_without_a_key_is_refused() {
    needs_a_key(posts());
}

#[test]
fn what_is_no_id_names_nothing() {
    for rule in RULES.iter().filter(|rule| rule.path.contains("{id}")) {
        let (api, on) = rule.world();
        let before = api.state();
        for id in ["0190a0b0-0000-7000-8000-00000000dead", "SR-7Q4M0ZKD", "%20"] {
            api.send(rule.call_at(id, &on).by(rule.somebody())).expect_problem(404, "not_found");
        }
        assert_eq!(api.state(), before, "{} {}", rule.method, rule.path);
    }
}

/// Holds Q10.
#[test]
fn pdp_answers_what_it_has_seen() {
    let (api, made) = Api::with_dispute(DisputePlace::Open);
    let answer = || {
        let body = json!({ "ruling": "stands", "answer": "It is of another day" });
        Call::post(format!("/disputes/{}/answer", made.id)).by(Caller::SUPPORT).json(&body)
    };
    api.send(answer()).expect_problem(428, "if_match_missing");
    api.send(answer().seen("1")).expect_problem(400, "if_match_malformed");
    // A file is accepted meanwhile, which PDP should look at.
    api.add_dispute_file(made.id);
    let before = api.state().all_but_history;
    let stale = api.send(answer().seen(made.etag.as_str())).expect_problem(412, "stale");
    assert_eq!(stale.text("/current/id"), made.id.to_string());
    assert_eq!(stale.body["current"]["files"].as_array().map(Vec::len), Some(1));
    assert_eq!(api.state().all_but_history, before);
    let now = api.client(Caller::SUPPORT).read_dispute(made.id).wait().etag;
    assert_eq!(now, ETag::parse(stale.header("etag")));
    api.send(answer().seen(stale.header("etag"))).expect(200);
}
