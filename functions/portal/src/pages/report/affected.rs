//! Which of the organisation's own endpoints the change affects (C2). None need be chosen.

use api::{AnswersBody, ChangeBody, EndpointPage, RegisteredEndpointBody};
use api_client::{Paging, WhichEndpoints};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::register::EndpointState;

use super::draft::{self, Around, Saved};
use super::question::Question;
use crate::components::{Choice, Choices};
use crate::form_view::FormView;
use crate::layout::Frame;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::address::with_query;

/// Endpoints of a page.
const LISTED: u32 = 50;

const PLACES: &[(&str, &str)] = &[("affected_endpoints", "affected")];

#[derive(Template)]
#[template(path = "pages/report/affected.html")]
struct Page {
    frame: Frame,
    around: Around,
    asked: Choices,
    /// The ids that can be chosen here: what was chosen on another page stays.
    shown: String,
    /// The cursor of the page behind this one.
    more: Option<String>,
    is_further: bool,
}

/// Shows the question.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let opened = draft::opened(&visit, &text, Question::Affected, PLACES);
    let (opened, endpoints) = tokio::join!(opened, listed(&visit));
    let (change, form) = opened?;
    page(&visit, &change, &endpoints?, form)
}

/// Takes what was chosen.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = &visit.form;
    let (shown, chosen) = (form.value("shown"), form.values("affected"));
    let set = |answers: &mut AnswersBody| {
        answers.affected_endpoints.retain(|id| !shown.split(' ').any(|one| one == id));
        answers.affected_endpoints.extend(chosen);
    };
    match draft::save(&visit, &text, Question::Affected, PLACES, set).await? {
        Saved::Leads(_) if form.value("go") == "more" => {
            let from = Some(visit.query().value("from")).filter(|from| from == "check");
            let page = visit.address.split('?').next().unwrap_or_default();
            let pairs = [("cursor", Some(form.value("more"))), ("from", from)];
            Ok(Redirect::to(&with_query(
                page,
                &pairs.each_ref().map(|(name, value)| (*name, value.as_deref())),
            ))
            .into_response())
        }
        Saved::Leads(response) => Ok(response),
        Saved::Mistaken(change, form) => {
            let endpoints = listed(&visit).await?;
            page(&visit, &change, &endpoints, *form)
        }
    }
}

/// The endpoints of a page, in every state.
async fn listed<P: Ports>(visit: &Visit<P>) -> Result<EndpointPage, Trouble> {
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor };
    let which = WhichEndpoints { page, ..WhichEndpoints::default() };
    Ok(ask(visit.api()?.list_endpoints(&which)).await?.body)
}

fn page<P: Ports>(visit: &Visit<P>, change: &ChangeBody, endpoints: &EndpointPage, form: FormView) -> Shown {
    let in_use =
        |one: &&RegisteredEndpointBody| matches!(one.state.0, EndpointState::Live | EndpointState::Suspended);
    let choice = |one: &RegisteredEndpointBody| {
        let suspended = "PDP has suspended it: it is not live now.".to_owned();
        Choice {
            hint: (one.state.0 == EndpointState::Suspended).then_some(suspended),
            ..Choice::new(&one.id.to_string(), &format!("{}: {}", *one.endpoint_type, one.url))
        }
    };
    let choices: Vec<_> = endpoints.items.iter().filter(in_use).map(choice).collect();
    let shown: Vec<_> = choices.iter().map(|choice| choice.value.clone()).collect();
    let current: Vec<_> = change.answers.affected_endpoints.iter().map(String::as_str).collect();
    let asked = Choices::new("affected", Question::Affected.words(), choices)
        .as_heading()
        .hint("Select all that apply. If it affects none, continue without selecting any.");
    let asked = form.choices(asked, &current);
    let is_further = visit.query().text("cursor").is_some();
    let (mut frame, around, status) = draft::around(visit, change, Question::Affected, form);
    if is_further {
        frame.title.push_str(", further page");
    }
    let page =
        Page { frame, around, asked, shown: shown.join(" "), more: endpoints.next.clone(), is_further };
    html(status, &page)
}
