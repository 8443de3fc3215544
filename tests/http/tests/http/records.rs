//! Administration: every route × every role × own and other organisation, and what a refusal leaves behind (P1, P2, P3, G5).

use std::collections::BTreeSet;

use app::{Organisations, PageRequest, Party, RecordEntry};
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::endpoint::EndpointType;
use fakes::{member, organisation, staff};
use serde_json::{Value, json};

use crate::support::{Api, Call, Caller, EVERYONE};

const ADMINISTRATOR: Caller = Caller::Staff(Some(PdpRole::Administrator));
const NOWHERE: &str = "0190a0b0-0000-7000-8000-00000000dead";

/// Who gets a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// Members of the organisation, and PDP.
    Readers,
    /// PDP.
    Pdp,
    /// Holders of this role; to other organisations it does not exist.
    Holders(Role),
    /// Administrators, of something that is nobody else's to know.
    Administrators,
}

#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub method: &'static str,
    pub path: &'static str,
    may: May,
    pub success: u16,
    body: fn() -> Value,
}

const fn read(path: &'static str, may: May) -> Rule {
    Rule { method: "GET", path, may, success: 200, body: || Value::Null }
}

const fn write(method: &'static str, path: &'static str, may: May, body: fn() -> Value) -> Rule {
    Rule { method, path, may, success: 200, body }
}

const PDP: May = May::Holders(Role::Pdp(PdpRole::Administrator));
const BUSINESS: May = May::Holders(Role::Organisation(OrganisationRole::PrimaryBusinessContact));

pub const RULES: &[Rule] = &[
    read("/organisations", May::Pdp),
    Rule {
        success: 201,
        ..write("POST", "/organisations", May::Administrators, || json!({ "name": "Harbour" }))
    },
    read("/organisations/{id}", May::Readers),
    write("PUT", "/organisations/{id}", PDP, || json!({ "name": "Harbour" })),
    read("/organisations/{id}/history", May::Readers),
    read("/organisations/{id}/mail-feedback", May::Pdp),
    read("/organisations/{id}/members", May::Readers),
    Rule {
        success: 201,
        ..write(
            "POST",
            "/organisations/{id}/members",
            PDP,
            || json!({ "name": "Jo", "email": "jo@example.org", "roles": ["test_manager"] }),
        )
    },
    write("PUT", "/organisations/{id}/members/{person_id}", PDP, || json!({ "roles": [] })),
    write("POST", "/organisations/{id}/members/{person_id}/removal", PDP, || json!({})),
    write(
        "POST",
        "/organisations/{id}/endpoints/{endpoint_id}/retirement",
        BUSINESS,
        || json!({ "reason": "Replaced" }),
    ),
    write("POST", "/organisations/{id}/vouching-scheme", PDP, || {
        json!({
            "name": "Orchard",
            "endpoints": [{ "endpoint_type": "find", "url": "https://find.orchard.example.org/pdp" }],
        })
    }),
    // Of the first organisation: the query names it.
    read("/endpoints", May::Readers),
    read("/pdp-team", May::Pdp),
    read("/pdp-team/history", May::Pdp),
    read("/pdp-team/mail-feedback", May::Pdp),
    Rule {
        success: 201,
        ..write(
            "POST",
            "/pdp-team/members",
            May::Administrators,
            || json!({ "name": "Jo", "email": "jo@example.org", "roles": ["support"] }),
        )
    },
    write("PUT", "/pdp-team/members/{person_id}", May::Administrators, || json!({ "roles": ["support"] })),
    write("POST", "/pdp-team/members/{person_id}/removal", May::Administrators, || json!({})),
];

impl Rule {
    /// Somebody who gets a success with a command.
    pub fn somebody(&self) -> Caller {
        if self.may == BUSINESS { Caller::BUSINESS } else { ADMINISTRATOR }
    }

    fn expected(&self, caller: Caller) -> u16 {
        let holds = |role: Role| match (caller, role) {
            (Caller::Member(_, held), Role::Organisation(role)) => held == Some(role),
            (Caller::Staff(held), Role::Pdp(role)) => held == Some(role),
            _ => false,
        };
        match (self.may, caller) {
            (May::Readers | May::Holders(_), Caller::Member(2, _)) => 404,
            (May::Readers, _) | (May::Pdp, Caller::Staff(_)) => self.success,
            // Lists are PDP's; PDP's team does not exist for others.
            (May::Pdp, Caller::Member(..)) if self.path == "/organisations" || self.is_of_emails() => 403,
            (May::Pdp, Caller::Member(..)) => 404,
            (May::Holders(role), _) if holds(role) => self.success,
            (May::Administrators, caller) if caller == ADMINISTRATOR => self.success,
            (May::Holders(_) | May::Administrators, _) => 403,
        }
    }

    /// Whether it lists deliveries and bounces, for which no record has to be there.
    fn is_of_emails(&self) -> bool {
        self.path.ends_with("/mail-feedback")
    }

    /// Where it can succeed: a vouching scheme is for an organisation that is not connected yet.
    pub fn api(&self) -> Api {
        if self.path.ends_with("/vouching-scheme") { Api::before_connecting() } else { Api::new() }
    }

