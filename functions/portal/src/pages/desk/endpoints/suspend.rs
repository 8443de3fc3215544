//! Suspends a live endpoint in an emergency, at once (Q5). Before the button the page says what that does, and who gets an email.

use api::SuspensionBody;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::register::EndpointState;

use super::endpoint::{Endpoint, list, list_after, unless_support};
use crate::components::{Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::endpoints::out_of_use::{Ids, read};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit, html};

#[derive(Template)]
#[template(path = "pages/desk/endpoints/suspend.html")]
struct Page {
    frame: Frame,
    back: String,
    facts: Vec<Row>,
    organisation: String,
    is_only_find: bool,
    told: Vec<String>,
    reason: Field,
    most: usize,
    form: FormView,
}

/// Shows what it does.
pub async fn show<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, read(&ids)?, form).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let (ids, typed) = (read(&ids)?, &visit.form);
    let body = SuspensionBody { reason: typed.value("reason") };
    match taken(visit.api()?.suspend_endpoint(ids.0, ids.1, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&list_after(ids, "suspended")).into_response()),
        Err(problem) => {
            page(&visit, ids, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, ids: Ids, form: FormView) -> Shown {
    unless_support(visit)?;
    let endpoint = Endpoint::read(visit, ids, EndpointState::Live).await?;
    match &endpoint.live {
        Some(live) if !live.suspended => {}
        Some(_) => {
            let words = "This endpoint is suspended already. Nothing more is needed to stop it.";
            return Err(Trouble::Refused(words.to_owned()));
        }
        None => {
            let words = "This endpoint is not live, so there is nothing to suspend.";
            return Err(Trouble::Refused(words.to_owned()));
        }
    }
    let mut frame = visit.frame(&format!("Suspend the {}", endpoint.name()), Section::Endpoints);
    let status = form.mark(&mut frame);
    let page = Page {
        frame,
        back: list(ids),
        facts: endpoint.facts(),
        is_only_find: endpoint.is_only_find(),
        told: endpoint.told(),
        reason: form
            .field("reason", "Why you suspend it", "")
            .hint("Everybody at the organisation reads it, in the email and in the list of its endpoints."),
        most: visit.policy().limits.note_characters,
        form: form.showing(endpoint.organisation.version),
        organisation: endpoint.organisation.name,
    };
    html(status, &page)
}
