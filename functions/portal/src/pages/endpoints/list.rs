//! The register of endpoints (G5): an organisation's own, or for PDP everybody's in one state.

use std::collections::BTreeMap;

use api::RegisteredEndpointBody;
use api_client::{Paging, WhichEndpoints};
use askama::Template;
use domain::codes::Coded;
use domain::ids::OrganisationId;
use domain::register::EndpointState;

use crate::components::{Field, SelectOption};
use crate::layout::{Frame, Section};
use crate::pages::report::reports;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Entries of a page.
const LISTED: u32 = 25;

#[derive(Template)]
#[template(path = "pages/endpoints/list.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    now: String,
    /// Whether its reader reports technical changes.
    reports: bool,
    state: Field,
    states: Vec<SelectOption>,
    /// Whether only one state is shown.
    is_filtered: bool,
    caption: String,
    rows: Vec<Row>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// An endpoint.
struct Row {
    kind: String,
    url: String,
    /// Whose it is, for PDP.
    organisation: Option<String>,
    state: String,
    colour: &'static str,
    when: String,
    why: Option<String>,
    /// The change that made it.
    change: Option<String>,
    /// Where it is taken out of use, by who may.
    out: Option<String>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    // PDP sees everybody's endpoints, of which there are too many to see at once.
    let default = who.is_pdp.then_some(EndpointState::Live);
    let state = EndpointState::from_code(&query.value("state")).or(default);
    let cursor = query.text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let which = WhichEndpoints { organisation: None, state, page };
    let found = ask(visit.api()?.list_endpoints(&which)).await?.body;
    let names: BTreeMap<_, _> = found.organisations.iter().map(|one| (one.id, one.name.as_str())).collect();

    let caption = match state {
        Some(state) if who.is_pdp => format!("Endpoints of all organisations: {state}"),
        Some(state) => format!("Endpoints of your organisation: {state}"),
        None => "Endpoints of your organisation".to_owned(),
    };
    let title = state.map_or_else(|| "Endpoints".to_owned(), |state| format!("Endpoints: {state}"));
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let rows: Vec<_> = found.items.iter().map(|one| row(one, who, &names)).collect();
    let takes_out = rows.iter().any(|row| row.out.is_some());
    let all = (!who.is_pdp).then(|| SelectOption::new("", "All"));
    let states = EndpointState::ALL.iter();
    let states = states.map(|one| SelectOption::new(one.code(), &words::endpoint_state(*one)));
    visit.show(&Page {
        frame: visit.frame(&title, Section::Endpoints),
        done: words::done(&query.value("done")),
        now: now(who, takes_out).to_owned(),
        reports: reports(who),
        state: Field::new("state", "State").value(state.map_or("", EndpointState::code)),
        states: all.into_iter().chain(states).collect(),
        is_filtered: state.is_some(),
        caption,
        rows,
        next: found.next.as_deref().map(|next| address(state, Some(next))),
        first: cursor.map(|_| address(state, None)),
    })
}

fn now(who: &Who, takes_out: bool) -> &'static str {
    match (who.is_pdp, reports(who), takes_out) {
        (true, ..) => {
            "There is nothing to do here: these are the endpoints of all organisations in one state."
        }
        (false, true, true) => "You can report a technical change, or take a live endpoint out of use.",
        (false, true, false) => "You can report a technical change.",
        (false, false, _) => {
            "There is nothing for you to do here. A primary business contact reports technical changes, and takes endpoints out of use."
        }
    }
}

fn row(one: &RegisteredEndpointBody, who: &Who, names: &BTreeMap<OrganisationId, &str>) -> Row {
    let state = one.state.0;
    let is_live = matches!(state, EndpointState::Live | EndpointState::Suspended);
    let name = || (*names.get(&one.organisation).unwrap_or(&"Unknown organisation")).to_owned();
    Row {
        kind: one.endpoint_type.to_string(),
        url: one.url.clone(),
        organisation: who.is_pdp.then(name),
        state: words::endpoint_state(state),
        colour: match state {
            EndpointState::Live => "green",
            EndpointState::Suspended => "red",
            EndpointState::Proposed | EndpointState::Scheduled => "blue",
            EndpointState::Inactive => "grey",
        },
        when: match one.goes_live_on {
            Some(on) => format!("Goes live on {}", words::day(on)),
            None => format!("Since {}", words::moment(one.since)),
        },
        why: one.suspended_because.as_ref().map(|why| format!("PDP suspended it: {why}")),
        change: one.change.map(|change| format!("/portal/changes/{change}")),
        out: (is_live && reports(who))
            .then(|| format!("/portal/endpoints/{}/{}/out-of-use", one.organisation, one.id)),
    }
}

fn address(state: Option<EndpointState>, cursor: Option<&str>) -> String {
    with_query("/portal/endpoints", &[("state", state.map(EndpointState::code)), ("cursor", cursor)])
}
