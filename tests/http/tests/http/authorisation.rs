//! Every route × every role × own and other organisation × no token, an expired one, claims that do not hold (P1, P2, P3).

use app::{History, Party};
use serde_json::{Value, json};

use crate::routes::Rule;
use crate::rules::RULES;
use crate::support::{Answer, Api, Call, Caller, EVERYONE, Made, State};

/// A world with a change where the rule needs it, and the call of the rule on it.
fn world(rule: &Rule) -> (Api, Made, Call) {
    let api = Api::new();
    let change = api.change_at(rule.given);
    let call = rule.call(&change);
    (api, change, call)
}

/// Holds P1, S4.
#[test]
fn every_route_answers_every_caller_as_the_table_says() {
    for rule in RULES {
        for caller in EVERYONE {
            let (api, _, call) = world(rule);
            let answer = api.send(call.by(caller));
            let context = format!("{} {} by {caller:?}: {:#}", rule.method, rule.path, answer.body);
            assert_eq!(answer.status.as_u16(), rule.expected(caller), "{context}");
            match answer.status.as_u16() {
                403 => _ = answer.expect_problem(403, "role_required"),
                404 => _ = answer.expect_problem(404, rule.missing()),
                _ => {}
            }
        }
    }
}

/// Holds A1.
#[test]
fn a_refusal_writes_nothing_but_the_attempt() {
    for rule in RULES {
        for caller in EVERYONE.into_iter().filter(|caller| rule.expected(*caller) >= 400) {
            let (api, change, call) = world(rule);
            let (before, history) = (api.state(), api.fakes.store.refused());
            api.send(call.by(caller));
            let context = format!("{} {} by {caller:?}", rule.method, rule.path);
            let Some(command) = rule.attempt else {
                assert_eq!(api.state(), before, "{context}");
                continue;
            };
            assert_eq!(api.state().all_but_history, before.all_but_history, "{context}");
            let after = api.fakes.store.refused();
            let [kept @ .., attempt] = &after[..] else { panic!("{context}: {after:?}") };
            assert_eq!(kept, history, "{context}");
            let expected = if rule.expected(caller) == 404 { rule.missing() } else { "role_required" };
            assert_eq!((attempt.command.code(), attempt.refusal.as_str()), (command, expected), "{context}");
            let actor = caller.actor();
            assert_eq!((attempt.person, attempt.name.as_ref()), (actor.person(), actor.name()), "{context}");
            assert_eq!(attempt.roles, Some(actor.roles()), "{context}");
            // What is no change's is kept at home.
            let at_home = Party::of(&actor).is_some_and(|own| attempt.on == History::Record(own));
            let of_change = change.id.parse().map(History::Change).expect("an id");
            assert_eq!(at_home, !rule.path.contains("{id}"), "{context}");
            assert!(at_home || attempt.on == of_change, "{context}");
            assert_eq!(attempt.outsider, !at_home && matches!(caller, Caller::Member(2, _)), "{context}");
        }
    }
}

#[test]
fn a_head_is_answered_to_the_same_people_as_its_get() {
    for rule in RULES.iter().filter(|rule| rule.method == "GET") {
        for caller in EVERYONE {
            let (api, change, _) = world(rule);
            let before = api.state();
            let head = api.send(Rule { method: "HEAD", ..*rule }.call(&change).by(caller));
            let context = format!("HEAD {} by {caller:?}", rule.path);
            assert_eq!(head.status.as_u16(), rule.expected(caller), "{context}");
            assert_eq!((head.body, api.state()), (Value::Null, before), "{context}");
        }
    }
}

/// Holds P1.
#[test]
fn another_organisations_change_looks_like_none_at_all() {
    for rule in RULES.iter().filter(|rule| rule.path.contains("{id}")) {
        for caller in EVERYONE.into_iter().filter(|caller| matches!(caller, Caller::Member(2, _))) {
            let (api, change, call) = world(rule);
            let theirs = api.send(call.by(caller));
            let nothing = Made { id: "0190a0b0-0000-7000-8000-00000000dead".to_owned(), ..change };
            let before = api.state();
            let missing = api.send(rule.call(&nothing).by(caller));
            assert_eq!(theirs, missing, "{} {} by {caller:?}", rule.method, rule.path);
            assert_eq!(api.state(), before);
        }
    }
}

#[test]
fn a_change_that_does_not_exist_does_not_exist_for_anybody() {
    for rule in RULES.iter().filter(|rule| rule.path.starts_with("/technical-changes/{id}")) {
        for id in ["0190a0b0-0000-7000-8000-00000000dead", "TC-7Q4M0ZKD", "%20"] {
            let (api, change, _) = world(rule);
            let before = api.state();
            for caller in [Caller::BUSINESS, Caller::REVIEWER] {
                let call = rule.call(&Made { id: id.to_owned(), ..change.clone() });
                api.send(call.by(caller)).expect_problem(404, "not_found");
            }
            assert_eq!(api.state(), before);
        }
    }
}

/// Sends claims that are no token to every route.
fn refused_everywhere(claims: impl Fn(&Api) -> Option<Value>) {
    for rule in RULES {
        let (api, _, call) = world(rule);
        let before: State = api.state();
        let call = match claims(&api) {
            Some(claims) => call.claims(claims),
            None => call,
        };
        let answer: Answer = api.send(call).expect_problem(401, "unauthorised");
        assert_eq!(api.state(), before, "{} {}: {:#}", rule.method, rule.path, answer.body);
    }
}

