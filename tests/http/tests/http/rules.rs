//! Who may call each route: the table.

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::{CommandKind, Status};
use domain::downtime;
use domain::policy::Step;
use domain::tried::Deed;
use serde_json::json;

use crate::routes::May::{
    AnyRoleAtPdp, Declarers, DeclarersForTheirOwn, Everyone, Holders, HoldersForTheirOwn, Pdp, PdpAlone,
    Readers, WhoClaimed,
};
use crate::routes::{Given, May, Rule, rule_table};
use crate::support::{OatPlace, Place, answers, notice_on};

const CONTACT: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const BUSINESS: May = Holders(CONTACT);
const SERVICE: May = Holders(Role::Organisation(OrganisationRole::ServiceManager));
const TEST: May = Holders(Role::Organisation(OrganisationRole::TestManager));
const TECHNICAL: May = Holders(Role::Organisation(OrganisationRole::PrimaryTechnicalContact));
const REVIEWER: May = Holders(Role::Pdp(PdpRole::Reviewer));
const IMPLEMENTATION: May = Holders(Role::Pdp(PdpRole::ImplementationManager));
const SUPPORT: May = Holders(Role::Pdp(PdpRole::Support));
const ADMINISTRATOR: May = Holders(Role::Pdp(PdpRole::Administrator));

const DRAFT: Given = at(Place::In(Status::Draft));
const IN_REVIEW: Given = at(Place::In(Status::InReview));
const CONFIRMED: Given = at(Place::In(Status::Confirmed));

const fn at(place: Place) -> Given {
    Given::Change(place)
}

