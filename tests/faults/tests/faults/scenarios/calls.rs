//! The requests of scenarios, each good where it is made.

use domain::actor::{OrganisationRole, PdpRole};
use fakes::organisation;
use serde_json::{Value, json};

use crate::support::{By, Call};

pub const DRAFT: Call = Call::post(By::BUSINESS, "/technical-changes", answers).seen("").keeps("id", "/id");
pub const UPLOAD: Call = Call::post(
    By::BUSINESS,
    "/technical-changes/{id}/evidence",
    || json!({ "file_name": "acceptance.pdf", "media_type": "application/pdf" }),
)
.keeps("evidence_id", "/evidence/id");
pub const SUBMIT: Call = Call::post(By::BUSINESS, "/technical-changes/{id}/submission", || json!({}));
pub const ASK: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/question",
    || json!({ "question": "Which systems are affected?" }),
);
pub const ANSWER: Call = Call::post(
    By::BUSINESS,
    "/technical-changes/{id}/answer",
    || json!({ "answer": "The find service only" }),
);
pub const CONFIRM: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/review",
    || json!({ "outcome": "confirm", "scale": "minor", "oat_required": false }),
);
pub const REJECT: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/review",
    || json!({ "outcome": "reject", "reason": "Sent twice" }),
);
pub const RECLASSIFY: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/reclassification",
    || json!({ "scale": "moderate", "reason": "Another technology stack" }),
);
pub const TAKE_BACK_QUESTION: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/take-back",
    || json!({ "decision": "question", "reason": "Found in the form" }),
);
pub const TAKE_BACK_CONFIRMATION: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/take-back",
    || json!({ "decision": "confirmation", "reason": "Another change was meant" }),
);
pub const TAKE_BACK_REJECTION: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/take-back",
    || json!({ "decision": "rejection", "reason": "Another change was meant" }),
);
pub const DRAFT_FROM: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/new-draft", || json!({})).seen("");
pub const WITHDRAW: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/withdrawal", || json!({ "reason": "Postponed" }));
pub const EDIT: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}", || json!({ "reason": "Something else" }))
        .method("PUT");
pub const REMOVE: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/evidence/{evidence_id}", || Value::Null)
        .method("DELETE");
pub const LINK: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/evidence/{evidence_id}/download", || json!({}));
pub const BUNDLE: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/bundle", || json!({})).keeps("export_id", "/id");
pub const BUNDLE_LINK: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/bundle/{export_id}/download", || json!({}));
pub const REGISTER: Call = Call::post(By::REVIEWER, "/endpoints/exports", || json!({ "format": "csv" }))
    .seen("")
    .keeps("export_id", "/id");
pub const OWN_REGISTER: Call = Call { by: By::BUSINESS, ..REGISTER };
pub const REGISTER_LINK: Call =
    Call::post(By::REVIEWER, "/endpoints/exports/{export_id}/download", || json!({})).seen("");
pub const OWN_REGISTER_LINK: Call =
    Call::post(By::BUSINESS, "/endpoints/exports/{export_id}/download", || json!({})).seen("");
pub const DRAFT_WITHOUT_ROLE: Call = Call::post(TESTING, "/technical-changes", || json!({})).seen("");
pub const CONFIRM_MODERATE: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/review",
    || json!({ "outcome": "confirm", "scale": "moderate", "reason": "Another platform", "oat_required": false }),
);
pub const CONFIRM_MINIMAL: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/review",
    || json!({ "outcome": "confirm", "scale": "minimal", "reason": "One endpoint", "oat_required": false }),
);
pub const CONFIRM_WITH_OAT: Call = Call::post(
    By::REVIEWER,
    "/technical-changes/{id}/review",
    || json!({ "outcome": "confirm", "scale": "minimal", "reason": "One endpoint", "oat_required": true }),
);
const SUPPORT: By = By::Staff(PdpRole::Support);
const IMPLEMENTATION: By = By::Staff(PdpRole::ImplementationManager);
const SERVICE: By = By::Member(1, OrganisationRole::ServiceManager);
const TESTING: By = By::Member(1, OrganisationRole::TestManager);
const TECHNICAL: By = By::Member(1, OrganisationRole::PrimaryTechnicalContact);
const SUBMISSION: &str = "/technical-changes/{id}/steps/{step}/submission";
const DECISION: &str = "/technical-changes/{id}/steps/{step}/decision";
pub const REPORT: Call = Call { by: TESTING, body: report, ..UPLOAD };
pub const PREREQUISITES: Call = Call::post(
    TESTING,
    SUBMISSION,
    || json!({ "harness": "PDP test harness 3", "tests_run": 120, "tests_passed": 120 }),
)
.step("prerequisites");
pub const APPROVE: Call =
    Call::post(IMPLEMENTATION, DECISION, || json!({ "outcome": "approve" })).step("prerequisites");
pub const RETURN: Call = Call::post(
    IMPLEMENTATION,
    DECISION,
    || json!({ "outcome": "return", "reason": "The report is of another release" }),
)
.step("prerequisites");
pub const REOPEN: Call = Call::post(
    IMPLEMENTATION,
    DECISION,
    || json!({ "outcome": "reopen", "reason": "The report is of another release" }),
)
.step("prerequisites");
pub const TEST_MATERIAL: Call =
    Call::post(TECHNICAL, SUBMISSION, || json!({ "deployed": true })).step("test_cryptographic_material");
pub const LIVE_MATERIAL: Call =
    Call::post(TECHNICAL, SUBMISSION, || json!({ "new_material_needed": false, "deployed": true }))
        .step("live_cryptographic_material");
