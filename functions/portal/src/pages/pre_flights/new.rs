//! Asks for a pre-flight: of an endpoint, of all of them, or of those that a technical change adds.

use api::{NewPreFlightBody, RegisteredEndpointBody};
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
use crate::pages::oat::own_endpoints;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};

/// As many endpoints as one pre-flight may try.
const MOST: usize = 9;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("endpoints", "what"), ("technical_change", "what")];

#[derive(Template)]
#[template(path = "pages/pre_flights/new.html")]
struct Page {
    frame: Frame,
    /// None when there is nothing to try.
    what: Option<Choices>,
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
    let register = ask(visit.api()?.list_endpoints(&own_endpoints())).await?.body.items;
    let choices = choices(&register);
    let mut frame = visit.frame("Try an endpoint with a pre-flight", Section::Testing);
    let status = form.mark(&mut frame);
    let page = Page {
        what: (!choices.is_empty()).then(|| form.radios("what", "What do you want to try?", choices, "")),
        form,
        frame,
    };
    html(status, &page)
}

/// What can be tried: each Find endpoint, all of them, and those that each change adds. Whether PDP has confirmed a change, the API
/// says.
fn choices(register: &[RegisteredEndpointBody]) -> Vec<Choice> {
    let (mut own, mut changes): (Vec<&RegisteredEndpointBody>, Vec<(ChangeId, Vec<&str>)>) =
        Default::default();
    for one in register.iter().filter(|one| one.endpoint_type == EndpointType::Find) {
        match (one.state.0, one.change) {
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
    let of_changes = changes.iter().map(|(change, urls)| Choice {
        hint: Some(
            "Added by a technical change. It can be tried once PDP has confirmed the change.".to_owned(),
        ),
        ..Choice::new(&format!("change:{change}"), &urls.join(", "))
    });
    each.chain(all).chain(of_changes).collect()
}
