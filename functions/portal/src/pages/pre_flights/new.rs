//! Asks for a pre-flight: of an endpoint, of all of them, or of those that a technical change adds. The pages of a test lead here with
//! their change, which is then offered first and chosen, however many endpoints the register has (W2).

use api::{ChangeBody, NewPreFlightBody, RegisteredEndpointBody};
use askama::Template;
use axum::response::{IntoResponse, Redirect};
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, EndpointId};
use domain::register::EndpointState;

use super::may_try;
use super::pre_flight::address;
use crate::components::{Choice, Choices};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::oat::{finds, own_endpoints};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};

/// As many endpoints as one pre-flight may try.
const MOST: usize = 9;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("endpoints", "what"), ("technical_change", "what")];

/// The page, with what this change adds chosen.
pub fn page_for(change: Option<ChangeId>) -> String {
    let chosen = change.map(|change| format!("?change={change}")).unwrap_or_default();
    format!("/portal/pre-flights/new{chosen}")
}

#[derive(Template)]
#[template(path = "pages/pre_flights/new.html")]
struct Page {
    frame: Frame,
    /// None when there is nothing to try.
    what: Option<Choices>,
    /// Whether the organisation has more endpoints than are offered.
    has_more: bool,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>) -> Shown {
    let typed = &visit.form;
    let chosen = typed.value("what");
    let Some((kind, ids)) = chosen.split_once(':') else {
        return page(&visit, FormView::lacking(&visit, "what", "Select what you want to try")).await;
    };
    let body = match kind {
        "change" => {
            let change: ChangeId = ids.parse().map_err(|_| Trouble::Unreadable)?;
            NewPreFlightBody { technical_change: Some(change.into()), endpoints: None }
        }
        _ => {
            let endpoints: Result<Vec<EndpointId>, _> = ids.split(',').map(str::parse).collect();
            let endpoints = endpoints.map_err(|_| Trouble::Unreadable)?;
            let endpoints = Some(endpoints.into_iter().map(Into::into).collect());
            NewPreFlightBody { technical_change: None, endpoints }
        }
    };
    match taken(visit.api()?.ask_pre_flight(&body), typed).await? {
        Ok(made) => {
            Ok(Redirect::to(&format!("{}?done=pre-flight-asked", address(made.body.id))).into_response())
        }
        Err(problem) => page(&visit, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, form: FormView) -> Shown {
    if !may_try(visit.signed_in()?) {
        let words = "A service manager, a primary technical contact or a test manager asks for pre-flights.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    let (api, which) = (visit.api()?, own_endpoints());
    let (change, register) = tokio::join!(change_of(visit), ask(api.list_endpoints(&which)));
    let (change, register) = (change?, register?.body);
    let chosen = change.as_ref().map(|change| format!("change:{}", change.id)).unwrap_or_default();
    let choices = choices(&register.items, change.as_ref());
    let mut frame = visit.frame("Try an endpoint with a pre-flight", Section::Testing);
    let status = form.mark(&mut frame);
    let page = Page {
        what: (!choices.is_empty())
            .then(|| form.radios("what", "What do you want to try?", choices, &chosen)),
        has_more: register.next.is_some(),
        form,
        frame,
    };
    html(status, &page)
}

/// The change that the address names.
async fn change_of<P: Ports>(visit: &Visit<P>) -> Result<Option<ChangeBody>, Trouble> {
    match visit.query().value("change").parse::<ChangeId>() {
        Ok(id) => Ok(Some(ask(visit.api()?.read_change(id)).await?.body)),
        Err(_) => Ok(None),
    }
}

/// What can be tried: what the chosen change adds, each Find endpoint, all of them, and those that each change adds. Whether PDP has
/// confirmed a change, the API says.
fn choices(register: &[RegisteredEndpointBody], chosen: Option<&ChangeBody>) -> Vec<Choice> {
    let (mut own, mut changes): (Vec<&RegisteredEndpointBody>, Vec<(ChangeId, Vec<&str>)>) =
        Default::default();
    let first = chosen.map(|change| (change.id, finds(change)));
    let first = first.filter(|(_, urls)| !urls.is_empty()).map(|(id, urls)| of_change(id, &urls.join(", ")));
    for one in register.iter().filter(|one| one.endpoint_type == EndpointType::Find) {
        match (one.state.0, one.change) {
            (EndpointState::Proposed, Some(change)) if chosen.is_some_and(|chosen| chosen.id == change) => {}
            (EndpointState::Proposed, Some(change)) => {
                match changes.iter_mut().find(|(id, _)| *id == change) {
                    Some((_, urls)) => urls.push(&one.url),
                    None => changes.push((change, vec![one.url.as_str()])),
                }
            }
            (EndpointState::Live | EndpointState::Scheduled | EndpointState::Proposed, _) => own.push(one),
            (EndpointState::Suspended | EndpointState::Inactive, _) => {}
        }
    }
    let ids: Vec<_> = own.iter().map(|one| one.id.to_string()).collect();
    let all = (2..=MOST).contains(&own.len()).then(|| {
        Choice::new(
            &format!("endpoints:{}", ids.join(",")),
            &format!("All {} Find endpoints above", own.len()),
        )
    });
    let each = own.iter().map(|one| {
        let state = crate::words::endpoint_state(one.state.0);
        Choice { hint: Some(state), ..Choice::new(&format!("endpoints:{}", one.id), &one.url) }
    });
    let of_changes = changes.iter().map(|(change, urls)| of_change(*change, &urls.join(", ")));
    first.into_iter().chain(each).chain(all).chain(of_changes).collect()
}

/// Those that a change adds.
fn of_change(change: ChangeId, urls: &str) -> Choice {
    let hint = "Added by a technical change. It can be tried once PDP has confirmed the change.";
    Choice { hint: Some(hint.to_owned()), ..Choice::new(&format!("change:{change}"), urls) }
}
