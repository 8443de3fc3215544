//! The history of a request for OAT (A1).

use domain::endpoint::EndpointUrl;
use domain::oat::{AttemptSummary, EventKind, Target};
use domain::text::FreeText;
use serde_json::{Value, json};

use super::profile::find_profile_body;
use crate::change::held_facts;
use crate::history::history_rows;

history_rows!(OatEntry => OatEntryBody of RecordEntryKind, never => match *never {});

fn facts(kind: &EventKind) -> Value {
    match kind {
        EventKind::OatRequested {
            reference, organisation_name, subject, policy, connection_date, ..
        } => json!({
            "run": 1,
            "reference": reference.to_string(),
            "organisation_name": organisation_name,
            "subject": subject.code(),
            "policy": policy,
            "connection_date": connection_date.to_string(),
        }),
        EventKind::OatRequestedAnew { run, subject, policy, connection_date } => json!({
            "run": run,
            "subject": subject.code(),
            "policy": policy,
            "connection_date": connection_date.to_string(),
        }),
        EventKind::AttemptsRecorded { run, targets, attempts, profile } => json!({
            "run": run,
            "targets": targets.iter().map(target).collect::<Vec<_>>(),
            "attempts": attempts.iter().map(attempt).collect::<Vec<_>>(),
            "find_profile": profile.as_ref().map(|mark| find_profile_body(mark, None)),
        }),
        EventKind::DowntimeAwaited { run, waits, .. } => {
            let wait = |wait: &domain::oat::DowntimeWait| {
                json!({
                    "endpoint": wait.endpoint.to_string(),
                    "until": wait.until.to_string(),
                    "look_at": wait.look_at.map(|at| at.to_string()),
                })
            };
            json!({ "run": run, "waits": waits.iter().map(wait).collect::<Vec<_>>() })
        }
        EventKind::OwnFaultReported { run, fault, in_a_row, urls } => {
            let urls: Vec<_> = urls.iter().map(EndpointUrl::as_str).collect();
            json!({ "run": run, "fault": fault.code(), "in_a_row": in_a_row, "urls": urls })
        }
        EventKind::OatPassed { run, connection_date } => {
            json!({ "run": run, "connection_date": connection_date.to_string() })
        }
        EventKind::OatFailed { run, cause } | EventKind::RerunFailed { run, cause } => {
            json!({ "run": run, "cause": cause.code() })
        }
        EventKind::RerunPassed { run } => json!({ "run": run }),
        EventKind::OatClosed { why } => json!({ "why": why.code() }),
        EventKind::RetestRequested { run, fixed } => json!({ "run": run, "fixed": fixed.as_str() }),
        EventKind::RerunRequested { run, reason } => json!({ "run": run, "reason": text(reason.as_ref()) }),
        _ => facts_of_decisions(kind),
    }
}

fn facts_of_decisions(kind: &EventKind) -> Value {
    match kind {
        EventKind::OverrideProposed { outcome, reason } => {
            json!({ "outcome": outcome.code(), "reason": reason.as_str() })
        }
        EventKind::OverrideApproved { outcome, reason, connection_date } => json!({
            "outcome": outcome.code(),
            "reason": reason.as_str(),
            "connection_date": connection_date.to_string(),
        }),
        EventKind::OverrideDeclined { reason } => json!({ "reason": text(reason.as_ref()) }),
        EventKind::DateChangeAsked { date, reason } | EventKind::DateChangeDeclined { date, reason } => {
            json!({ "date": date.to_string(), "reason": reason.as_str() })
        }
        EventKind::DateChangeAccepted { date, reason } => {
            json!({ "date": date.to_string(), "reason": text(reason.as_ref()) })
        }
        EventKind::DateChangeSuperseded { date, given } => {
            json!({ "date": date.to_string(), "connection_date": given.to_string() })
        }
        EventKind::ConnectionDateGiven { date } => json!({ "connection_date": date.to_string() }),
        EventKind::SchemeWentLive { endpoints } => json!({
            "endpoints": endpoints.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>(),
        }),
        EventKind::FindingRecorded { run, endpoint, attempt, request, note } => json!({
            "run": run,
            "endpoint": endpoint.to_string(),
            "attempt": attempt,
            "request_id": request.to_string(),
            "note": note.as_str(),
        }),
        EventKind::SupportAsked { reference, text } => {
            json!({ "support_request": reference.to_string(), "text": text.as_str() })
        }
        EventKind::SupportAnswered { reference, answer, accepted: None } => {
            json!({ "support_request": reference.to_string(), "answer": answer.as_str() })
        }
        EventKind::SupportAnswered { reference, answer, accepted } => json!({
            "support_request": reference.to_string(),
            "answer": answer.as_str(),
            "accepted": accepted,
        }),
        EventKind::DelayAsked { reference, until, text } => json!({
            "support_request": reference.to_string(),
            "until": until.map(|day| day.to_string()),
            "text": text.as_str(),
        }),
        EventKind::GoingLiveHeld { reason, until } => held_facts(reason, *until),
        EventKind::GoingLiveReleased { reason } => json!({ "reason": reason.as_str() }),
        _ => json!({}),
    }
}

fn target(target: &Target) -> Value {
    json!({ "endpoint": target.endpoint.to_string(), "url": target.url.as_str() })
}

fn attempt(made: &AttemptSummary) -> Value {
    json!({
        "endpoint": made.endpoint.to_string(),
        "url": made.url.as_str(),
        "number": made.number,
        "request_id": made.request.to_string(),
        "at": made.at.to_string(),
        "cause": made.cause.map(|cause| cause.code()),
        "status": made.status,
        "doubts": made.doubts.iter().map(|doubt| doubt.code()).collect::<Vec<_>>(),
        "certificate_expires": made.certificate_expires.map(|at| at.to_string()),
        "next_at": made.next_at.map(|at| at.to_string()),
    })
}

fn text(text: Option<&FreeText>) -> Option<&str> {
    text.map(FreeText::as_str)
}
