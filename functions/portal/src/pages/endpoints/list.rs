//! The register of endpoints (G5): an organisation's own, or for PDP those of an organisation that it names, or everybody's in one
//! state. PDP support suspends endpoints from here, and brings them back (Q5).

use std::collections::{BTreeMap, BTreeSet};

use api::{FieldProblem, OrganisationRecordBody, RegisteredEndpointBody};
use api_client::{Error, Paging, WhichEndpoints, WhichOrganisations};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::actor::PdpRole;
use domain::codes::Coded;
use domain::ids::{EndpointId, OrganisationId};
use domain::register::EndpointState;
use http::StatusCode;

use crate::components::{Field, Mistake, SelectOption};
use crate::layout::{Frame, Section};
use crate::pages::report::reports;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::address::with_query;
use crate::words;

/// Entries of a page.
const LISTED: u32 = 25;
/// Organisations that are offered when several have what was typed in their names.
const OFFERED: u32 = 20;

#[derive(Template)]
#[template(path = "pages/endpoints/list.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    now: String,
    /// Whether its reader reports technical changes.
    reports: bool,
    /// Whether its reader is led to the suspended endpoints, which they bring back.
    restores: bool,
    mistakes: Vec<Mistake>,
    /// Whose, for PDP.
    name: Option<Field>,
    /// Organisations with that in their names, when it is not one alone; none when nobody was looked for.
    found: Option<Found>,
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
    /// Where it is taken out of use, suspended or brought back, by who may: what is done there, and the address.
    act: Option<(&'static str, String)>,
    /// That somebody proposes to make it live again.
    proposed: bool,
}

/// Organisations that were looked for by name.
struct Found {
    /// Each with the address of its endpoints.
    items: Vec<(String, String)>,
    /// Whether there are more.
    more: bool,
}

/// Which endpoints are listed.
#[derive(Debug, Clone, Copy)]
struct Filter {
    organisation: Option<OrganisationId>,
    state: Option<EndpointState>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let who = visit.signed_in()?;
    let query = visit.query();
    let organisation = query.text("organisation").filter(|_| who.is_pdp);
    let organisation = organisation.map(|id| id.parse().map_err(|_| Trouble::NotFound)).transpose()?;
    // PDP sees everybody's endpoints, of which there are too many to see at once.
    let default = (who.is_pdp && organisation.is_none()).then_some(EndpointState::Live);
    let filter = Filter { organisation, state: EndpointState::from_code(&query.value("state")).or(default) };
    match query.text("name").filter(|_| who.is_pdp && organisation.is_none()) {
        Some(name) => look_for(&visit, who, filter, &name).await,
        None => list(&visit, who, filter).await,
    }
}

/// The organisations with this in their names; the endpoints of one, where it is the only one.
async fn look_for<P: Ports>(visit: &Visit<P>, who: &Who, filter: Filter, name: &str) -> Shown {
    let which = WhichOrganisations { name: Some(name.to_owned()), page: Paging::first(OFFERED) };
    let found = match visit.api()?.list_organisations(&which).send().await {
        Ok(found) => found.body,
        Err(Error::Refused(problem)) if problem.status == 422 => {
            return mistaken(visit, who, filter, name, problem.advice(), problem.fields());
        }
        Err(error) => return Err(error.into()),
    };
    let of = |organisation| Filter { organisation: Some(organisation), ..filter }.address(None);
    // One alone, or one alone that is called so.
    let exact = found.items.iter().filter(|one| one.name.to_lowercase() == name.to_lowercase());
    let exact: Vec<_> = exact.collect();
    let alone = match (found.items.as_slice(), exact.as_slice()) {
        ([one], _) if found.next.is_none() => Some(one),
        (_, [one]) => Some(*one),
        _ => None,
    };
    if let Some(one) = alone {
        return Ok(Redirect::to(&of(one.id)).into_response());
    }
    let found = Found {
        items: found.items.iter().map(|one| (one.name.clone(), of(one.id))).collect(),
        more: found.next.is_some(),
    };
    let title = format!("Endpoints: organisations called “{name}”");
    let page = Page { found: Some(found), ..page(visit, who, filter, &title) };
    visit.show(&Page { name: page.name.map(|field| field.value(name)), ..page })
}

