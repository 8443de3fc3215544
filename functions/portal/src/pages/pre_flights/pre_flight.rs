//! A pre-flight: what it showed at each endpoint, with the picture of its phases, and what to do next.

use api::PreFlightBody;
use askama::Template;
use axum::extract::Path;
use domain::ids::PreFlightId;

use super::may_try;
use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::pages::disputes::{DisputeLine, disagree, lines};
use crate::pages::oat::attempts::{AtEndpoint, Seen, Whole, at_endpoints, profile_row};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/pre_flights/pre_flight.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    caption: String,
    back: String,
    heading: &'static str,
    now: &'static str,
    /// Where the page is looked at again, while there is no result.
    again: Option<String>,
    /// Whether its reader may try again.
    may_try: bool,
    /// Where its reader may dispute it.
    disagree: Option<String>,
    disputes: Vec<DisputeLine>,
    endpoints: Vec<AtEndpoint>,
    facts: Vec<Row>,
}

/// The page of a pre-flight.
pub fn address(id: PreFlightId) -> String {
    format!("/portal/pre-flights/{id}")
}

/// What a pre-flight of this reference is called.
pub fn name(reference: Option<&str>) -> String {
    reference.map_or_else(|| "Pre-flight".to_owned(), |reference| format!("Pre-flight {reference}"))
}

/// What a pre-flight is called.
pub fn called(pre_flight: &PreFlightBody) -> String {
    match &pre_flight.reference {
        Some(reference) => name(Some(reference)),
        None => format!("Pre-flight of {}", words::moment(pre_flight.asked_at)),
    }
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let who = visit.signed_in()?;
    let id: PreFlightId = text.parse().map_err(|_| Trouble::NotFound)?;
    let found = ask(visit.api()?.read_pre_flight(id)).await?.body;
    let results = &found.results;
    let seen = results.iter().map(|one| Seen {
        attempt: &one.attempt,
        shown: Some((one.result.as_str(), one.explanation.as_str())),
    });
    let seen: Vec<_> = seen.collect();
    let is_done = found.done_at.is_some();
    let all_reached = results.iter().all(|one| one.result == "reached");
    let (heading, now) = match (is_done, all_reached, who.is_pdp) {
        (false, ..) => (
            "The pre-flight has not been made yet",
            "There is nothing for you to do now. PDP makes it within a minute or two: then check again.",
        ),
        (true, true, _) => (
            "Every endpoint was reached",
            "There is nothing in the way that a pre-flight can see. Read below what it saw before you request a test.",
        ),
        (true, false, false) => (
            "Something needs a look",
            "Have what is described below put right, then try again. A pre-flight counts for nothing.",
        ),
        (true, false, true) => (
            "Something needs a look",
            "There is nothing for you to do here. The organisation puts right what is described below, and tries again.",
        ),
    };
    let limit = visit.policy().limits.disputes.of_one_result;
    let whole = Whole { profile: found.find_profile.as_ref(), is_pdp: who.is_pdp };
    let title = called(&found);
    visit.show(&Page {
        frame: visit.frame(&format!("{heading} – {title}"), Section::Testing),
        done: words::done(&visit.query().value("done")).filter(|_| !is_done),
        caption: title,
        back: if who.is_pdp {
            format!("/portal/pre-flights?organisation={}", found.organisation)
        } else {
            "/portal/pre-flights".to_owned()
        },
        heading,
        now,
        again: (!is_done).then(|| address(id)),
        may_try: is_done && may_try(who),
        disagree: disagree(who, is_done, &found.disputes, (limit, format!("{}/dispute", address(id)))),
        disputes: lines(&found.disputes),
        endpoints: at_endpoints(&seen, whole),
        facts: facts(&found),
    })
}

fn facts(found: &PreFlightBody) -> Vec<Row> {
    let by = found.asked_by.role.map_or_else(String::new, |role| format!(", by {}", role.0.somebody()));
    let rows = [
        Some(Row::new("Asked for", format!("{}{by}", words::moment(found.asked_at)))),
        Some(Row::new("Endpoints", found.urls.join("\n"))),
        found.done_at.map(|at| Row::new("Made", words::moment(at))),
        found.find_profile.as_ref().map(profile_row),
    ];
    rows.into_iter().flatten().collect()
}
