//! Pre-flights of an organisation, the last asked for first: its own, or for PDP those of the organisation in the address.

use api::{PreFlightPage, PreFlightRowBody, PreFlightTargetBody};
use api_client::{Paging, WhichPreFlights};
use askama::Template;
use domain::codes::Coded;
use domain::ids::OrganisationId;
use domain::oat::Cause;

use super::may_try;
use super::pre_flight::{address, name};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Entries of a page.
const LISTED: u32 = 25;

#[derive(Template)]
#[template(path = "pages/pre_flights/list.html")]
struct Page {
    frame: Frame,
    now: &'static str,
    may_try: bool,
    /// Whether no organisation is named whose pre-flights could be shown.
    nobodys: bool,
    rows: Vec<Row>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A pre-flight.
struct Row {
    name: String,
    href: String,
    endpoints: Vec<(String, String)>,
    when: String,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    // PDP sees those of one organisation; others their own.
    let named = query.text("organisation").filter(|_| who.is_pdp);
    let organisation: Option<OrganisationId> =
        named.map(|id| id.parse().map_err(|_| Trouble::NotFound)).transpose()?;
    let cursor = query.text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let nobodys = who.is_pdp && organisation.is_none();
    let found = if nobodys {
        PreFlightPage { items: Vec::new(), next: None, not_shown: 0 }
    } else {
        ask(visit.api()?.list_pre_flights(&WhichPreFlights { organisation, page })).await?.body
    };
    let title = if cursor.is_some() { "Pre-flights, further page" } else { "Pre-flights" };
    let may_try = may_try(who);
    visit.show(&Page {
        frame: visit.frame(title, Section::Testing).without(found.not_shown),
        now: match (who.is_pdp, may_try) {
            (true, _) if nobodys => "There is nothing to do here. Pre-flights are shown for one organisation: open one of its tests, and follow the link there.",
            (true, _) => "There is nothing to do here: these are the pre-flights of one organisation.",
            (false, true) => "You can try an endpoint with a pre-flight. It takes a minute or two and counts for nothing.",
            (false, false) => "There is nothing for you to do here. A service manager, a primary technical contact or a test manager asks for pre-flights.",
        },
        may_try,
        nobodys,
        rows: found.items.iter().map(row).collect(),
        next: found.next.as_deref().map(|next| list_address(organisation, Some(next))),
        first: cursor.map(|_| list_address(organisation, None)),
    })
}

fn row(row: &PreFlightRowBody) -> Row {
    Row {
        name: name(row.reference.as_deref()),
        href: address(row.id),
        endpoints: row.targets.iter().map(|one| (one.url.clone(), result(one))).collect(),
        when: words::moment(row.asked_at),
    }
}

/// What it showed at an endpoint, in words.
fn result(target: &PreFlightTargetBody) -> String {
    match target.result.as_deref() {
        None => "It has not been made yet.".to_owned(),
        Some("reached") => "It was reached.".to_owned(),
        Some("accepted_unsigned") => "It accepted a request that nobody signed.".to_owned(),
        Some(code) => Cause::from_code(code).map_or_else(
            || "Something is in the way: its page says what.".to_owned(),
            |cause| cause.to_string(),
        ),
    }
}

fn list_address(organisation: Option<OrganisationId>, cursor: Option<&str>) -> String {
    let organisation = organisation.map(|id| id.to_string());
    with_query("/portal/pre-flights", &[("organisation", organisation.as_deref()), ("cursor", cursor)])
}