/// The page with what is wrong with the name.
fn mistaken<P: Ports>(
    visit: &Visit<P>,
    who: &Who,
    filter: Filter,
    name: &str,
    advice: &str,
    problems: &[FieldProblem],
) -> Shown {
    let words = problems.first().map_or(advice, |problem| problem.message.as_str());
    let mut page = page(visit, who, filter, "Endpoints");
    page.frame.has_error = true;
    page.mistakes = vec![Mistake { text: words.to_owned(), href: Some("#name".to_owned()) }];
    page.found = Some(Found { items: Vec::new(), more: false });
    page.name = page.name.map(|field| field.value(name).error(Some(words)));
    html(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn list<P: Ports>(visit: &Visit<P>, who: &Who, filter: Filter) -> Shown {
    let api = visit.api()?;
    let Filter { organisation, state } = filter;
    let query = visit.query();
    let cursor = query.text("cursor");
    let page_of = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let which = WhichEndpoints { organisation, state, page: page_of };
    let record = async {
        match organisation {
            Some(id) => ask(api.read_organisation(id)).await.map(|answer| Some(answer.body)),
            None => Ok(None),
        }
    };
    let (found, record) = tokio::join!(ask(api.list_endpoints(&which)), record);
    let (found, record) = (found?.body, record?);
    let names: BTreeMap<_, _> = found.organisations.iter().map(|one| (one.id, one.name.as_str())).collect();
    let proposed = record.iter().flat_map(|record| &record.proposed_restorations).map(|one| one.endpoint);
    let proposed: BTreeSet<_> = proposed.collect();

    let caption = filter.caption(who, record.as_ref());
    let title = match (&record, state) {
        (Some(_), _) => caption.clone(),
        (None, Some(state)) => format!("Endpoints: {state}"),
        (None, None) => "Endpoints".to_owned(),
    };
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let rows: Vec<_> = found.items.iter().map(|one| row(one, who, &names, &proposed)).collect();
    let acts = rows.iter().any(|row| row.act.is_some());
    let mut page = page(visit, who, filter, &title);
    page.frame.not_shown = found.not_shown;
    let name = record.map(|record| record.name).unwrap_or_default();
    visit.show(&Page {
        now: now(who, acts).to_owned(),
        name: page.name.map(|field| field.value(&name)),
        caption,
        rows,
        next: found.next.as_deref().map(|next| filter.address(Some(next))),
        first: cursor.map(|_| filter.address(None)),
        ..page
    })
}

/// The page before anything is listed.
fn page<P: Ports>(visit: &Visit<P>, who: &Who, filter: Filter, title: &str) -> Page {
    let Filter { organisation, state } = filter;
    let all = (!who.is_pdp || organisation.is_some()).then(|| SelectOption::new("", "All"));
    let states = EndpointState::ALL.iter();
    let states = states.map(|one| SelectOption::new(one.code(), &words::endpoint_state(*one)));
    let name = Field::new("name", "Organisation");
    let name =
        name.hint("Its name or a part of it. Leave it empty to see the endpoints of everybody in one state.");
    Page {
        frame: visit.frame(title, Section::Endpoints),
        done: words::done(&visit.query().value("done")),
        now: now(who, false).to_owned(),
        reports: reports(who),
        restores: suspends(who) && organisation.is_none() && state != Some(EndpointState::Suspended),
        mistakes: Vec::new(),
        name: who.is_pdp.then_some(name),
        found: None,
        state: Field::new("state", "State").value(state.map_or("", EndpointState::code)),
        states: all.into_iter().chain(states).collect(),
        is_filtered: state.is_some(),
        caption: String::new(),
        rows: Vec::new(),
        next: None,
        first: None,
    }
}

fn now(who: &Who, acts: bool) -> &'static str {
    match (who.is_pdp, acts) {
        (true, _) if suspends(who) => {
            "You can suspend a live endpoint in an emergency. You can propose that a suspended one goes live again, or decide on a colleague’s proposal."
        }
        (true, _) => {
            "There is nothing for you to do here. PDP support suspends endpoints in an emergency, and brings them back."
        }
        (false, true) => "You can report a technical change, or take a live endpoint out of use.",
        (false, false) if reports(who) => "You can report a technical change.",
        (false, false) => {
            "There is nothing for you to do here. A primary business contact reports technical changes, and takes endpoints out of use."
        }
    }
}

/// Whether somebody suspends endpoints, and brings them back.
fn suspends(who: &Who) -> bool {
    who.has(PdpRole::Support.into())
}

fn row(
    one: &RegisteredEndpointBody,
    who: &Who,
    names: &BTreeMap<OrganisationId, &str>,
    proposed: &BTreeSet<EndpointId>,
) -> Row {
    let state = one.state.0;
    let name = || (*names.get(&one.organisation).unwrap_or(&"Unknown organisation")).to_owned();
    let page = |name: &str| format!("/portal/endpoints/{}/{}/{name}", one.organisation, one.id);
    let proposed = proposed.contains(&one.id);
    let act = match state {
        EndpointState::Live | EndpointState::Suspended if reports(who) => {
            Some(("Take out of use", page("out-of-use")))
        }
        EndpointState::Live if suspends(who) => Some(("Suspend in an emergency", page("suspension"))),
        EndpointState::Suspended if suspends(who) && proposed => {
            Some(("Decide whether it goes live again", page("restoration/decision")))
        }
        EndpointState::Suspended if suspends(who) => {
            Some(("Propose that it goes live again", page("restoration")))
        }
        _ => None,
    };
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
        act,
        proposed,
    }
}

impl Filter {
    /// What is listed.
    fn caption(self, who: &Who, record: Option<&OrganisationRecordBody>) -> String {
        let whose = match (record, who.is_pdp) {
            (Some(record), _) => record.name.as_str(),
            (None, true) => "all organisations",
            (None, false) => "your organisation",
        };
        match self.state {
            Some(state) => format!("Endpoints of {whose}: {state}"),
            None => format!("Endpoints of {whose}"),
        }
    }

    fn address(self, cursor: Option<&str>) -> String {
        let organisation = self.organisation.map(|id| id.to_string());
        let state = self.state.map(EndpointState::code);
        with_query(
            "/portal/endpoints",
            &[("organisation", organisation.as_deref()), ("state", state), ("cursor", cursor)],
        )
    }
}
