//! Every route of OAT × every role × own and other organisation, and what a refusal leaves behind (P1, P2, P3).

use super::rules::RULES;
use crate::authorisation::{
    a_refusal_writes_only_the_attempt, answers_every_caller, looks_like_none_at_all, refused_without_a_token,
};
use crate::routes::{has_every_route, has_the_scopes, of_disputes};
use crate::support::{Api, Call, Caller, OatPlace};

#[test]
fn the_table_has_every_route_of_oat_and_no_other() {
    has_every_route(RULES, &of_disputes(oat::ROUTES, false));
}

#[test]
fn a_person_who_may_has_a_scope_of_the_route() {
    has_the_scopes(RULES, oat::ROUTES);
}

/// Holds O1.
#[test]
fn every_route_of_oat_answers_every_caller_as_the_table_says() {
    answers_every_caller(RULES);
}

/// Holds A1.
#[test]
fn a_refusal_of_oat_writes_nothing_but_the_attempt() {
    a_refusal_writes_only_the_attempt(RULES);
}

/// Holds O1.
#[test]
fn another_organisations_oat_looks_like_none_at_all() {
    looks_like_none_at_all(RULES);
}

#[test]
fn what_is_no_id_names_nothing() {
    for rule in RULES.iter().filter(|rule| rule.path.contains("{id}")) {
        let (api, on) = rule.world();
        let before = api.state();
        for id in ["0190a0b0-0000-7000-8000-00000000dead", "OAT-7Q4M0ZKD", "%20"] {
            api.send(rule.call_at(id, &on).by(rule.somebody())).expect_problem(404, "not_found");
        }
        assert_eq!(api.state(), before, "{} {}", rule.method, rule.path);
    }
}

#[test]
fn nobody_without_a_token_that_holds_gets_through_to_oat() {
    refused_without_a_token(RULES);
}

#[test]
fn every_address_of_oat_says_which_methods_it_has() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    for (path, allowed) in [
        ("/oat-requests".to_owned(), "POST,GET,HEAD"),
        (made.path(), "GET,HEAD"),
        (format!("{}/runs", made.path()), "GET,HEAD,POST"),
        (format!("{}/overrides/decision", made.path()), "POST"),
        ("/pre-flights".to_owned(), "POST,GET,HEAD"),
    ] {
        let call = Call::new("DELETE", path).by(Caller::SERVICE);
        assert_eq!(api.send(call).expect_problem(405, "method_not_allowed").header("allow"), allowed);
    }
}