#[test]
fn nobody_may_do_anything() {
    refused_everywhere(|_| None);
}

#[test]
fn an_expired_token_is_no_token() {
    for late in [0, 1, 7_200] {
        for caller in [Caller::BUSINESS, Caller::REVIEWER] {
            let token_made_15_minutes_ago = |api: &Api| Some(caller.claims(api.token_end() - 15 * 60 - late));
            refused_everywhere(token_made_15_minutes_ago);
        }
    }
}

#[test]
fn claims_that_do_not_hold_are_no_token() {
    let broken: &[(Caller, &str, Value)] = &[
        (Caller::BUSINESS, "sub", Value::Null),
        (Caller::BUSINESS, "sub", json!("nobody")),
        (Caller::BUSINESS, "exp", Value::Null),
        (Caller::BUSINESS, "exp", json!("never")),
        (Caller::BUSINESS, "token_use", Value::Null),
        (Caller::BUSINESS, "token_use", json!("id")),
        (Caller::BUSINESS, "party", Value::Null),
        (Caller::BUSINESS, "party", json!("administrator")),
        (Caller::BUSINESS, "organisation", Value::Null),
        (Caller::BUSINESS, "organisation", json!("*")),
        // PDP's people belong to no organisation.
        (Caller::REVIEWER, "party", json!("organisation")),
        (Caller::REVIEWER, "exp", json!("")),
    ];
    for (caller, name, value) in broken {
        refused_everywhere(|api| {
            let mut claims = caller.claims(api.token_end());
            let object = claims.as_object_mut().expect("an object");
            object.insert((*name).to_owned(), value.clone());
            object.retain(|_, value| !value.is_null());
            Some(claims)
        });
    }
    refused_everywhere(|_| Some(json!({})));
}

#[test]
fn roles_of_the_other_side_are_no_roles() {
    for rule in RULES {
        let as_staff = |api: &Api| {
            let mut claims = Caller::BUSINESS.claims(api.token_end());
            claims["party"] = json!("pdp");
            claims
        };
        let as_member = |api: &Api| {
            let mut claims = Caller::REVIEWER.claims(api.token_end());
            claims["party"] = json!("organisation");
            claims["organisation"] = Caller::BUSINESS.claims(0)["organisation"].clone();
            claims
        };
        let (api, _, call) = world(rule);
        let answer = api.send(call.claims(as_staff(&api)));
        assert_eq!(
            answer.status.as_u16(),
            rule.expected(Caller::Staff(None)),
            "{} {}",
            rule.method,
            rule.path
        );
        let (api, _, call) = world(rule);
        let answer = api.send(call.claims(as_member(&api)));
        assert_eq!(
            answer.status.as_u16(),
            rule.expected(Caller::Member(1, None)),
            "{} {}",
            rule.method,
            rule.path
        );
    }
}

#[test]
fn somebody_with_several_roles_may_do_what_one_of_them_may() {
    let api = Api::new();
    let mut claims = Caller::BUSINESS.claims(api.token_end());
    claims["roles"] = json!("[test_manager primary_business_contact service_manager]");
    api.send(Call::post("/technical-changes").claims(claims).json(&json!({}))).expect(201);
}

/// Holds P2.
#[test]
fn a_token_stands_for_15_minutes_and_not_a_second_longer() {
    let api = Api::new();
    let claims = Caller::BUSINESS.claims(api.token_end());
    api.fakes.real_time.advance(jiff::SignedDuration::from_secs(15 * 60 - 1));
    api.send(Call::get("/me").claims(claims.clone())).expect(200);
    api.fakes.real_time.advance(jiff::SignedDuration::from_secs(1));
    api.send(Call::get("/me").claims(claims)).expect_problem(401, "unauthorised");
}

/// Holds P2.
#[test]
fn a_token_goes_by_real_time_and_not_the_clock_of_decisions() {
    let api = Api::new();
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(5 * 24));
    api.send(Call::get("/me").by(Caller::BUSINESS)).expect(200);
    let ended = Caller::BUSINESS.claims(api.token_end());
    api.fakes.real_time.advance(jiff::SignedDuration::from_mins(15));
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(-10 * 24));
    api.send(Call::get("/me").claims(ended)).expect_problem(401, "unauthorised");
}

#[test]
fn nobody_lists_another_organisations_changes() {
    let api = Api::new();
    api.change_in(domain::change::Status::InReview);
    let list = |query: &str, caller| api.send(Call::get(format!("/technical-changes{query}")).by(caller));
    let first = format!("?organisation={}", fakes::organisation(1).id);
    list(&first, Caller::RIVAL).expect_problem(404, "not_found");
    assert_eq!(list("", Caller::RIVAL).expect(200).body["items"], json!([]));
    assert_eq!(list("", Caller::BUSINESS).expect(200).body["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(list(&first, Caller::REVIEWER).expect(200).body["items"].as_array().map(Vec::len), Some(1));
    list("", Caller::REVIEWER).expect_fields(&[("organisation", "missing")]);
    list("?organisation=first", Caller::REVIEWER).expect_problem(404, "not_found");
}
