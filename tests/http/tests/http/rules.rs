//! Who may call each route: the table.

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::{CommandKind, Status};
use domain::policy::Step;
use domain::tried::Deed;
use serde_json::{Value, json};

use crate::routes::{May, Rule};
use crate::support::{Place, answers};

const BUSINESS: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const SERVICE: Role = Role::Organisation(OrganisationRole::ServiceManager);
const TEST: Role = Role::Organisation(OrganisationRole::TestManager);
const REVIEWER: Role = Role::Pdp(PdpRole::Reviewer);
const IMPLEMENTATION: Role = Role::Pdp(PdpRole::ImplementationManager);
const SUPPORT: Role = Role::Pdp(PdpRole::Support);
const ADMINISTRATOR: Role = Role::Pdp(PdpRole::Administrator);
const TECHNICAL: Role = Role::Organisation(OrganisationRole::PrimaryTechnicalContact);

const fn read(path: &'static str, may: May) -> Rule {
    Rule {
        method: "GET",
        path,
        may,
        given: Place::In(Status::InReview),
        success: 200,
        attempt: None,
        body: || Value::Null,
    }
}

const fn command(
    path: &'static str,
    role: Role,
    given: Place,
    attempt: CommandKind,
    body: fn() -> Value,
) -> Rule {
    let may = May::Holders(role);
    Rule { method: "POST", path, may, given, success: 200, attempt: Some(attempt.code()), body }
}

