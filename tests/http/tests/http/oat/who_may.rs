//! Every route of OAT × every role × own and other organisation, and what a refusal leaves behind (P1, P2, P3).

use std::collections::BTreeSet;

use app::{History, Party};
use domain::actor::Role;

use super::rules::{May, RULES};
use crate::support::{Api, Call, Caller, EVERYONE, MadeOat, OatPlace, SERVICE};

const NOWHERE: &str = "0190a0b0-0000-7000-8000-00000000dead";

#[test]
fn the_table_has_every_route_of_oat_and_no_other() {
    let routes: BTreeSet<_> = oat::ROUTES.iter().map(|route| (route.method, route.path)).collect();
    let rules: BTreeSet<_> = RULES.iter().map(|rule| (rule.method, rule.path)).collect();
    assert_eq!(rules, routes);
    assert_eq!(rules.len(), RULES.len());
}

#[test]
fn a_person_who_may_has_a_scope_of_the_route() {
    for rule in RULES {
        let route = oat::ROUTES.iter().find(|route| (route.method, route.path) == (rule.method, rule.path));
        let needed: &[_] = match rule.may {
            May::Readers => &["technical-changes/organisation", "technical-changes/pdp"],
            May::Holders(Role::Pdp(_)) => &["technical-changes/pdp"],
            May::Holders(Role::Organisation(_)) | May::Askers => &["technical-changes/organisation"],
        };
        assert_eq!(route.expect("a route").access.scopes(), needed, "{} {}", rule.method, rule.path);
    }
}

/// Holds O1.
#[test]
fn every_route_of_oat_answers_every_caller_as_the_table_says() {
    for rule in RULES {
        for caller in EVERYONE {
            let (api, made) = Api::with_oat(rule.given);
            let answer = api.send(rule.call(&made).by(caller));
            let context = format!("{} {} by {caller:?}: {:#}", rule.method, rule.path, answer.body);
            assert_eq!(answer.status.as_u16(), rule.expected(caller), "{context}");
            match answer.status.as_u16() {
                403 => _ = answer.expect_problem(403, "role_required"),
                404 => _ = answer.expect_problem(404, "not_found"),
                _ => {}
            }
        }
    }
}

/// Holds A1.
#[test]
fn a_refusal_of_oat_writes_nothing_but_the_attempt() {
    for rule in RULES {
        for caller in EVERYONE.into_iter().filter(|caller| rule.expected(*caller) >= 400) {
            let (api, made) = Api::with_oat(rule.given);
            let (before, history) = (api.state().all_but_history, api.fakes.store.refused());
            api.send(rule.call(&made).by(caller));
            let context = format!("{} {} by {caller:?}", rule.method, rule.path);
            assert_eq!(api.state().all_but_history, before, "{context}");
            let after = api.fakes.store.refused();
            if rule.method == "GET" {
                assert_eq!(after, history, "{context}");
                continue;
            }
            let [kept @ .., attempt] = &after[..] else { panic!("{context}: {after:?}") };
            assert_eq!(kept, history, "{context}");
            let expected = if rule.expected(caller) == 404 { "not_found" } else { "role_required" };
            let actor = caller.actor();
            assert_eq!(attempt.refusal, expected, "{context}");
            assert_eq!((attempt.person, attempt.name.as_ref()), (actor.person(), actor.name()), "{context}");
            assert_eq!(attempt.roles, Some(actor.roles()), "{context}");
            // A pre-flight is nobody's but the asker's, so its refusal is kept at home.
            let own = Party::of(&actor).map(History::Record);
            let of_oat = made.id.parse().map(History::Oat).expect("an id");
            let at_home = rule.path == "/pre-flights";
            assert_eq!(Some(attempt.on), if at_home { own } else { Some(of_oat) }, "{context}");
            assert_eq!(attempt.outsider, !at_home && matches!(caller, Caller::Member(2, _)), "{context}");
        }
    }
}

/// Holds O1.
#[test]
fn another_organisations_oat_looks_like_none_at_all() {
    for rule in RULES.iter().filter(|rule| rule.expected(Caller::Member(2, None)) == 404) {
        for caller in EVERYONE.into_iter().filter(|caller| matches!(caller, Caller::Member(2, _))) {
            let (api, made) = Api::with_oat(rule.given);
            let theirs = api.send(rule.call(&made).by(caller));
            let nothing = MadeOat { id: NOWHERE.to_owned(), pre_flight: NOWHERE.to_owned(), ..made };
            let before = api.state();
            let missing = api.send(rule.call(&nothing).by(caller));
            assert_eq!(theirs, missing, "{} {} by {caller:?}", rule.method, rule.path);
            assert_eq!(api.state(), before);
        }
    }
}

#[test]
fn what_is_no_id_names_nothing() {
    for rule in RULES.iter().filter(|rule| rule.path.contains("{id}")) {
        let (api, made) = Api::with_oat(rule.given);
        let before = api.state();
        for id in [NOWHERE, "OAT-7Q4M0ZKD", "%20"] {
            let named = MadeOat { id: id.to_owned(), pre_flight: id.to_owned(), ..made.clone() };
            api.send(rule.call(&named).by(rule.somebody())).expect_problem(404, "not_found");
        }
        assert_eq!(api.state(), before, "{} {}", rule.method, rule.path);
    }
}

#[test]
fn nobody_without_a_token_that_holds_gets_through_to_oat() {
    for rule in RULES {
        let (api, made) = Api::with_oat(rule.given);
        let before = api.state();
        api.send(rule.call(&made)).expect_problem(401, "unauthorised");
        let ended = rule.somebody().claims(api.token_end() - 15 * 60);
        api.send(rule.call(&made).claims(ended)).expect_problem(401, "unauthorised");
        assert_eq!(api.state(), before, "{} {}", rule.method, rule.path);
    }
}

#[test]
fn every_address_of_oat_says_which_methods_it_has() {
    let (api, made) = Api::with_oat(OatPlace::Failed);
    for (path, allowed) in [
        ("/oat-requests".to_owned(), "POST,GET,HEAD"),
        (made.path.clone(), "GET,HEAD"),
        (format!("{}/runs", made.path), "GET,HEAD,POST"),
        (format!("{}/overrides/decision", made.path), "POST"),
        ("/pre-flights".to_owned(), "POST"),
    ] {
        let call = Call::new("DELETE", path).by(SERVICE);
        assert_eq!(api.send(call).expect_problem(405, "method_not_allowed").header("allow"), allowed);
    }
}