pub const TEST_ENDPOINTS: Call = Call::post(TESTING, "/technical-changes/{id}/test-endpoints", || {
    json!({
        "find": "https://find.test.example.org/pensions",
        "view": "https://view.test.example.org/pensions",
        "pat_refresh": "https://pat.test.example.org/pensions",
        "points_at_solution": true,
    })
});
pub const ARRANGE: Call = Call::post(
    IMPLEMENTATION,
    "/technical-changes/{id}/integration-testing",
    || json!({ "at": "2026-07-20T10:00" }),
);
pub const DELAY: Call = Call::post(
    By::BUSINESS,
    "/technical-changes/{id}/support-requests",
    || json!({ "kind": "delay_going_live", "text": "Our supplier is late", "until": "2026-09-01" }),
);
pub const ANSWER_DELAY: Call = Call::post(
    SUPPORT,
    "/technical-changes/{id}/support-requests/{reference}/answer",
    || json!({ "answer": "Granted", "accepted": true, "until": "2026-09-01" }),
);
pub const DOWNTIME: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/downtime-notices", downtime_notice);
pub const CANCEL_DOWNTIME: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/downtime-notices/{downtime_id}/cancellation", || {
        json!({})
    });
pub const MOVE_DOWNTIME: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/downtime-notices/{downtime_id}/move", later_notice);
pub const DECLARE: Call =
    Call::post(SERVICE, "/downtime-notices", later_notice).seen("").keeps("downtime_id", "/id");
pub const MOVE_NOTICE: Call = on_notice("/downtime-notices/{downtime_id}/move", || {
    let mut moved = later_notice();
    moved["end"] = json!("2026-08-05T02:00");
    moved
});
pub const CANCEL_NOTICE: Call = on_notice("/downtime-notices/{downtime_id}/cancellation", || json!({}));

pub const END_NOTICE: Call = on_notice("/downtime-notices/{downtime_id}/end", || json!({}));
/// It begins before the scenario does.
pub const DECLARE_SOON: Call = Call { body: soon, ..DECLARE };
pub const DOWNTIME_SOON: Call = Call {
    body: || {
        let mut notice = soon();
        notice["needed_after_all"] = json!(true);
        notice
    },
    ..DOWNTIME
};
pub const END_DOWNTIME: Call =
    Call::post(By::BUSINESS, "/technical-changes/{id}/downtime-notices/{downtime_id}/end", || json!({}));

const fn on_notice(path: &'static str, body: fn() -> Value) -> Call {
    Call::post(SERVICE, path, body).seen("/downtime-notices/{downtime_id}")
}

const MATERIAL: &str = "/technical-changes/{id}/cryptographic-material/{environment}";
pub const PUBLISH: Call =
    Call::post(By::Staff(PdpRole::Administrator), MATERIAL, || json!({ "content": "UEsDBBQ=" }))
        .environment("test");
pub const FETCH: Call =
    Call::post(TECHNICAL, "/technical-changes/{id}/cryptographic-material/{environment}/download", || {
        json!({})
    })
    .environment("test");
pub const HOLD: Call = Call::post(
    SUPPORT,
    "/technical-changes/{id}/hold",
    || json!({ "reason": "An incident elsewhere", "until": null }),
);
pub const RELEASE: Call = Call::post(
    SUPPORT,
    "/technical-changes/{id}/hold/release",
    || json!({ "reason": "The incident is over" }),
);
pub const CONNECTION_DATE: Call = Call::post(
    SERVICE,
    "/technical-changes/{id}/connection-date",
    || json!({ "connection_date": "2026-08-03" }),
);
/// The other organisation wants the same URLs.
const RIVAL: By = By::Member(2, OrganisationRole::PrimaryBusinessContact);
pub const RIVAL_DRAFT: Call = Call { by: RIVAL, ..DRAFT };
pub const RIVAL_UPLOAD: Call = Call { by: RIVAL, ..UPLOAD };
pub const RIVAL_SUBMIT: Call = Call { by: RIVAL, ..SUBMIT };

/// Answers that can be submitted once there is evidence.
fn answers() -> Value {
    json!({
        "change_type": "both",
        "reason": "We are moving our find service to a new platform",
        "oat_requested": false,
        "suggested_scale": "minor",
        "new_endpoints": [
            { "endpoint_type": "find", "url": "https://find.new.example.org/%70ensions" },
            { "endpoint_type": "view", "url": "https://view.new.example.org/pensions" },
        ],
        "affected_endpoints": [],
        "needs_downtime": true,
    })
}

/// A file for the first step of a moderate change.
fn report() -> Value {
    json!({ "file_name": "report.pdf", "media_type": "application/pdf", "step": "prerequisites" })
}

/// Long before, of one live endpoint.
fn downtime_notice() -> Value {
    let affected: Vec<_> = organisation(1).live_endpoints.keys().take(1).map(ToString::to_string).collect();
    json!({
        "start": "2026-08-03T22:00",
        "end": "2026-08-03T23:00",
        "nature": "The find service moves",
        "affected_endpoints": affected,
        "needed_after_all": true,
    })
}

/// In the first minute after everything is prepared.
fn soon() -> Value {
    let mut notice = later_notice();
    notice["start"] = json!("2026-07-06T10:00:30");
    notice["end"] = json!("2026-07-06T12:00:00");
    notice["short_notice_reason"] = json!("It is urgent");
    notice
}

/// A day later.
fn later_notice() -> Value {
    let affected: Vec<_> = organisation(1).live_endpoints.keys().take(1).map(ToString::to_string).collect();
    json!({
        "start": "2026-08-04T22:00",
        "end": "2026-08-04T23:00",
        "nature": "The find service moves",
        "affected_endpoints": affected,
    })
}
