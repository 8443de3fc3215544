//! A request that is sent again, over every command of the API: permission is asked every time, before anything is remembered
//! (P1, P2), what is refused is on record like a first refusal, and so is every link that is handed out (S4, A1).

use std::collections::BTreeSet;

use app::{DisputeEntry, HistoryEntry};
use domain::change::EventKind;
use fakes::organisation;
use serde_json::{Value, json};

use crate::routes::{Rule, Subject};
use crate::support::{Answer, Api, Call, Caller};
use crate::{disputes, oat, records, rules};

/// A command, where it can succeed.
struct Case {
    name: String,
    rule: &'static Rule,
    api: Api,
    on: Subject,
    /// By nobody yet, under the key that is used again.
    call: Call,
    somebody: Caller,
}

/// Every command of the API.
pub fn commands() -> impl Iterator<Item = &'static Rule> {
    let rules = rules::RULES.iter().chain(oat::RULES).chain(disputes::RULES).chain(records::RULES);
    rules.filter(|rule| rule.method != "GET")
}

/// A case of every command.
fn cases() -> impl Iterator<Item = Case> {
    commands().map(|rule| {
        let (api, on) = rule.world();
        let call = rule.call(&on);
        let call = if rule.method == "POST" { call.key("the-same") } else { call };
        let name = format!("{} {}", rule.method, rule.path);
        Case { name, rule, api, on, call, somebody: rule.somebody() }
    })
}

impl Case {
    fn claims(&self) -> Value {
        self.somebody.claims(self.api.token_end())
    }

    /// Does it.
    fn done(&self) -> Answer {
        let answer = self.api.send(self.call.clone().claims(self.claims()));
        assert_eq!(answer.status.as_u16(), self.rule.success, "{}: {:#}", self.name, answer.body);
        answer
    }

    /// The same request, with these claims, under the key that is used again or a fresh one.
    fn again(&self, claims: &Value, fresh: bool) -> Answer {
        let call = self.call.clone().claims(claims.clone());
        self.api.send(if fresh && self.rule.method == "POST" { call.key("another") } else { call })
    }

    fn refused(&self) -> Vec<app::RefusedCommand> {
        self.api.fakes.store.refused()
    }

    /// Links that are on record.
    fn links(&self) -> usize {
        let store = &self.api.fakes.store;
        let of_change = match &self.on {
            Subject::Change(made) => store.entries(made.id),
            _ => Vec::new(),
        };
        let is_link = |entry: &&HistoryEntry| match entry {
            HistoryEntry::Downloaded(download) => {
                assert_eq!(download.name.as_ref(), self.somebody.actor().name(), "{}", self.name);
                true
            }
            HistoryEntry::Happened(recorded) => {
                matches!(recorded.event.kind, EventKind::MaterialFetched { .. })
            }
            HistoryEntry::Refused(_) | HistoryEntry::Mended(_) | HistoryEntry::Unknown(_) => false,
        };
        let of_dispute = match &self.on {
            Subject::Dispute(made) => store.dispute_entries(made.id),
            _ => Vec::new(),
        };
        let of_dispute = of_dispute.iter().filter(|entry| matches!(entry, DisputeEntry::Downloaded(_)));
        of_change.iter().filter(is_link).count() + of_dispute.count() + store.export_downloads().len()
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
    let routes = Api::new().routes().into_iter().map(|route| (route.method, route.path));
    let expected: BTreeSet<_> = routes.filter(|(method, _)| *method != "GET").collect();
    assert_eq!(commands().map(|rule| (rule.method, rule.path)).collect::<BTreeSet<_>>(), expected);
}

/// Holds P2.
#[test]
fn a_lost_role_refuses_a_repetition_like_a_first_request() {
    for case in cases().filter(|case| case.rule.needs_role()) {
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
    for case in cases() {
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
    let mut tried = 0;
    for case in cases().filter(|case| case.rule.path.ends_with("/download")) {
        let before = case.links();
        for repeats in 1..=5 {
            case.done();
            assert_eq!(case.links(), before + repeats, "{}", case.name);
        }
        case.again(&case.claims(), true).expect(case.rule.success);
        assert_eq!(case.links(), before + 6, "{}", case.name);
        tried += 1;
    }
    assert_eq!(tried, 5, "files, those of disputes, packs, bundles, the register");
}

/// Holds A1.
#[test]
fn a_key_that_is_used_for_something_else_is_refused_on_record() {
    for case in cases().filter(|case| case.rule.method == "POST") {
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
