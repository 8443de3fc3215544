//! Who may call each route: the table that the authorisation tests hold the functions to.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::{CommandKind, Status};
use serde_json::{Value, json};

use crate::support::{Call, Caller, Made, answers};

/// Who gets a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// Everyone who is anything.
    Everyone,
    /// Everyone in the owning organisation, and PDP; it does not exist for others (P1).
    Readers,
    /// Holders of this role; it does not exist for other organisations (P1).
    Holders(Role),
    /// Holders of this role, each for their own organisation.
    HoldersForTheirOwn(Role),
    /// PDP.
    Pdp,
}

/// One route and what it answers to whom.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub method: &'static str,
    pub path: &'static str,
    pub may: May,
    /// Where a change of the first organisation has to be.
    pub given: Status,
    pub success: u16,
    /// What the history calls the attempt, when it is refused.
    pub attempt: Option<CommandKind>,
    pub body: fn() -> Value,
}

const BUSINESS: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const REVIEWER: Role = Role::Pdp(PdpRole::Reviewer);

const fn read(path: &'static str, may: May) -> Rule {
    Rule {
        method: "GET",
        path,
        may,
        given: Status::InReview,
        success: 200,
        attempt: None,
        body: || Value::Null,
    }
}

const fn command(
    path: &'static str,
    role: Role,
    given: Status,
    attempt: CommandKind,
    body: fn() -> Value,
) -> Rule {
    let may = May::Holders(role);
    Rule { method: "POST", path, may, given, success: 200, attempt: Some(attempt), body }
}

/// Every route.
pub const RULES: &[Rule] = &[
    Rule {
        method: "POST",
        path: "/technical-changes",
        may: May::HoldersForTheirOwn(BUSINESS),
        given: Status::Draft,
        success: 201,
        attempt: None,
        body: answers,
    },
    // Of the first organisation: the query names it.
    read("/technical-changes", May::Readers),
    read("/technical-changes/{id}", May::Readers),
    Rule {
        method: "PUT",
        ..command("/technical-changes/{id}", BUSINESS, Status::Draft, CommandKind::EditDraft, || json!({}))
    },
    read("/technical-changes/{id}/check", May::Readers),
    command("/technical-changes/{id}/submission", BUSINESS, Status::Draft, CommandKind::Submit, || json!({})),
    command(
        "/technical-changes/{id}/answer",
        BUSINESS,
        Status::AwaitingInformation,
        CommandKind::AnswerQuestion,
        || json!({ "answer": "The find service only" }),
    ),
    command(
        "/technical-changes/{id}/withdrawal",
        BUSINESS,
        Status::InReview,
        CommandKind::Withdraw,
        || json!({ "reason": "Postponed" }),
    ),
    read("/me", May::Everyone),
    Rule {
        success: 201,
        ..command(
            "/technical-changes/{id}/evidence",
            BUSINESS,
            Status::Draft,
            CommandKind::RequestUpload,
            || json!({ "file_name": "report.pdf", "media_type": "application/pdf" }),
        )
    },
    read("/technical-changes/{id}/evidence", May::Readers),
    read("/technical-changes/{id}/evidence/{evidence_id}", May::Readers),
    Rule {
        method: "DELETE",
        success: 204,
        ..command(
            "/technical-changes/{id}/evidence/{evidence_id}",
            BUSINESS,
            Status::Draft,
            CommandKind::RemoveEvidence,
            || Value::Null,
        )
    },
    Rule {
        method: "POST",
        success: 201,
        body: || json!({}),
        ..read("/technical-changes/{id}/evidence/{evidence_id}/download", May::Readers)
    },
    read("/review-queue", May::Pdp),
    command(
        "/technical-changes/{id}/question",
        REVIEWER,
        Status::InReview,
        CommandKind::AskForInformation,
        || json!({ "question": "Which systems are affected?" }),
    ),
    command(
        "/technical-changes/{id}/review",
        REVIEWER,
        Status::InReview,
        CommandKind::Confirm,
        || json!({ "outcome": "confirm", "scale": "minor", "oat_required": false }),
    ),
    command(
        "/technical-changes/{id}/reclassification",
        REVIEWER,
        Status::InReview,
        CommandKind::Reclassify,
        || json!({ "scale": "moderate", "reason": "Another technology stack" }),
    ),
    read("/technical-changes/{id}/history", May::Readers),
];

impl Rule {
    /// The status that `caller` gets.
    pub fn expected(&self, caller: Caller) -> u16 {
        let holds = |role: Role| match (caller, role) {
            (Caller::Member(_, held), Role::Organisation(role)) => held == Some(role),
            (Caller::Staff(held), Role::Pdp(role)) => held == Some(role),
            _ => false,
        };
        match (self.may, caller) {
            (May::Everyone, _) | (May::Pdp, Caller::Staff(_)) => self.success,
            (May::Pdp, Caller::Member(..)) => 403,
            (May::Readers | May::Holders(_), Caller::Member(2, _)) => 404,
            (May::Readers, _) => self.success,
            (May::Holders(role) | May::HoldersForTheirOwn(role), _) if holds(role) => self.success,
            (May::Holders(_) | May::HoldersForTheirOwn(_), _) => 403,
        }
    }

    /// The call of it on `change`, by nobody yet.
    pub fn call(&self, change: &Made) -> Call {
        let id = self.path.replace("{id}", &change.id).replace("{evidence_id}", &change.evidence);
        let organisation = app::fakes::organisation(1).id;
        let query = if self.method != "POST" && self.path == "/technical-changes" {
            format!("?organisation={organisation}")
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

#[test]
fn the_table_has_every_route_and_no_other() {
    let routes = [submissions::ROUTES, evidence::ROUTES, workflow::ROUTES].concat();
    let routes: BTreeSet<_> = routes.iter().map(|route| (route.method, route.path)).collect();
    let rules: BTreeSet<_> = RULES.iter().map(|rule| (rule.method, rule.path)).collect();
    assert_eq!(rules, routes);
    assert_eq!(rules.len(), RULES.len());
}

#[test]
fn whoever_holds_the_role_of_a_route_has_a_scope_of_it() {
    for rule in RULES {
        let routes = [submissions::ROUTES, evidence::ROUTES, workflow::ROUTES].concat();
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
