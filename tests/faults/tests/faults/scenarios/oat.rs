//! OAT and pre-flights: their requests, and what they begin with. `{id}` is what is tested, and the request for it.

use domain::actor::{OrganisationRole, PdpRole};
use serde_json::{Value, json};

use super::beginnings::WITH_OAT;
use super::calls::{BUNDLE, CONFIRM_WITH_OAT, DRAFT, LIVE_MATERIAL, SUBMIT, UPLOAD};
use super::office::WITH_SCHEME;
use crate::support::{By, Call, Given};

const SERVICE: By = By::Member(1, OrganisationRole::ServiceManager);
const TESTING: By = By::Member(1, OrganisationRole::TestManager);
const NEWCOMER: By = By::Newcomer(OrganisationRole::ServiceManager);
const SUPPORT: By = By::Staff(PdpRole::Support);
const OAT: &str = "/oat-requests/{id}";

pub const REQUEST_OAT: Call = Call::post(SERVICE, "/oat-requests", || ready(Some("{id}"))).seen("");
pub const REQUEST_CONNECTION: Call = Call::post(NEWCOMER, "/oat-requests", || ready(None)).seen("");
pub const RETEST: Call =
    Call::post(SERVICE, "/oat-requests/{id}/retests", || json!({ "fixed": "The path" })).seen(OAT);
pub const RERUN: Call =
    Call::post(SUPPORT, "/oat-requests/{id}/runs", || json!({ "reason": "A doubt" })).seen(OAT);
pub const FINDING: Call = Call::post(
    SUPPORT,
    "/oat-requests/{id}/runs/{number}/findings",
    || json!({ "request_id": "{request_id}", "note": "It came back in a registration" }),
)
.run("1")
.seen(OAT);
const OVERRIDES: &str = "/oat-requests/{id}/overrides";
pub const PROPOSE_PASS: Call =
    Call::post(SUPPORT, OVERRIDES, || json!({ "outcome": "passed", "reason": "It was our mistake" }))
        .seen(OAT);
pub const PROPOSE_FAILURE: Call =
    Call::post(SUPPORT, OVERRIDES, || json!({ "outcome": "failed", "reason": "It is another's" })).seen(OAT);
const DECISION: &str = "/oat-requests/{id}/overrides/decision";
pub const APPROVE_OVERRIDE: Call =
    Call::post(By::SupportColleague, DECISION, || json!({ "approved": true })).seen(OAT);
pub const DECLINE_OVERRIDE: Call = Call::post(SUPPORT, DECISION, || json!({ "approved": false })).seen(OAT);
pub const ASK_DELAY: Call = Call::post(
    NEWCOMER,
    "/oat-requests/{id}/support-requests",
    || json!({ "text": "Our supplier is late", "delay": true }),
)
.seen(OAT);
pub const HOLD_CONNECTION: Call =
    Call::post(SUPPORT, "/oat-requests/{id}/hold", || json!({ "reason": "An incident" })).seen(OAT);
pub const RELEASE_CONNECTION: Call =
    Call::post(SUPPORT, "/oat-requests/{id}/hold/release", || json!({ "reason": "It is over" })).seen(OAT);
pub const ASK_DATE: Call = Call::post(
    SERVICE,
    "/oat-requests/{id}/date-changes",
    || json!({ "connection_date": "2026-09-01", "reason": "Our supplier is late" }),
)
.seen(OAT);
pub const ACCEPT_DATE: Call =
    Call::post(SUPPORT, "/oat-requests/{id}/date-changes/decision", || json!({ "accepted": true })).seen(OAT);
pub const GIVE_DATE: Call =
    Call::post(NEWCOMER, "/oat-requests/{id}/connection-date", || json!({ "connection_date": "2026-09-01" }))
        .seen(OAT);
pub const ASK_SESSION: Call = Call::post(
    NEWCOMER,
    "/oat-requests/{id}/support-requests",
    || json!({ "text": "What does the report mean?" }),
)
.seen(OAT)
.keeps("reference", "/support_requests/0/reference");
pub const ANSWER_SESSION: Call = Call::post(
    SUPPORT,
    "/oat-requests/{id}/support-requests/{reference}/answer",
    || json!({ "answer": "We will call you" }),
)
.seen(OAT);
pub const PRE_FLIGHT: Call =
    Call::post(TESTING, "/pre-flights", || json!({ "technical_change": "{id}" })).seen("");

