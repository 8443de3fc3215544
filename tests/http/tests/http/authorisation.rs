//! Every route × every role × own and other organisation × no token, an expired one, claims that do not hold (P1, P2, P3).

use api::AnswersBody;
use api_client::WhichChanges;
use app::{History, Party};
use serde_json::{Value, json};

use crate::routes::{Rule, Subject};
use crate::rules::RULES;
use crate::support::{Api, Call, Caller, EVERYONE, Wait};

/// What everybody is answered.
pub fn answers_every_caller(rules: &[Rule]) {
    for rule in rules {
        for caller in EVERYONE {
            let (api, on) = rule.world();
            let answer = api.send(rule.call(&on).by(caller));
            let context = format!("{} {} by {caller:?}: {:#}", rule.method, rule.path, answer.body);
            assert_eq!(answer.status.as_u16(), rule.expected(caller), "{context}");
            match answer.status.as_u16() {
                403 => _ = answer.expect_problem(403, "role_required"),
                404 => _ = answer.expect_problem(404, rule.missing()),
                409 => _ = answer.expect_problem(409, "task_claimed"),
                _ => {}
            }
        }
    }
}

/// A refused command is kept with who tried it, and nothing else changes; a refused reader changes nothing at all.
pub fn a_refusal_writes_only_the_attempt(rules: &[Rule]) {
    for rule in rules {
        for caller in EVERYONE.into_iter().filter(|caller| rule.expected(*caller) >= 400) {
            let (api, on) = rule.world();
            let (before, history) = (api.state(), api.fakes.store.refused());
            api.send(rule.call(&on).by(caller));
            let context = format!("{} {} by {caller:?}", rule.method, rule.path);
            assert!(api.fakes.identities.invited().is_empty(), "{context}");
            if rule.method == "GET" {
                assert_eq!(api.state(), before, "{context}");
                continue;
            }
            assert_eq!(api.state().all_but_history, before.all_but_history, "{context}");
            let after = api.fakes.store.refused();
            let new: Vec<_> = after.iter().filter(|attempt| !history.contains(attempt)).collect();
            let [attempt] = new[..] else { panic!("{context}: {after:?}") };
            assert_eq!(after.len(), history.len() + 1, "{context}");
            let expected = match rule.expected(caller) {
                404 => rule.missing(),
                409 => "task_claimed",
                422 => "invalid",
                _ => "role_required",
            };
            assert_eq!(attempt.refusal, expected, "{context}");
            assert!(rule.attempt.is_none_or(|command| command == attempt.command.code()), "{context}");
            let actor = caller.actor();
            assert_eq!((attempt.person, attempt.name.as_ref()), (actor.person(), actor.name()), "{context}");
            assert_eq!(attempt.roles, Some(actor.roles()), "{context}");
            let place = match &on {
                _ if rule.is_refused_at_home() => None,
                Subject::Change(made) if rule.path.contains("{id}") => Some(History::Change(made.id)),
                Subject::Oat(made) if rule.path != "/pre-flights" => Some(History::Oat(made.id)),
                Subject::Notice(id, _) if rule.path.contains("{downtime_id}") => Some(History::Downtime(*id)),
                Subject::Dispute(made) if rule.path.contains("{id}") => Some(History::Dispute(made.id)),
                // One that is opened is about a run, whose history keeps it.
                Subject::Dispute(made) => Some(History::Oat(made.oat)),
                Subject::Organisation(id) if rule.path.contains("{id}") => {
                    Some(History::Record(Party::Organisation(*id)))
                }
                Subject::Organisation(_) => Some(History::Record(Party::Pdp)),
                // What is nobody else's is kept at home.
                _ => None,
            };
            let home = Party::of(&actor).map(History::Record);
            assert_eq!(Some(attempt.on), place.or(home), "{context}");
            let outsider = match caller {
                Caller::Member(1, _) => attempt.on == History::Record(Party::Pdp),
                Caller::Member(..) => place.is_some(),
                Caller::Staff(_) => false,
            };
            assert_eq!(attempt.outsider, outsider, "{context}");
        }
    }
}

/// What does not exist for somebody looks like what does not exist.
pub fn looks_like_none_at_all(rules: &[Rule]) {
    for rule in rules.iter().filter(|rule| rule.expected(Caller::Member(2, None)) == 404) {
        for caller in EVERYONE.into_iter().filter(|caller| matches!(caller, Caller::Member(2, _))) {
            let (api, on) = rule.world();
            let theirs = api.send(rule.call(&on).by(caller));
            let before = api.state();
            let missing = api.send(rule.call(&on.missing()).by(caller));
            assert_eq!(theirs, missing, "{} {} by {caller:?}", rule.method, rule.path);
            assert_eq!(api.state().all_but_history, before.all_but_history);
        }
    }
}

/// Nobody gets through without a token, or with one that has ended.
pub fn refused_without_a_token(rules: &[Rule]) {
    refused_everywhere(rules, |_, _| None);
    refused_everywhere(rules, |api, rule| Some(rule.somebody().claims(api.token_end() - 15 * 60)));
}

/// Holds P1, S4.
#[test]
fn every_route_answers_every_caller_as_the_table_says() {
    answers_every_caller(RULES);
}

/// Holds A1.
#[test]
fn a_refusal_writes_only_the_refused_command() {
    a_refusal_writes_only_the_attempt(RULES);
}

