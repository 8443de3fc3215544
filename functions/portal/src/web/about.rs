//! The ids that a visit is about, on its span, so that each line of the visit has them.
//!
//! Responsible for: the things that an address names, and who visits. Must not: log anything but ids. Whatever else somebody writes into
//! an address stays out of the log. The API has its own (`shared/httpapi/src/routing/about.rs`), with other words in its
//! addresses: the portal may not know that crate (W7), and nothing below both may log.

use domain::ids::{ChangeId, OrganisationId, PersonId};
use domain::task::TaskId;
use tracing::Span;
use tracing::field::Empty;

/// The span of a visit. Its level is that of errors, so that no level of the log is without it.
pub fn span_of(request_id: &str, method: &str, route: &str) -> Span {
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
        // A request for OAT is made at `oat/new/CHANGE`.
        "changes" | "new" => "change.id",
        "oat" => "oat.id",
        "pre-flights" => "pre_flight.id",
        "disputes" => "dispute.id",
        "downtime" => "downtime.id",
        // An endpoint's address is `endpoints/ORGANISATION/ENDPOINT`.
        "organisations" | "endpoints" => "organisation.id",
        "people" => "person.id",
        "files" | "sent" => "evidence.id",
        "bundle" | "export" => "export.id",
        "proposals" => "proposal.id",
        before if before.parse::<ChangeId>().is_ok() => "endpoint.id",
        _ => return None,
    })
}

/// Notes the ids in an address.
pub fn note_path(span: &Span, path: &str) {
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

/// Notes who visits, once their session is found: a person's id, and their organisation unless they are PDP's.
pub fn note_visitor(person: &str, organisation: Option<OrganisationId>) {
    let span = Span::current();
    if let Ok(person) = person.parse::<PersonId>() {
        span.record("caller.person", person.to_string().as_str());
    }
    if let Some(organisation) = organisation {
        span.record("caller.organisation", organisation.to_string().as_str());
    }
}
