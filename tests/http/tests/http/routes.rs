//! What a rule of the table means: who gets what, and the call of it.

use std::collections::BTreeSet;

use domain::actor::Role;
use httpapi::Route;
use serde_json::Value;

use crate::rules::RULES;
use crate::support::{Call, Caller, Made, Place};

/// Who gets a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    Everyone,
    /// Everyone in the owning organisation, and PDP; it does not exist for others (P1).
    Readers,
    /// Holders of this role; it does not exist for other organisations (P1).
    Holders(Role),
    /// Holders of this role, each for their own organisation.
    HoldersForTheirOwn(Role),
    /// PDP; what is about one change does not exist for other organisations (P1).
    Pdp,
}

/// One route and what it answers to whom.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub method: &'static str,
    pub path: &'static str,
    pub may: May,
    /// Where a change of the first organisation has to be.
    pub given: Place,
    pub success: u16,
    /// What the history calls the attempt, when it is refused.
    pub attempt: Option<&'static str>,
    pub body: fn() -> Value,
}

impl Rule {
    /// Somebody who gets a success.
    pub fn somebody(&self) -> Caller {
        match self.may {
            May::Holders(Role::Pdp(role)) => Caller::Staff(Some(role)),
            May::Holders(Role::Organisation(role)) | May::HoldersForTheirOwn(Role::Organisation(role)) => {
                Caller::Member(1, Some(role))
            }
            May::Pdp => Caller::REVIEWER,
            _ => Caller::BUSINESS,
        }
    }

    /// Whether a role is needed, and not only being of a side.
    pub fn needs_role(&self) -> bool {
        matches!(self.may, May::Holders(_) | May::HoldersForTheirOwn(_))
    }

    /// The status that `caller` gets.
    pub fn expected(&self, caller: Caller) -> u16 {
        let holds = |role: Role| match (caller, role) {
            (Caller::Member(_, held), Role::Organisation(role)) => held == Some(role),
            (Caller::Staff(held), Role::Pdp(role)) => held == Some(role),
            _ => false,
        };
        match (self.may, caller) {
            (May::Everyone, _) | (May::Pdp, Caller::Staff(_)) => self.success,
            (May::Pdp, Caller::Member(2, _)) if self.path.starts_with("/technical-changes/{id}") => 404,
            (May::Pdp, Caller::Member(..)) => 403,
            (May::Readers | May::Holders(_), Caller::Member(2, _)) => 404,
            (May::Readers, _) => self.success,
            (May::Holders(role) | May::HoldersForTheirOwn(role), _) if holds(role) => self.success,
            (May::Holders(_) | May::HoldersForTheirOwn(_), _) => 403,
        }
    }

    /// What those are told to whom it does not exist.
    pub fn missing(&self) -> &'static str {
        if self.path.starts_with("/endpoints/exports/") { "export_not_found" } else { "not_found" }
    }

    /// The call of it on `change`, by nobody yet.
    pub fn call(&self, change: &Made) -> Call {
        let id = self.path.replace("{id}", &change.id).replace("{evidence_id}", &change.evidence);
        let step =
            if id.ends_with("/decision") { "service_acceptance" } else { "live_cryptographic_material" };
        let id = id.replace("{step}", step).replace("{reference}", Made::SUPPORT);
        let id = id.replace("{downtime_id}", Made::DOWNTIME).replace("{environment}", "test");
        let export = if self.path.starts_with("/endpoints/") { Made::REGISTER } else { Made::BUNDLE };
        let id = id.replace("{export_id}", export);
        let query = if self.method != "POST" && self.path == "/technical-changes" {
            format!("?organisation={}", fakes::organisation(1).id)
        } else {
            String::new()
        };
        let call = Call::new(self.method, id + &query).seen(&change.etag);
        match (self.body)() {
            Value::Null => call,
            body => call.json(&body),
        }
    }
}

/// The routes of the functions whose table this is; oat/rules.rs and records.rs have those of the others.
fn routes() -> Vec<Route> {
    [submissions::ROUTES, evidence::ROUTES, reviews_and_steps::ROUTES, cryptographic_material::ROUTES]
        .concat()
}

#[test]
fn the_table_has_every_route_and_no_other() {
    let routes: BTreeSet<_> = routes().iter().map(|route| (route.method, route.path)).collect();
    let rules: BTreeSet<_> = RULES.iter().map(|rule| (rule.method, rule.path)).collect();
    assert_eq!(rules, routes);
    assert_eq!(rules.len(), RULES.len());
}

#[test]
fn a_person_with_the_role_of_a_route_has_a_scope_of_it() {
    let routes = routes();
    for rule in RULES {
        let route = routes.iter().find(|route| (route.method, route.path) == (rule.method, rule.path));
        let scopes = route.expect("a route").access.scopes();
        let needed: &[_] = match rule.may {
            May::Holders(Role::Organisation(_)) | May::HoldersForTheirOwn(_) => {
                &["technical-changes/organisation"]
            }
            May::Holders(Role::Pdp(_)) | May::Pdp => &["technical-changes/pdp"],
            // PDP reads a submitted change, not what a draft still lacks: the check is the organisation's.
            May::Readers if rule.path.ends_with("/check") => &["technical-changes/organisation"],
            May::Readers | May::Everyone => &["technical-changes/organisation", "technical-changes/pdp"],
        };
        assert_eq!(scopes, needed, "{} {}", rule.method, rule.path);
    }
}
