//! The facts that entries of a history tell.

use api::{AnswersBody, StepSubmissionBody};
use domain::change::EventKind;
use domain::evidence::DeclaredType;
use domain::policy::Step;
use serde_json::{Value, json};

use super::going_live::held_facts;
use crate::downtime::window_facts;
use crate::shown::Of;

/// What an entry of a history tells of `kind`.
pub(super) fn of(kind: &EventKind) -> Value {
    match kind {
        EventKind::ChangeDrafted { answers, from: Some(from), .. } => {
            json!({ "answers": AnswersBody::of(answers), "begun_from": from.to_string() })
        }
        EventKind::ChangeDrafted { answers, .. } | EventKind::DraftEdited { answers } => {
            json!({ "answers": AnswersBody::of(answers) })
        }
        EventKind::UploadRequested { id, file_name, declared, step, expires_at } => json!({
            "evidence": id.to_string(),
            "file_name": file_name.as_str(),
            "media_type": DeclaredType(*declared).media_type(),
            "step": step.map(Step::code),
            "expires_at": expires_at.to_string(),
        }),
        EventKind::EvidenceReceived { id } | EventKind::EvidenceRemoved { id } => {
            json!({ "evidence": id.to_string() })
        }
        EventKind::EvidenceAccepted { id, file } => json!({
            "evidence": id.to_string(),
            "media_type": file.format.media_type(),
            "bytes": file.bytes,
            "sha256": hex::encode(file.sha256),
        }),
        EventKind::EvidenceRejected { id, reason } => {
            json!({ "evidence": id.to_string(), "rejection_code": reason.code() })
        }
        EventKind::ChangeSubmitted { reference, policy, submission, due, organisation_name } => json!({
            "reference": reference.to_string(),
            "organisation_name": organisation_name,
            "policy": policy,
            "suggested_scale": submission.suggested_scale.code(),
            "change_type": submission.change_type.code(),
            "oat_requested": submission.oat_requested,
            "review_due": due.to_string(),
        }),
        EventKind::InformationRequested { question, working_days_left, working_days_late } => json!({
            "question": question.as_str(),
            "working_days_left": working_days_left,
            "working_days_late": working_days_late,
        }),
        EventKind::InformationSupplied { answer, due, .. } => {
            json!({ "answer": answer.as_str(), "review_due": due.to_string() })
        }
        // That others have a host is for PDP only (C3): `only_for_pdp` has it.
        EventKind::ChangeConfirmed { from, scale, reason, oat_required, .. } => json!({
            "from": from.code(),
            "to": scale.code(),
            "reason": reason.as_ref().map(|reason| reason.as_str()),
            "oat_required": oat_required,
        }),
        EventKind::ChangeRejected { reason } => json!({ "reason": reason.as_str() }),
        EventKind::QuestionTakenBack { reason, due, .. }
        | EventKind::ConfirmationTakenBack { reason, due, .. } => {
            json!({ "reason": reason.as_str(), "review_due": due.to_string() })
        }
        EventKind::RejectionTakenBack { reason, due, .. } => {
            json!({ "reason": reason.as_str(), "review_due": due.map(|due| due.to_string()) })
        }
        EventKind::ChangeReclassified { from, to, reason, oat_required } => json!({
            "from": from.code(),
            "to": to.code(),
            "reason": reason.as_str(),
            "oat_required": oat_required,
        }),
        EventKind::ChangeWithdrawn { reason, idle_since } => json!({
            "reason": reason.as_ref().map(|reason| reason.as_str()),
            "idle_since": idle_since.map(|since| since.to_string()),
        }),
        EventKind::StepSubmitted { submission, evidence } => json!({
            "step": submission.step().code(),
            "submission": StepSubmissionBody::of(submission),
            "evidence": evidence.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }),
        EventKind::StepApproved { step } => json!({ "step": step.code() }),
        EventKind::StepReturned { step, reason } | EventKind::StepReopened { step, reason } => {
            json!({ "step": step.code(), "reason": reason.as_str() })
        }
        EventKind::TestEndpointsRecorded { endpoints } => json!({
            "find": endpoints.find.as_str(),
            "view": endpoints.view.as_str(),
            "pat_refresh": endpoints.pat_refresh.as_str(),
        }),
        EventKind::IntegrationTestingArranged { time } => json!({ "at": time.to_string() }),
        EventKind::MaterialPublished { environment, id, bytes, sha256 } => json!({
            "environment": environment.code(),
            "pack": id.to_string(),
            "bytes": bytes,
            "sha256": hex::encode(sha256),
        }),
        EventKind::MaterialFetched { environment, id } => {
            json!({ "environment": environment.code(), "pack": id.to_string() })
        }
        _ => of_going_live(kind),
    }
}

/// What only PDP is shown of `kind` besides.
pub(super) fn only_for_pdp(kind: &EventKind) -> Option<(&'static str, Value)> {
    match kind {
        EventKind::ChangeConfirmed { hosts_accepted: Some(hosts), .. } => {
            Some(("hosts_accepted", json!(hosts)))
        }
        _ => None,
    }
}

fn of_going_live(kind: &EventKind) -> Value {
    match kind {
        EventKind::SupportRequestOpened { reference, subject, text } => json!({
            "support_request": reference.to_string(),
            "kind": subject.kind().code(),
            "text": text.as_str(),
        }),
        EventKind::SupportRequestAnswered { reference, answer, accepted } => json!({
            "support_request": reference.to_string(),
            "answer": answer.as_str(),
            "accepted": accepted,
        }),
        EventKind::GoingLiveHeld { reason, until } => held_facts(reason, *until),
        EventKind::GoingLiveReleased { reason } => json!({ "reason": reason.as_str() }),
        EventKind::ConnectionDateGiven { date }
        | EventKind::ConnectionDateMoved { date }
        | EventKind::OatPassed { connection_date: date } => json!({ "connection_date": date.to_string() }),
        EventKind::OatRevoked { reason } => json!({ "reason": reason.as_str() }),
        EventKind::EndpointsWentLive { endpoints } => json!({
            "endpoints": endpoints.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
        }),
        EventKind::ReviewDueMoved { from, to } => {
            json!({ "from": from.to_string(), "review_due": to.to_string() })
        }
        EventKind::ReviewReminded { on, due } => {
            json!({ "on": on.to_string(), "review_due": due.to_string() })
        }
        EventKind::DowntimeRecorded { id, window } => {
            let mut facts = window_facts(window);
            facts["downtime"] = json!(id.to_string());
            facts
        }
        EventKind::DowntimeMoved { id, from, to } => json!({
            "downtime": id.to_string(),
            "from": window_facts(from),
            "to": window_facts(to),
        }),
        EventKind::DowntimeEnded { id, announced } => {
            json!({ "downtime": id.to_string(), "announced": announced.to_string() })
        }
        EventKind::DowntimeCancelled { id } => json!({ "downtime": id.to_string() }),
        _ => json!({}),
    }
}
