//! A dispute: what it is about, its text and files, and PDP's answer (Q10).

use api::{DisputeBody, DisputedResultBody};
use askama::Template;
use axum::extract::Path;
use domain::dispute::Ruling;

use super::{address, id, may_dispute};
use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::pages::files::{Line, Subject};
use crate::pages::oat::attempts::profile_row;
use crate::pages::oat::run_address;
use crate::pages::oat::standing::moment_by;
use crate::pages::pre_flights;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/disputes/dispute.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    reference: String,
    state: &'static str,
    colour: &'static str,
    now: &'static str,
    /// The page on which it is answered, for who may.
    to_answer: Option<String>,
    /// PDP's answer: when, and what it says.
    answer: Option<(String, String)>,
    result: (String, Option<String>),
    text: String,
    endpoints: Vec<String>,
    files: Vec<Line>,
    /// The page on which a file is added, for who may.
    add: Option<String>,
    facts: Vec<Row>,
    history: String,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let who = visit.signed_in()?;
    let id = id(&text)?;
    let dispute = ask(visit.api()?.read_dispute(id)).await?.body;
    let (state, colour) = state(dispute.answer.as_ref().map(|answer| answer.ruling.0));
    visit.show(&Page {
        frame: visit
            .frame(&format!("Dispute {}", dispute.reference), Section::Testing)
            .lacking(&dispute.cannot_be_shown),
        done: words::done(&visit.query().value("done")),
        state,
        colour,
        now: now(&dispute, who),
        to_answer: (dispute.answer.is_none() && who.is_support()).then(|| format!("{}/answer", address(id))),
        answer: dispute.answer.as_ref().map(|answer| {
            let when = moment_by(answer.at, &answer.by, dispute.people.as_deref());
            (format!("Answered on {when}"), answer.answer.clone())
        }),
        result: result(&dispute.result),
        text: dispute.text.clone(),
        endpoints: dispute.endpoints.iter().map(|one| one.url.clone()).collect(),
        files: dispute.files.iter().map(|file| Line::of(id.into(), file)).collect(),
        add: (dispute.answer.is_none() && may_dispute(who)).then(|| Subject::Dispute(id).add_page()),
        facts: facts(&dispute, who),
        history: format!("{}/history", address(id)),
        reference: dispute.reference,
    })
}

/// Where a dispute is, by what PDP decided: words, and the colour of their tag.
pub fn state(ruling: Option<Ruling>) -> (&'static str, &'static str) {
    match ruling {
        None => ("Waiting for PDP’s answer", "blue"),
        Some(Ruling::Stands) => ("The result stands", "grey"),
        Some(Ruling::SetAside) => ("The result is set aside", "green"),
    }
}

fn now(dispute: &DisputeBody, who: &Who) -> &'static str {
    match (dispute.answer.as_ref().map(|answer| answer.ruling.0), who.is_pdp) {
        (None, true) if who.is_support() => {
            "It is your turn: this dispute waits for the answer of PDP support."
        }
        (None, true) => "There is nothing for you to do now. PDP support answers this dispute.",
        (None, false) => {
            "There is nothing for you to do now. PDP support answers this dispute, and you get an email with the answer."
        }
        (Some(Ruling::Stands), false) => {
            "There is nothing left to do here: PDP has answered, and the result stands. If there is more to say, the result can be disputed again from its report."
        }
        (Some(Ruling::SetAside), false) => {
            "There is nothing left to do here: PDP has answered, and does not rely on this result any more. What follows is in the answer below."
        }
        (Some(Ruling::Stands), true) => {
            "There is nothing left to do here: PDP has answered, and the result stands. The organisation can dispute it again from its report."
        }
        (Some(Ruling::SetAside), true) => {
            "There is nothing left to do here: PDP has answered, and does not rely on this result any more. If something follows, PDP support does it from the page of the test."
        }
    }
}

/// The result that is disputed, and its page.
pub fn result(result: &DisputedResultBody) -> (String, Option<String>) {
    match (result.oat_request, result.run, result.pre_flight) {
        (Some(oat), Some(number), _) => {
            let verdict = match result.passed {
                Some(true) => ", passed",
                Some(false) => ", not passed",
                None => "",
            };
            let reference = result.oat_reference.as_deref().unwrap_or("operational acceptance testing");
            (format!("Run {number} of {reference}{verdict}"), Some(run_address(oat, number)))
        }
        (_, _, Some(id)) => {
            let reference = result.pre_flight_reference.as_deref();
            (pre_flights::name(reference), Some(pre_flights::address(id)))
        }
        _ => (words::first(&result.kind.to_string()), None),
    }
}

fn facts(dispute: &DisputeBody, who: &Who) -> Vec<Row> {
    let rows = [
        Some(Row::new("Organisation", dispute.organisation_name.clone())).filter(|_| who.is_pdp),
        Some(Row::new("Sent", moment_by(dispute.opened_at, &dispute.opened_by, dispute.people.as_deref()))),
        dispute.find_profile.as_ref().map(profile_row),
        Some(Row::new("Last changed", words::moment(dispute.updated_at))),
    ];
    rows.into_iter().flatten().collect()
}
