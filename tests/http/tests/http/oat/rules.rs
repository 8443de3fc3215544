//! Who may call each route of OAT: the table.

use domain::actor::{OrganisationRole, PdpRole, Role};
use fakes::organisation;
use serde_json::{Value, json};

use crate::support::{Call, Caller, MadeOat, OatPlace, SERVICE, SUPPORT, oat_request};

/// Who gets a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// Members of the organisation, and PDP; it does not exist for others (P1).
    Readers,
    /// Holders of this role; it does not exist for other organisations.
    Holders(Role),
    /// Service managers, primary technical contacts and test managers, each for what is their own organisation's.
    Askers,
}

/// One route and what it answers to whom.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub method: &'static str,
    pub path: &'static str,
    pub may: May,
    pub given: OatPlace,
    pub success: u16,
    pub body: fn(&MadeOat) -> Value,
}

const fn read(path: &'static str, given: OatPlace) -> Rule {
    let body = |_: &MadeOat| Value::Null;
    Rule { method: "GET", path, may: May::Readers, given, success: 200, body }
}

const fn post(path: &'static str, role: Role, given: OatPlace, body: fn(&MadeOat) -> Value) -> Rule {
    Rule { method: "POST", path, may: May::Holders(role), given, success: 200, body }
}

const MANAGER: Role = Role::Organisation(OrganisationRole::ServiceManager);
const PDP: Role = Role::Pdp(PdpRole::Support);

/// Every route of OAT.
pub const RULES: &[Rule] = &[
    Rule {
        success: 201,
        ..post("/oat-requests", MANAGER, OatPlace::Open, |made| oat_request(Some(&made.id)))
    },
    // Of the first organisation: the query names it.
    read("/oat-requests", OatPlace::Failed),
    read("/oat-requests/{id}", OatPlace::Failed),
    read("/oat-requests/{id}/runs", OatPlace::Failed),
    read("/oat-requests/{id}/runs/{number}", OatPlace::Failed),
    read("/oat-requests/{id}/history", OatPlace::Failed),
    post("/oat-requests/{id}/runs", PDP, OatPlace::Failed, |_| json!({ "reason": "Once more" })),
    post(
        "/oat-requests/{id}/runs/{number}/findings",
        PDP,
        OatPlace::Failed,
        |made| json!({ "request_id": made.request, "note": "It came back in a registration" }),
    ),
    post(
        "/oat-requests/{id}/retests",
        MANAGER,
        OatPlace::Failed,
        |_| json!({ "fixed": "The path of the endpoint" }),
    ),
    post(
        "/oat-requests/{id}/overrides",
        PDP,
        OatPlace::Failed,
        |_| json!({ "outcome": "passed", "reason": "It was our mistake" }),
    ),
    // Whoever proposed it may take it back.
    post(
        "/oat-requests/{id}/overrides/decision",
        PDP,
        OatPlace::Overriding,
        |_| json!({ "approved": false }),
    ),
    post(
        "/oat-requests/{id}/date-changes",
        MANAGER,
        OatPlace::Passed,
        |_| json!({ "connection_date": "2026-10-01", "reason": "Our supplier is late" }),
    ),
    post(
        "/oat-requests/{id}/date-changes/decision",
        PDP,
        OatPlace::DateAsked,
        |_| json!({ "accepted": true }),
    ),
    post(
        "/oat-requests/{id}/connection-date",
        MANAGER,
        OatPlace::DateNeeded,
        |_| json!({ "connection_date": "2026-12-01" }),
    ),
    post(
        "/oat-requests/{id}/support-requests",
        MANAGER,
        OatPlace::Connecting,
        |_| json!({ "text": "What does the report mean?" }),
    ),
    post(
        "/oat-requests/{id}/support-requests/{reference}/answer",
        PDP,
        OatPlace::SupportAsked,
        |_| json!({ "answer": "We will call you" }),
    ),
    Rule {
        may: May::Askers,
        success: 202,
        ..post("/pre-flights", MANAGER, OatPlace::Open, |made| json!({ "technical_change": made.id }))
    },
    read("/pre-flights/{id}", OatPlace::Tried),
];

impl Rule {
    /// Somebody who gets a success.
    pub fn somebody(&self) -> Caller {
        if self.may == May::Holders(PDP) { SUPPORT } else { SERVICE }
    }

    /// The status that `caller` gets.
    pub fn expected(&self, caller: Caller) -> u16 {
        let asks = |role: Option<OrganisationRole>| {
            use OrganisationRole as R;
            matches!(role, Some(R::ServiceManager | R::PrimaryTechnicalContact | R::TestManager))
        };
        match (self.may, caller) {
            // What is somebody else's does not exist, and only those who may ask at all are told so.
            (May::Askers, Caller::Member(2, role)) if asks(role) => 404,
            (May::Askers, Caller::Member(1, role)) if asks(role) => self.success,
            (May::Askers, _) => 403,
            (_, Caller::Member(2, _)) => 404,
            (May::Readers, _) => self.success,
            (May::Holders(Role::Organisation(role)), Caller::Member(_, held)) if held == Some(role) => {
                self.success
            }
            (May::Holders(Role::Pdp(role)), Caller::Staff(held)) if held == Some(role) => self.success,
            (May::Holders(_), _) => 403,
        }
    }

    /// The call of it, by nobody yet.
    pub fn call(&self, made: &MadeOat) -> Call {
        let id = if self.path.starts_with("/pre-flights") { &made.pre_flight } else { &made.id };
        let path = self.path.replace("{id}", id).replace("{number}", "1");
        let mut path = path.replace("{reference}", &made.reference);
        if (self.method, self.path) == ("GET", "/oat-requests") {
            path = format!("{path}?organisation={}", organisation(1).id);
        }
        let call = Call::new(self.method, path).seen(&made.etag);
        match (self.body)(made) {
            Value::Null => call,
            body => call.json(&body),
        }
    }
}
