//! The ids that a request is about, on its span, so that each line of the request has them.
//!
//! Responsible for: the things that an address names, and who asks. Must not: log anything but ids. Whatever else somebody writes into
//! an address stays out of the log. The portal has its own (`functions/portal/src/web/about.rs`), with other words in
//! its addresses: it may not know this crate (W7), and nothing below both may log.

use domain::actor::Actor;
use domain::ids::ChangeId;
use domain::task::TaskId;
use tracing::Span;
use tracing::field::Empty;

use crate::request::Caller;

/// The span of a request. Its level is that of errors, so that no level of the log is without it.
pub(crate) fn span_of(request_id: &str, method: &str, route: &str) -> Span {
    tracing::error_span!(
        "request",
        request.id = request_id,
        http.method = method,
        http.route = route,
        caller.person = Empty,
        caller.organisation = Empty,
        change.id = Empty,
        oat.id = Empty,
        pre_flight.id = Empty,
        dispute.id = Empty,
        downtime.id = Empty,
        organisation.id = Empty,
        person.id = Empty,
        endpoint.id = Empty,
        evidence.id = Empty,
        export.id = Empty,
        proposal.id = Empty,
    )
}

/// What the part of an address after this one is the id of.
fn field_after(part: &str) -> Option<&'static str> {
    Some(match part {
        "technical-changes" => "change.id",
        "oat-requests" => "oat.id",
        "pre-flights" => "pre_flight.id",
        "disputes" => "dispute.id",
        "downtime-notices" => "downtime.id",
        "organisations" => "organisation.id",
        "members" => "person.id",
        "endpoints" => "endpoint.id",
        "evidence" => "evidence.id",
        "bundle" | "exports" => "export.id",
        "role-proposals" => "proposal.id",
        _ => return None,
    })
}

/// Notes the ids in an address.
pub(crate) fn note_path(span: &Span, path: &str) {
    let mut before = "";
    for part in path.split('/') {
        if before == "work" {
            note_task(span, part);
        } else if let Some(field) = field_after(before)
            // Every id has the form of this one.
            && let Ok(id) = part.parse::<ChangeId>()
        {
            span.record(field, id.to_string().as_str());
        }
        before = part;
    }
}

/// Notes what a task is about.
fn note_task(span: &Span, task: &str) {
    let Ok(task) = task.parse::<TaskId>() else { return };
    let subject = task.subject();
    span.record("change.id", subject.change().map(|id| id.to_string()));
    span.record("oat.id", subject.oat().map(|id| id.to_string()));
    span.record("organisation.id", subject.organisation().map(|id| id.to_string()));
}

/// Notes who asks, once their token is read.
pub(crate) fn note_caller(span: &Span, caller: &Caller) {
    span.record("caller.person", caller.person.to_string().as_str());
    if let Actor::Member { organisation, .. } = &caller.actor {
        span.record("caller.organisation", organisation.to_string().as_str());
    }
}
