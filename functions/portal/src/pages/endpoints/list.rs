//! The register of endpoints (G5): an organisation's own in every state, or for PDP everybody's in one state.

use std::collections::BTreeMap;

use api::RegisteredEndpointBody;
use api_client::{Paging, WhichEndpoints, WhichOrganisations};
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
use crate::words;

/// Entries of a page.
const LISTED: u32 = 25;
/// Organisations whose names are looked up for PDP's page.
const NAMED: u32 = 100;

#[derive(Template)]
#[template(path = "pages/endpoints/list.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    now: String,
    /// Whether its reader reports technical changes.
    reports: bool,
    /// For PDP: which state is shown.
    states: Option<(Field, Vec<SelectOption>)>,
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
    let state =
        who.is_pdp.then(|| EndpointState::from_code(&query.value("state")).unwrap_or(EndpointState::Live));
    let cursor = query.text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let which = WhichEndpoints { organisation: None, state, page };
    let api = visit.api()?;
    let named = WhichOrganisations { name: None, page: Paging::first(NAMED) };
    let (found, organisations) = tokio::join!(ask(api.list_endpoints(&which)), async {
        if who.is_pdp {
            ask(api.list_organisations(&named)).await.map(|found| found.body.items)
        } else {
            Ok(Vec::new())
        }
    });
    let (found, organisations) = (found?.body, organisations?);
    let names: BTreeMap<OrganisationId, String> =
        organisations.into_iter().map(|one| (one.id, one.name)).collect();

    let caption = match state {
        Some(state) => format!("Endpoints of all organisations: {state}"),
        None => "Endpoints of your organisation".to_owned(),
    };
    let title = state.map_or_else(|| "Endpoints".to_owned(), |state| format!("Endpoints: {state}"));
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let rows: Vec<_> = found.items.iter().map(|one| row(one, who, &names)).collect();
    let takes_out = rows.iter().any(|row| row.out.is_some());
    visit.show(&Page {
        frame: visit.frame(&title, Section::Endpoints),
        done: words::done(&query.value("done")),
        now: now(who, takes_out).to_owned(),
        reports: reports(who),
        states: state.map(|state| {
            let options = EndpointState::ALL.iter();
            let options = options.map(|one| SelectOption::new(one.code(), &words::endpoint_state(*one)));
            (Field::new("state", "State").value(state.code()), options.collect())
        }),
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

fn row(one: &RegisteredEndpointBody, who: &Who, names: &BTreeMap<OrganisationId, String>) -> Row {
    let state = one.state.0;
    let is_live = matches!(state, EndpointState::Live | EndpointState::Suspended);
    let name = || names.get(&one.organisation).cloned().unwrap_or_else(|| "Another organisation".to_owned());
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
    let pairs = [state.map(|state| ("state", state.code())), cursor.map(|cursor| ("cursor", cursor))];
    let pairs: Vec<_> = pairs.into_iter().flatten().collect();
    if pairs.is_empty() {
        return "/portal/endpoints".to_owned();
    }
    format!("/portal/endpoints?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