    pub fn call(&self, id: &str) -> Call {
        let person = if self.path.starts_with("/pdp-team") {
            staff(PdpRole::Support).person()
        } else {
            member(1, OrganisationRole::TestManager).person()
        };
        let view = organisation(1).live_endpoints.into_iter().find(|(_, kind)| *kind == EndpointType::View);
        let path = self
            .path
            .replace("{id}", id)
            .replace("{person_id}", &person.expect("a person").to_string())
            .replace("{endpoint_id}", &view.expect("a View endpoint").0.to_string());
        let query = if self.path == "/endpoints" { format!("?organisation={id}") } else { String::new() };
        let call = Call::new(self.method, path + &query).seen("*");
        match (self.body)() {
            Value::Null => call,
            body => call.json(&body),
        }
    }
}

pub fn first() -> String {
    organisation(1).id.to_string()
}

fn entries(api: &Api, party: Party) -> Vec<RecordEntry> {
    let page = PageRequest { size: 100, cursor: None };
    pollster::block_on(api.fakes.store.record_history(party, &page)).expect("a page").items
}

/// What the store holds but for the history of records.
fn records(api: &Api) -> String {
    let text = format!("{:?}", api.fakes.store);
    let (before, rest) = text.split_once(", record_history: {").expect("the history of records");
    let (_, after) = rest.split_once("}, register: {").expect("what follows it");
    format!("{before}{after}")
}

fn party_of(rule: &Rule) -> Party {
    // What is not known yet has no history.
    let is_of_pdp = rule.path.starts_with("/pdp-team") || rule.path == "/organisations";
    if is_of_pdp { Party::Pdp } else { Party::Organisation(organisation(1).id) }
}

#[test]
fn the_table_has_every_route_of_administration_and_no_other() {
    let routes: BTreeSet<_> = administration::ROUTES.iter().map(|route| (route.method, route.path)).collect();
    let rules: BTreeSet<_> = RULES.iter().map(|rule| (rule.method, rule.path)).collect();
    assert_eq!(rules, routes);
}

#[test]
fn each_route_has_exactly_the_scopes_of_those_who_may_call_it() {
    for rule in RULES {
        let found = administration::ROUTES.iter().find(|r| (r.method, r.path) == (rule.method, rule.path));
        let needed: &[_] = match rule.may {
            May::Readers => &["technical-changes/organisation", "technical-changes/pdp"],
            May::Pdp | May::Administrators | May::Holders(Role::Pdp(_)) => &["technical-changes/pdp"],
            May::Holders(Role::Organisation(_)) => &["technical-changes/organisation"],
        };
        assert_eq!(found.expect("a route").access.scopes(), needed, "{} {}", rule.method, rule.path);
    }
}

/// Holds P1.
#[test]
fn administration_answers_every_caller_as_the_table_says() {
    for rule in RULES {
        for caller in EVERYONE {
            let api = rule.api();
            let answer = api.send(rule.call(&first()).by(caller));
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

/// Holds P2, A1.
#[test]
fn a_refusal_of_administration_writes_nothing_but_the_attempt() {
    for rule in RULES {
        for caller in EVERYONE.into_iter().filter(|caller| rule.expected(*caller) >= 400) {
            let api = rule.api();
            let before = records(&api);
            api.send(rule.call(&first()).by(caller));
            let context = format!("{} {} by {caller:?}", rule.method, rule.path);
            assert_eq!(records(&api), before, "{context}");
            let kept = entries(&api, party_of(rule));
            match &kept[..] {
                [] => assert_eq!(rule.method, "GET", "{context}"),
                [RecordEntry::Refused(attempt)] => {
                    assert_ne!(rule.method, "GET", "{context}");
                    let actor = caller.actor();
                    assert_eq!(attempt.person, actor.person(), "{context}");
                    assert_eq!(attempt.name.as_ref(), actor.name(), "{context}");
                    assert_eq!(attempt.roles, Some(actor.roles()), "{context}");
                }
                other => panic!("{context}: {other:?}"),
            }
            assert!(api.fakes.identities.invited().is_empty(), "{context}");
        }
    }
}

/// Holds P1.
#[test]
fn another_organisation_looks_like_one_that_does_not_exist() {
    for rule in RULES.iter().filter(|rule| rule.path.contains("{id}") || rule.path == "/endpoints") {
        for caller in EVERYONE.into_iter().filter(|caller| matches!(caller, Caller::Member(2, _))) {
            let api = Api::new();
            let theirs = api.send(rule.call(&first()).by(caller));
            let missing = api.send(rule.call(NOWHERE).by(caller));
            assert_eq!(theirs, missing, "{} {} by {caller:?}", rule.method, rule.path);
        }
        let unknown = if rule.is_of_emails() { &["first", "%20"][..] } else { &[NOWHERE, "first", "%20"] };
        for id in unknown {
            let api = Api::new();
            api.send(rule.call(id).by(ADMINISTRATOR)).expect_problem(404, "not_found");
        }
    }
}

#[test]
fn nobody_administers_without_a_token_or_with_one_that_ended() {
    for rule in RULES {
        let api = Api::new();
        let before = api.state();
        api.send(rule.call(&first())).expect_problem(401, "unauthorised");
        let ended = ADMINISTRATOR.claims(api.token_end() - 15 * 60);
        api.send(rule.call(&first()).claims(ended)).expect_problem(401, "unauthorised");
        assert_eq!(api.state(), before);
    }
}