/// `{id}` is the dispute from now on.
pub const DISPUTE: Call = Call::post(
    SERVICE,
    "/disputes",
    || json!({ "oat_request": "{id}", "run": 1, "text": "Our log shows that we answered 202" }),
)
.seen("")
.keeps("id", "/id");
pub const DISPUTE_UPLOAD: Call = Call::post(
    SERVICE,
    "/disputes/{id}/evidence",
    || json!({ "file_name": "log.pdf", "media_type": "application/pdf" }),
)
.seen("")
.keeps("evidence_id", "/evidence/id");
pub const DISPUTE_LINK: Call =
    Call::post(SUPPORT, "/disputes/{id}/evidence/{evidence_id}/download", || json!({})).seen("");
pub const ANSWER_DISPUTE: Call = Call::post(
    SUPPORT,
    "/disputes/{id}/answer",
    || json!({ "ruling": "set_aside", "answer": "We run the test again" }),
)
.seen("/disputes/{id}");

pub const STEP_OPEN: &[Given] = &[Given::All(WITH_OAT), Given::Done(LIVE_MATERIAL)];
pub const PRE_FLIGHTS_SPENT: &[Given] = &[Given::All(STEP_OPEN), Given::PreFlightsSpent];
pub const REQUESTED: &[Given] = &[Given::All(STEP_OPEN), Given::Done(REQUEST_OAT)];
/// What is tested is live already: the change adds no Find endpoint.
pub const ON_LIVE: &[Given] = &[
    Given::Done(Call { body: views, ..DRAFT }),
    Given::Done(UPLOAD),
    Given::Accepted,
    Given::Done(SUBMIT),
    Given::Done(CONFIRM_WITH_OAT),
    Given::Done(LIVE_MATERIAL),
    Given::Done(REQUEST_OAT),
];
/// Of a change that was tested, whose result is disputed, and whose file is in no bucket.
pub const TESTED_BUNDLE_ASKED: &[Given] =
    &[Given::All(FAILED), Given::Done(DISPUTE.keeps("dispute_id", "/id")), Given::Done(BUNDLE)];
/// The same, asked for by PDP, whose own people act in it.
pub const TESTED_BUNDLE_ASKED_BY_PDP: &[Given] =
    &[Given::All(FAILED), Given::Done(Call { by: By::REVIEWER, ..BUNDLE })];
pub const FAILED: &[Given] = &[Given::All(REQUESTED), Given::Probed { answer: 404, days: 0 }];
pub const DISPUTED: &[Given] = &[Given::All(FAILED), Given::Done(DISPUTE)];
/// A form was handed out for a file of a dispute.
pub const DISPUTE_UPLOADING: &[Given] = &[
    Given::All(DISPUTED),
    Given::Done(DISPUTE_UPLOAD),
    // Where its files are.
    Given::Known("folder", || "disputes/".to_owned()),
];
pub const DISPUTE_WITH_FILE: &[Given] = &[Given::All(DISPUTE_UPLOADING), Given::DisputeFileAccepted];
pub const PASSED: &[Given] = &[Given::All(REQUESTED), Given::Probed { answer: 202, days: 0 }];
pub const TO_PASS: &[Given] = &[Given::All(FAILED), Given::Done(PROPOSE_PASS)];
pub const TO_FAIL: &[Given] = &[Given::All(PASSED), Given::Done(PROPOSE_FAILURE)];
pub const DATE_ASKED: &[Given] = &[Given::All(PASSED), Given::Done(ASK_DATE)];
/// It passed after its date, while another one was asked for.
pub const DATE_LEFT_OPEN: &[Given] =
    &[Given::All(REQUESTED), Given::Done(ASK_DATE), Given::Probed { answer: 202, days: 20 }];
pub const CONNECTING: &[Given] = &[Given::All(WITH_SCHEME), Given::Done(REQUEST_CONNECTION)];
pub const CONNECTION_HELD: &[Given] = &[Given::All(CONNECTING), Given::Done(HOLD_CONNECTION)];
pub const SESSION_ASKED: &[Given] = &[Given::All(CONNECTING), Given::Done(ASK_SESSION)];
/// It passed after its date.
pub const TOO_LATE: &[Given] = &[Given::All(CONNECTING), Given::Probed { answer: 202, days: 30 }];

/// A change that adds no Find endpoint.
fn views() -> Value {
    json!({
        "change_type": "add_new_endpoints",
        "reason": "A second region",
        "oat_requested": true,
        "suggested_scale": "minor",
        "new_endpoints": [{ "endpoint_type": "view", "url": "https://view.new.example.org/pensions" }],
        "affected_endpoints": [],
        "needs_downtime": false,
    })
}

/// Three times yes, and a date.
fn ready(change: Option<&str>) -> Value {
    json!({
        "technical_change": change,
        "material_deployed": true,
        "connection_ready": true,
        "organisation_ready": true,
        "connection_date": "2026-07-20",
    })
}