#[test]
fn a_head_is_answered_to_the_same_people_as_its_get() {
    for rule in RULES.iter().filter(|rule| rule.method == "GET") {
        for caller in EVERYONE {
            let (api, on) = rule.world();
            let before = api.state();
            let head = api.send(Rule { method: "HEAD", ..*rule }.call(&on).by(caller));
            let context = format!("HEAD {} by {caller:?}", rule.path);
            assert_eq!(head.status.as_u16(), rule.expected(caller), "{context}");
            assert_eq!((head.body, api.state()), (Value::Null, before), "{context}");
        }
    }
}

/// Holds P1.
#[test]
fn another_organisations_change_looks_like_none_at_all() {
    looks_like_none_at_all(RULES);
}

#[test]
fn a_change_that_does_not_exist_does_not_exist_for_anybody() {
    for rule in RULES.iter().filter(|rule| rule.path.starts_with("/technical-changes/{id}")) {
        for id in ["0190a0b0-0000-7000-8000-00000000dead", "TC-7Q4M0ZKD", "%20"] {
            let (api, on) = rule.world();
            let before = api.state();
            for caller in [Caller::BUSINESS, Caller::REVIEWER] {
                api.send(rule.call_at(id, &on).by(caller)).expect_problem(404, "not_found");
            }
            let (after, context) = (api.state(), format!("{} {}", rule.method, rule.path));
            assert_eq!(after.all_but_history, before.all_but_history, "{context}");
            // What is refused at home is kept there, whether there is such a change or not.
            let is_kept = rule.method != "GET" && rule.is_refused_at_home();
            assert!(is_kept || after.history == before.history, "{context}");
        }
    }
}

/// Sends claims that are no token to every route.
fn refused_everywhere(rules: &[Rule], claims: impl Fn(&Api, &Rule) -> Option<Value>) {
    for rule in rules {
        let (api, on) = rule.world();
        let (before, call) = (api.state(), rule.call(&on));
        let call = match claims(&api, rule) {
            Some(claims) => call.claims(claims),
            None => call,
        };
        let answer = api.send(call).expect_problem(401, "unauthorised");
        assert_eq!(api.state(), before, "{} {}: {:#}", rule.method, rule.path, answer.body);
    }
}

#[test]
fn nobody_may_do_anything() {
    refused_everywhere(RULES, |_, _| None);
}

#[test]
fn an_expired_token_is_no_token() {
    for late in [0, 1, 7_200] {
        for caller in [Caller::BUSINESS, Caller::REVIEWER] {
            let token_made_15_minutes_ago =
                |api: &Api, _: &Rule| Some(caller.claims(api.token_end() - 15 * 60 - late));
            refused_everywhere(RULES, token_made_15_minutes_ago);
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
        refused_everywhere(RULES, |api, _| {
            let mut claims = caller.claims(api.token_end());
            let object = claims.as_object_mut().expect("an object");
            object.insert((*name).to_owned(), value.clone());
            object.retain(|_, value| !value.is_null());
            Some(claims)
        });
    }
    refused_everywhere(RULES, |_, _| Some(json!({})));
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
        let sent = |claims: &dyn Fn(&Api) -> Value| {
            let (api, on) = rule.world();
            api.send(rule.call(&on).claims(claims(&api))).status.as_u16()
        };
        let context = format!("{} {}", rule.method, rule.path);
        assert_eq!(sent(&as_staff), rule.expected(Caller::Staff(None)), "{context}");
        assert_eq!(sent(&as_member), rule.expected(Caller::Member(1, None)), "{context}");
    }
}

#[test]
fn somebody_with_several_roles_may_do_what_one_of_them_may() {
    let api = Api::new();
    let mut claims = Caller::BUSINESS.claims(api.token_end());
    claims["roles"] = json!("[test_manager primary_business_contact service_manager]");
    api.client_with(claims).draft_change(&AnswersBody::default()).wait();
}

/// Holds P2.
#[test]
fn a_token_stands_for_15_minutes_and_not_a_second_longer() {
    let api = Api::new();
    let contact = api.client(Caller::BUSINESS);
    api.fakes.real_time.advance(jiff::SignedDuration::from_secs(15 * 60 - 1));
    contact.read_me().wait();
    api.fakes.real_time.advance(jiff::SignedDuration::from_secs(1));
    contact.read_me().refused(401, "unauthorised");
}

/// Holds P2.
#[test]
fn a_token_goes_by_real_time_and_not_the_clock_of_decisions() {
    let api = Api::new();
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(5 * 24));
    let contact = api.client(Caller::BUSINESS);
    contact.read_me().wait();
    api.fakes.real_time.advance(jiff::SignedDuration::from_mins(15));
    api.fakes.clock.advance(jiff::SignedDuration::from_hours(-10 * 24));
    contact.read_me().refused(401, "unauthorised");
}

#[test]
fn nobody_lists_another_organisations_changes() {
    let api = Api::new();
    api.change_in(domain::change::Status::InReview);
    let (rival, reviewer) = (api.client(Caller::RIVAL), api.client(Caller::REVIEWER));
    let own = WhichChanges::default();
    let first = WhichChanges { organisation: Some(fakes::organisation(1).id), ..own.clone() };
    rival.list_changes(&first).refused(404, "not_found");
    assert_eq!(rival.list_changes(&own).wait().items, []);
    assert_eq!(api.client(Caller::BUSINESS).list_changes(&own).wait().items.len(), 1);
    assert_eq!(reviewer.list_changes(&first).wait().items.len(), 1);
    reviewer.list_changes(&own).invalid(&[("organisation", "missing")]);
    let first = Call::get("/technical-changes?organisation=first").by(Caller::REVIEWER);
    api.send(first).expect_problem(404, "not_found");
}
