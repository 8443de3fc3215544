//! Support requests of a change (D1, G3): those that there are with PDP's answers, and what its reader may ask for.

use api::{ChangeBody, NamedPersonBody, SupportRequestView};
use askama::Template;
use axum::extract::Path;
use domain::change::Status;
use domain::change::support::SupportKind;
use domain::ids::ChangeId;

use super::change::{called, id};
use super::further::support_kinds;
use super::test_endpoints::rows;
use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::pages::desk::support::answer;
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/changes/support.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    done: Option<&'static str>,
    now: &'static str,
    /// What can be asked for: its name and page.
    kinds: Vec<(&'static str, String)>,
    requests: Vec<Request>,
}

/// A support request.
pub struct Request {
    pub title: String,
    pub state: &'static str,
    pub colour: &'static str,
    pub opened: String,
    pub text: String,
    pub asked: Vec<Row>,
    pub answered: Option<(String, String)>,
    /// Where its reader answers it: what for, and the page.
    pub to_answer: Option<(String, String)>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let who = visit.signed_in()?;
    let id = id(&text)?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let kinds = if takes_requests(&change) { support_kinds(who) } else { Vec::new() };
    let people = words::people(&change);
    let answers = who.is_support();
    let is_open = change.support_requests.iter().any(|view| view.answered_at.is_none());
    visit.show(&Page {
        frame: visit
            .frame(&format!("Support requests of {}", words::inside(&called(&change))), Section::Changes),
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        done: words::done(&visit.query().value("done")),
        now: match (kinds.is_empty(), who.is_pdp) {
            (false, _) => {
                "You can ask PDP support for help with this change. You get an email with each answer."
            }
            (true, true) if answers && is_open => {
                "It is your turn: answer the requests below that wait for PDP."
            }
            (true, true) => "There is nothing to ask for here: PDP support answers what organisations ask.",
            (true, false) => "There is nothing that you can ask for about this change now.",
        },
        kinds: kinds.into_iter().map(|kind| (name(kind), address(id, kind))).collect(),
        requests: change
            .support_requests
            .iter()
            .rev()
            .map(|view| {
                let answers = answers && view.answered_at.is_none();
                let page = || (format!("Answer {}", view.reference), answer::address(id, &view.reference));
                Request { to_answer: answers.then(page), ..request(view, people) }
            })
            .collect(),
    })
}

/// Whether something can be asked about it.
pub fn takes_requests(change: &ChangeBody) -> bool {
    !matches!(change.status.0, Status::Draft | Status::Rejected | Status::Withdrawn)
}

/// The page on which this kind is asked for.
pub fn address(id: ChangeId, kind: SupportKind) -> String {
    format!("/portal/changes/{id}/support/{}", kind.code())
}

/// What is asked for.
pub const fn name(kind: SupportKind) -> &'static str {
    match kind {
        SupportKind::DelayGoingLive => "Ask to delay going live",
        SupportKind::ChangeTestEndpoints => "Ask to change the test endpoints",
        SupportKind::OatSupportSession => "Ask for an OAT support session",
        SupportKind::Other => "Ask for something else",
    }
}

/// A support request, as it is shown. `people` are those whose names its reader may know.
pub fn request(view: &SupportRequestView, people: &[NamedPersonBody]) -> Request {
    let (state, colour) = match (view.answered_at, view.accepted) {
        (None, _) => ("Waiting for PDP’s answer", "blue"),
        (Some(_), Some(true)) => ("Granted", "green"),
        (Some(_), Some(false)) => ("Declined", "red"),
        (Some(_), None) => ("Answered", "green"),
    };
    let until = match (view.kind.0, view.until) {
        (_, Some(until)) => Some(Row::new("Until", words::day(until))),
        (SupportKind::DelayGoingLive, None) => Some(Row::new("Until", "further notice")),
        _ => None,
    };
    let urls = view.test_endpoints.as_ref().map(rows).unwrap_or_default();
    Request {
        title: format!("{}: {}", view.reference, view.kind.0),
        state,
        colour,
        opened: format!(
            "Asked on {} {}",
            words::moment(view.opened_at),
            words::by(Some(&view.opened_by), people)
        ),
        text: view.text.clone(),
        asked: until.into_iter().chain(urls).collect(),
        answered: view.answer.clone().zip(view.answered_at).map(|(answer, at)| {
            let who = words::by(view.answered_by.as_ref(), people);
            (format!("Answered on {} {who}", words::moment(at)), answer)
        }),
        to_answer: None,
    }
}