/// Every route.
pub const RULES: &[Rule] = rule_table! {
    POST "/technical-changes" 201: HoldersForTheirOwn(CONTACT), DRAFT, tries Deed::DraftChange, by |_| json!(answers());
    POST "/technical-changes/{id}/new-draft" 201: BUSINESS, IN_REVIEW, tries Deed::DraftChange, sends {};
    // Of the first organisation: the query names it.
    GET "/technical-changes" 200: Readers, IN_REVIEW;
    GET "/technical-changes/{id}" 200: Readers, IN_REVIEW;
    PUT "/technical-changes/{id}" 200: BUSINESS, DRAFT, tries CommandKind::EditDraft, sends {};
    GET "/technical-changes/{id}/check" 200: Readers, IN_REVIEW;
    POST "/technical-changes/{id}/submission" 200: BUSINESS, DRAFT, tries CommandKind::Submit, sends {};
    POST "/technical-changes/{id}/answer" 200: BUSINESS, at(Place::In(Status::AwaitingInformation)),
        tries CommandKind::AnswerQuestion, sends { "answer": "The find service only" };
    POST "/technical-changes/{id}/withdrawal" 200: BUSINESS, IN_REVIEW, tries CommandKind::Withdraw,
        sends { "reason": "Postponed" };
    GET "/me" 200: Everyone, IN_REVIEW;
    POST "/technical-changes/{id}/evidence" 201: BUSINESS, DRAFT, tries CommandKind::RequestUpload,
        sends { "file_name": "report.pdf", "media_type": "application/pdf" };
    GET "/technical-changes/{id}/evidence" 200: Readers, IN_REVIEW;
    GET "/technical-changes/{id}/evidence/{evidence_id}" 200: Readers, IN_REVIEW;
    DELETE "/technical-changes/{id}/evidence/{evidence_id}" 204: BUSINESS, DRAFT, tries CommandKind::RemoveEvidence;
    POST "/technical-changes/{id}/evidence/{evidence_id}/download" 201: Readers, IN_REVIEW,
        tries Deed::LinkEvidence, sends {};
    POST "/technical-changes/{id}/bundle" 202: Readers, IN_REVIEW, tries Deed::RequestBundle, sends {};
    GET "/technical-changes/{id}/bundle/{export_id}" 200: Readers, IN_REVIEW;
    POST "/technical-changes/{id}/bundle/{export_id}/download" 201: Readers, IN_REVIEW,
        tries Deed::LinkBundle, sends {};
    POST "/endpoints/exports" 202: Everyone, IN_REVIEW, sends { "format": "csv" };
    // Of the first organisation.
    GET "/endpoints/exports/{export_id}" 200: Readers, IN_REVIEW;
    POST "/endpoints/exports/{export_id}/download" 201: Readers, IN_REVIEW, tries Deed::LinkRegister, sends {};
    GET "/review-queue" 200: Pdp, IN_REVIEW;
    POST "/technical-changes/{id}/question" 200: REVIEWER, IN_REVIEW, tries CommandKind::AskForInformation,
        sends { "question": "Which systems are affected?" };
    GET "/technical-changes/{id}/hosts" 200: Pdp, IN_REVIEW;
    POST "/technical-changes/{id}/review" 200: REVIEWER, IN_REVIEW, tries CommandKind::Confirm,
        sends { "outcome": "confirm", "scale": "minor", "oat_required": false };
    GET "/technical-changes/{id}/reclassification" 200: Pdp, IN_REVIEW;
    POST "/technical-changes/{id}/reclassification" 200: REVIEWER, IN_REVIEW, tries CommandKind::Reclassify,
        sends { "scale": "moderate", "reason": "Another technology stack" };
    // Each decision has its command; this is one of them.
    POST "/technical-changes/{id}/take-back" 200: REVIEWER, CONFIRMED, tries CommandKind::TakeBackConfirmation,
        sends { "decision": "confirmation", "reason": "We looked at another change" };
    POST "/technical-changes/{id}/idle-withdrawal" 200: REVIEWER, at(Place::Idle), tries CommandKind::WithdrawIdle,
        sends { "reason": "Nobody answers" };
    GET "/technical-changes/{id}/history" 200: Readers, IN_REVIEW;
    // What a support request of the first organisation is about.
    GET "/look-up" 200: Readers, at(Place::Asked);
    GET "/figures" 200: Pdp, IN_REVIEW;
    GET "/figures/sheet" 200: Pdp, IN_REVIEW;
    // Each sees what waits on their own side.
    GET "/work" 200: Everyone, IN_REVIEW;
    POST "/work/{task}/claim" 200: AnyRoleAtPdp, IN_REVIEW, tries Deed::ClaimTask, sends {};
    POST "/work/{task}/release" 200: WhoClaimed, at(Place::Claimed), tries Deed::ReleaseTask, sends {};
    POST "/technical-changes/{id}/notes" 201: AnyRoleAtPdp, IN_REVIEW, tries Deed::AddNote,
        sends { "text": "Called them" };
    GET "/technical-changes/{id}/notes" 200: PdpAlone, IN_REVIEW;
    POST "/oat-requests/{id}/notes" 201: AnyRoleAtPdp, Given::Oat(OatPlace::Failed), tries Deed::AddNote,
        sends { "text": "Called them" };
    GET "/oat-requests/{id}/notes" 200: PdpAlone, Given::Oat(OatPlace::Failed);
    POST "/organisations/{id}/notes" 201: AnyRoleAtPdp, Given::Records, tries Deed::AddNote,
        sends { "text": "Called them" };
    GET "/organisations/{id}/notes" 200: PdpAlone, Given::Records;
    // Each of these two stands for its step: who may depends on it, and domain/tests/rules/permissions.rs tries them all.
    POST "/technical-changes/{id}/steps/{step}/submission" 200: TECHNICAL,
        at(Place::Open(Step::LiveCryptographicMaterial)),
        tries CommandKind::SubmitStep, sends { "new_material_needed": false };
    POST "/technical-changes/{id}/steps/{step}/decision" 200: REVIEWER, at(Place::WithPdp(Step::ServiceAcceptance)),
        tries CommandKind::ApproveStep, sends { "outcome": "approve" };
    POST "/technical-changes/{id}/test-endpoints" 200: TEST, at(Place::Open(Step::IntegrationTesting)),
        tries CommandKind::RecordTestEndpoints, sends {
            "find": "https://find.test.example.org/pensions",
            "view": "https://view.test.example.org/pensions",
            "pat_refresh": "https://pat.test.example.org/pensions",
            "points_at_solution": true,
        };
    POST "/technical-changes/{id}/integration-testing" 200: IMPLEMENTATION, at(Place::Recorded),
        tries CommandKind::ArrangeIntegrationTesting, sends { "at": "2027-03-01T10:00" };
    POST "/technical-changes/{id}/support-requests" 200: TEST, at(Place::Arranged),
        tries CommandKind::OpenSupportRequest, sends {
            "kind": "change_test_endpoints",
            "text": "We move the test system",
            "test_endpoints": {
                "find": "https://find.other.example.org/pensions",
                "view": "https://view.other.example.org/pensions",
                "pat_refresh": "https://pat.other.example.org/pensions",
            },
        };
    POST "/technical-changes/{id}/support-requests/{reference}/answer" 200: SUPPORT, at(Place::Asked),
        tries CommandKind::AnswerSupportRequest, sends { "answer": "We will call you" };
    POST "/technical-changes/{id}/downtime-notices" 200: Declarers, CONFIRMED, tries CommandKind::RecordDowntime,
        sends {
            "start": "2027-03-01T09:00",
            "end": "2027-03-01T10:00",
            "needed_after_all": true,
            "nature": "We move to another host",
            "affected_endpoints": fakes::organisation(1).live_endpoints.into_keys().collect::<Vec<_>>(),
        };
    POST "/technical-changes/{id}/downtime-notices/{downtime_id}/move" 200: Declarers, at(Place::Downtime),
        tries CommandKind::MoveDowntime, by |_| json!(notice_on("2027-03-02"));
    POST "/technical-changes/{id}/downtime-notices/{downtime_id}/end" 200: Declarers, at(Place::InDowntime),
        tries CommandKind::EndDowntime, sends {};
    POST "/technical-changes/{id}/downtime-notices/{downtime_id}/cancellation" 200: Declarers, at(Place::Downtime),
        tries CommandKind::CancelDowntime, sends {};
    GET "/technical-changes/{id}/downtime-notices/{downtime_id}/calendar" 200: Readers, at(Place::Downtime);
    POST "/downtime-notices" 201: DeclarersForTheirOwn, Given::Notice, tries Deed::DeclareDowntime,
        by |_| json!(notice_on("2027-03-02"));
    // Of the first organisation: the query names it.
    GET "/downtime-notices" 200: Readers, Given::Notice;
    GET "/downtime-calendar" 200: Readers, Given::Notice;
    GET "/downtime-notices/{downtime_id}" 200: Readers, Given::Notice;
    POST "/downtime-notices/{downtime_id}/move" 200: Declarers, Given::Notice,
        tries downtime::CommandKind::Move, by |_| json!(notice_on("2027-03-02"));
    POST "/downtime-notices/{downtime_id}/end" 200: Declarers, Given::NoticeUnderWay,
        tries downtime::CommandKind::End, sends {};
    POST "/downtime-notices/{downtime_id}/cancellation" 200: Declarers, Given::Notice,
        tries downtime::CommandKind::Cancel, sends {};
    GET "/downtime-notices/{downtime_id}/history" 200: Readers, Given::Notice;
    GET "/downtime-notices/{downtime_id}/calendar" 200: Readers, Given::Notice;
    POST "/technical-changes/{id}/hold" 200: SUPPORT, CONFIRMED, tries CommandKind::PlaceHold,
        sends { "reason": "An incident" };
    POST "/technical-changes/{id}/hold/release" 200: SUPPORT, at(Place::Held), tries CommandKind::ReleaseHold,
        sends { "reason": "The incident is over" };
    POST "/technical-changes/{id}/connection-date" 200: SERVICE, at(Place::DateNeeded),
        tries CommandKind::GiveConnectionDate, sends { "connection_date": "2027-03-01" };
    POST "/technical-changes/{id}/cryptographic-material/{environment}" 200: ADMINISTRATOR,
        at(Place::Open(Step::TestCryptographicMaterial)),
        tries CommandKind::PublishMaterial, sends { "content": "UEsDBBQ=" };
    POST "/technical-changes/{id}/cryptographic-material/{environment}/download" 201: TECHNICAL, at(Place::Published),
        tries CommandKind::FetchMaterial, sends {};
};