/// Every route.
pub const RULES: &[Rule] = &[
    Rule {
        method: "POST",
        path: "/technical-changes",
        may: May::HoldersForTheirOwn(BUSINESS),
        given: Place::In(Status::Draft),
        success: 201,
        attempt: Some(Deed::DraftChange.code()),
        body: answers,
    },
    // Of the first organisation: the query names it.
    read("/technical-changes", May::Readers),
    read("/technical-changes/{id}", May::Readers),
    Rule {
        method: "PUT",
        ..command(
            "/technical-changes/{id}",
            BUSINESS,
            Place::In(Status::Draft),
            CommandKind::EditDraft,
            || json!({}),
        )
    },
    read("/technical-changes/{id}/check", May::Readers),
    command(
        "/technical-changes/{id}/submission",
        BUSINESS,
        Place::In(Status::Draft),
        CommandKind::Submit,
        || json!({}),
    ),
    command(
        "/technical-changes/{id}/answer",
        BUSINESS,
        Place::In(Status::AwaitingInformation),
        CommandKind::AnswerQuestion,
        || json!({ "answer": "The find service only" }),
    ),
    command(
        "/technical-changes/{id}/withdrawal",
        BUSINESS,
        Place::In(Status::InReview),
        CommandKind::Withdraw,
        || json!({ "reason": "Postponed" }),
    ),
    read("/me", May::Everyone),
    Rule {
        success: 201,
        ..command(
            "/technical-changes/{id}/evidence",
            BUSINESS,
            Place::In(Status::Draft),
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
            Place::In(Status::Draft),
            CommandKind::RemoveEvidence,
            || Value::Null,
        )
    },
    Rule {
        method: "POST",
        success: 201,
        attempt: Some(Deed::LinkEvidence.code()),
        body: || json!({}),
        ..read("/technical-changes/{id}/evidence/{evidence_id}/download", May::Readers)
    },
    Rule {
        method: "POST",
        success: 202,
        attempt: Some(Deed::RequestBundle.code()),
        body: || json!({}),
        ..read("/technical-changes/{id}/bundle", May::Readers)
    },
    read("/technical-changes/{id}/bundle/{export_id}", May::Readers),
    Rule {
        method: "POST",
        success: 201,
        attempt: Some(Deed::LinkBundle.code()),
        body: || json!({}),
        ..read("/technical-changes/{id}/bundle/{export_id}/download", May::Readers)
    },
    Rule {
        method: "POST",
        success: 202,
        body: || json!({ "format": "csv" }),
        ..read("/endpoints/exports", May::Everyone)
    },
    // Of the first organisation.
    read("/endpoints/exports/{export_id}", May::Readers),
    Rule {
        method: "POST",
        success: 201,
        attempt: Some(Deed::LinkRegister.code()),
        body: || json!({}),
        ..read("/endpoints/exports/{export_id}/download", May::Readers)
    },
    read("/review-queue", May::Pdp),
    command(
        "/technical-changes/{id}/question",
        REVIEWER,
        Place::In(Status::InReview),
        CommandKind::AskForInformation,
        || json!({ "question": "Which systems are affected?" }),
    ),
    read("/technical-changes/{id}/hosts", May::Pdp),
    command(
        "/technical-changes/{id}/review",
        REVIEWER,
        Place::In(Status::InReview),
        CommandKind::Confirm,
        || json!({ "outcome": "confirm", "scale": "minor", "oat_required": false }),
    ),
    command(
        "/technical-changes/{id}/reclassification",
        REVIEWER,
        Place::In(Status::InReview),
        CommandKind::Reclassify,
        || json!({ "scale": "moderate", "reason": "Another technology stack" }),
    ),
    read("/technical-changes/{id}/history", May::Readers),
    read("/decision-queue", May::Pdp),
    // Each of these two stands for its step: who may depends on it, and domain/tests/rules/permissions.rs tries them all.
    command(
        "/technical-changes/{id}/steps/{step}/submission",
        TECHNICAL,
        Place::Open(Step::LiveCryptographicMaterial),
        CommandKind::SubmitStep,
        || json!({ "new_material_needed": false }),
    ),
    command(
        "/technical-changes/{id}/steps/{step}/decision",
        REVIEWER,
        Place::WithPdp(Step::ServiceAcceptance),
        CommandKind::ApproveStep,
        || json!({ "outcome": "approve" }),
    ),
    command(
        "/technical-changes/{id}/test-endpoints",
        TEST,
        Place::Open(Step::IntegrationTesting),
        CommandKind::RecordTestEndpoints,
        || {
            json!({
                "find": "https://find.test.example.org/pensions",
                "view": "https://view.test.example.org/pensions",
                "pat_refresh": "https://pat.test.example.org/pensions",
                "points_at_solution": true,
            })
        },
    ),
    command(
        "/technical-changes/{id}/integration-testing",
        IMPLEMENTATION,
        Place::Recorded,
        CommandKind::ArrangeIntegrationTesting,
        || json!({ "at": "2027-03-01T10:00" }),
    ),
    command(
        "/technical-changes/{id}/support-requests",
        TEST,
        Place::Arranged,
        CommandKind::OpenSupportRequest,
        || {
            json!({
                "kind": "change_test_endpoints",
                "text": "We move the test system",
                "test_endpoints": {
                    "find": "https://find.other.example.org/pensions",
                    "view": "https://view.other.example.org/pensions",
                    "pat_refresh": "https://pat.other.example.org/pensions",
                },
            })
        },
    ),
    command(
        "/technical-changes/{id}/support-requests/{reference}/answer",
        SUPPORT,
        Place::Asked,
        CommandKind::AnswerSupportRequest,
        || json!({ "answer": "We will call you" }),
    ),
    command(
        "/technical-changes/{id}/downtime-notices",
        BUSINESS,
        Place::In(Status::Confirmed),
        CommandKind::RecordDowntime,
        || {
            let endpoints = fakes::organisation(1).live_endpoints;
            json!({
                "start": "2027-03-01T09:00",
                "end": "2027-03-01T10:00",
                "needed_after_all": true,
                "nature": "We move to another host",
                "affected_endpoints": endpoints.keys().map(ToString::to_string).collect::<Vec<_>>(),
            })
        },
    ),
    command(
        "/technical-changes/{id}/downtime-notices/{downtime_id}/cancellation",
        BUSINESS,
        Place::Downtime,
        CommandKind::CancelDowntime,
        || json!({}),
    ),
    command(
        "/technical-changes/{id}/hold",
        SUPPORT,
        Place::In(Status::Confirmed),
        CommandKind::PlaceHold,
        || json!({ "reason": "An incident" }),
    ),
    command(
        "/technical-changes/{id}/hold/release",
        SUPPORT,
        Place::Held,
        CommandKind::ReleaseHold,
        || json!({ "reason": "The incident is over" }),
    ),
    command(
        "/technical-changes/{id}/connection-date",
        SERVICE,
        Place::DateNeeded,
        CommandKind::GiveConnectionDate,
        || json!({ "connection_date": "2027-03-01" }),
    ),
    command(
        "/technical-changes/{id}/cryptographic-material/{environment}",
        ADMINISTRATOR,
        Place::Open(Step::TestCryptographicMaterial),
        CommandKind::PublishMaterial,
        || json!({ "content": "UEsDBBQ=" }),
    ),
    Rule {
        success: 201,
        ..command(
            "/technical-changes/{id}/cryptographic-material/{environment}/download",
            TECHNICAL,
            Place::Published,
            CommandKind::FetchMaterial,
            || json!({}),
        )
    },
];
