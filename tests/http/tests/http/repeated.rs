//! A request that is sent again, over every command of the API: permission is asked every time, before anything is remembered
//! (P1, P2), what is refused is on record like a first refusal, and so is every link that is handed out (S4, A1).

use std::collections::BTreeSet;

use app::HistoryEntry;
use domain::change::EventKind;
use domain::ids::ChangeId;
use fakes::organisation;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Call, Caller, Made, MadeOat};
use crate::{oat, records, rules};

/// A command, where it can succeed.
struct Case {
    name: String,
    /// Whether a role is needed, and not only being of a side.
    needs_role: bool,
    api: Api,
    /// By nobody yet, under the key that is used again.
    call: Call,
    somebody: Caller,
    success: u16,
    change: Option<ChangeId>,
}

type Place = (&'static str, &'static str);

/// Every command of the API, and a way to make its case.
fn cases() -> Vec<(Place, Box<dyn Fn() -> Case>)> {
    let mut cases: Vec<(Place, Box<dyn Fn() -> Case>)> = Vec::new();
    for rule in rules::RULES.iter().filter(|rule| rule.method != "GET") {
        let make = || {
            let api = Api::new();
            let change = api.change_at(rule.given);
            case((rule.method, rule.path), rule.needs_role(), rule.call(&change), rule.somebody()).with(
                api,
                rule.success,
                Some(&change),
            )
        };
        cases.push(((rule.method, rule.path), Box::new(make)));
    }
    for rule in oat::RULES.iter().filter(|rule| rule.method != "GET") {
        let make = || {
            let (api, made): (Api, MadeOat) = Api::with_oat(rule.given);
            case((rule.method, rule.path), true, rule.call(&made), rule.somebody()).with(
                api,
                rule.success,
                None,
            )
        };
        cases.push(((rule.method, rule.path), Box::new(make)));
    }
    for rule in records::RULES.iter().filter(|rule| rule.method != "GET") {
        let make = || {
            let call = rule.call(&records::first());
            case((rule.method, rule.path), true, call, rule.somebody()).with(rule.api(), rule.success, None)
        };
        cases.push(((rule.method, rule.path), Box::new(make)));
    }
    cases
}

struct Begun {
    name: String,
    needs_role: bool,
    call: Call,
    somebody: Caller,
}

fn case((method, path): Place, needs_role: bool, call: Call, somebody: Caller) -> Begun {
    let call = if method == "POST" { call.key("the-same") } else { call };
    Begun { name: format!("{method} {path}"), needs_role, call, somebody }
}

impl Begun {
    fn with(self, api: Api, success: u16, change: Option<&Made>) -> Case {
        let Self { name, needs_role, call, somebody } = self;
        let change = change.map(|made| made.id.parse().expect("an id"));
        Case { name, needs_role, api, call, somebody, success, change }
    }
}

impl Case {
    fn claims(&self) -> Value {
        self.somebody.claims(self.api.token_end())
    }

    /// Does it.
    fn done(&self) -> Answer {
        let answer = self.api.send(self.call.clone().claims(self.claims()));
        assert_eq!(answer.status.as_u16(), self.success, "{}: {:#}", self.name, answer.body);
        answer
    }

    /// The same request, with these claims, under the key that is used again or a fresh one.
    fn again(&self, claims: &Value, fresh: bool) -> Answer {
        let call = self.call.clone().claims(claims.clone());
        let is_post = self.name.starts_with("POST");
        self.api.send(if fresh && is_post { call.key("another") } else { call })
    }

    fn refused(&self) -> Vec<app::Attempt> {
        self.api.fakes.store.refused()
    }

    /// Links that are on record.
    fn links(&self) -> usize {
        let store = &self.api.fakes.store;
        let of_change = self.change.map(|id| store.entries(id)).unwrap_or_default();
        let is_link = |entry: &&HistoryEntry| match entry {
            HistoryEntry::Downloaded(download) => {
                assert_eq!(download.name.as_ref(), self.somebody.actor().name(), "{}", self.name);
                true
            }
            HistoryEntry::Happened(recorded) => {
                matches!(recorded.event.kind, EventKind::MaterialFetched { .. })
            }
            HistoryEntry::Refused(_) => false,
        };
        of_change.iter().filter(is_link).count() + store.export_downloads().len()
    }
}

/// The claims of somebody who has lost every role.
fn without_roles(mut claims: Value) -> Value {
    claims["roles"] = json!("");
    claims
}

/// The claims of somebody who has moved to the second organisation, in the roles they had in another.
fn moved(mut claims: Value) -> Value {
    if claims["party"] == "pdp" {
        claims["roles"] = json!("");
    }
    claims["party"] = json!("organisation");
    claims["organisation"] = json!(organisation(2).id.to_string());
    claims
}

/// Holds P2.
#[test]
fn every_command_of_the_api_is_repeated_here() {
    let routes = [
        submissions::ROUTES,
        evidence::ROUTES,
        reviews_and_steps::ROUTES,
        ::oat::ROUTES,
        administration::ROUTES,
        cryptographic_material::ROUTES,
    ];
    let routes: BTreeSet<_> = routes.concat().iter().map(|route| (route.method, route.path)).collect();
    let commands: BTreeSet<_> = routes.into_iter().filter(|(method, _)| *method != "GET").collect();
    assert_eq!(cases().iter().map(|(place, _)| *place).collect::<BTreeSet<_>>(), commands);
}

/// Holds P2.
#[test]
fn a_lost_role_refuses_a_repetition_like_a_first_request() {
    for (_, make) in cases() {
        let case = make();
        if !case.needs_role {
            continue;
        }
        case.done();
        let (kept, state) = (case.refused(), case.api.state().all_but_history);
        let claims = without_roles(case.claims());
        let again = case.again(&claims, false).expect_problem(403, "role_required");
        assert_eq!(case.again(&claims, true), again, "{}", case.name);
        assert_eq!(case.api.state().all_but_history, state, "{}", case.name);
        let new: Vec<_> = case.refused().into_iter().filter(|attempt| !kept.contains(attempt)).collect();
        let [repeated, fresh] = &new[..] else { panic!("{}: {new:?}", case.name) };
        for attempt in [repeated, fresh] {
            assert_eq!(attempt.person, case.somebody.actor().person(), "{}", case.name);
            assert_eq!(attempt.name.as_ref(), case.somebody.actor().name(), "{}", case.name);
            assert_eq!(attempt.roles, Some(BTreeSet::new()), "in the roles they had then: {}", case.name);
            assert_eq!(attempt.refusal, "role_required", "{}", case.name);
        }
        assert_eq!((repeated.on, repeated.command), (fresh.on, fresh.command), "{}", case.name);
    }
}

/// Holds P1.
#[test]
fn who_moved_to_another_organisation_sees_nothing_of_the_first() {
    for (_, make) in cases() {
        let case = make();
        let done = case.done();
        let kept = case.refused();
        let claims = moved(case.claims());
        let again = case.again(&claims, false);
        assert_ne!(again.body, done.body, "{}", case.name);
        let text = format!("{:#} {:?}", again.body, again.headers);
        assert!(!text.contains(&organisation(1).id.to_string()), "{}: {text}", case.name);
        let id = done.text("/id");
        assert!(id.is_empty() || !text.contains(id), "{}: {text}", case.name);
        let new = case.refused().len() - kept.len();
        let fresh = case.again(&claims, true);
        assert_eq!(again.status, fresh.status, "{}: {text}", case.name);
        assert_eq!(again.body["code"], fresh.body["code"], "{}: {text}", case.name);
        assert_eq!(case.refused().len() - kept.len(), 2 * new, "{}", case.name);
        assert_eq!(new, usize::from(again.status.as_u16() >= 400), "a refusal is on record: {}", case.name);
    }
}

/// Holds S4.
#[test]
fn each_repetition_of_a_link_is_an_entry_of_its_own() {
    let links = cases().into_iter().filter(|((_, path), _)| path.ends_with("/download"));
    let mut tried = 0;
    for (_, make) in links {
        let case = make();
        let before = case.links();
        for repeats in 1..=5 {
            case.done();
            assert_eq!(case.links(), before + repeats, "{}", case.name);
        }
        case.again(&case.claims(), true).expect(case.success);
        assert_eq!(case.links(), before + 6, "{}", case.name);
        tried += 1;
    }
    assert_eq!(tried, 4, "files, packs, bundles, the register");
}

/// Holds A1.
#[test]
fn a_key_that_is_used_for_something_else_is_refused_on_record() {
    for (_, make) in cases() {
        let case = make();
        if !case.name.starts_with("POST") {
            continue;
        }
        case.done();
        let kept = case.refused().len();
        case.api
            .send(case.call.clone().claims(case.claims()).reworded())
            .expect_problem(422, "idempotency_key_reused");
        let new = &case.refused()[kept..];
        assert!(
            matches!(new, [attempt] if attempt.refusal == "idempotency_key_reused"),
            "{}: {new:?}",
            case.name
        );
    }
}
