//! Proposes that a suspended endpoint goes live again; somebody else in PDP support decides on it (Q5).

use api::SuspensionBody;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::register::EndpointState;

use super::endpoint::{Endpoint, list, page as page_of, unless_support};
use crate::components::{Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::endpoints::out_of_use::{Ids, read};
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit, html};

/// What is said of an endpoint that is live, or gone.
pub const NOT_SUSPENDED: &str = "This endpoint is not suspended, so there is nothing to restore.";

#[derive(Template)]
#[template(path = "pages/desk/endpoints/restore.html")]
struct Page {
    frame: Frame,
    back: String,
    facts: Vec<Row>,
    organisation: String,
    reason: Field,
    most: usize,
    form: FormView,
}

/// Shows what it leads to; once it is proposed, the decision on it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, read(&ids)?, form).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(ids): Path<(String, String)>) -> Shown {
    let (ids, typed) = (read(&ids)?, &visit.form);
    let body = SuspensionBody { reason: typed.value("reason") };
    match taken(visit.api()?.propose_restoration(ids.0, ids.1, &typed.seen()?, &body), typed).await? {
        Ok(_) => {
            let next = page_of(ids, "restoration/decision?done=restoration-proposed");
            Ok(Redirect::to(&next).into_response())
        }
        Err(problem) => {
            page(&visit, ids, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, ids: Ids, form: FormView) -> Shown {
    unless_support(visit)?;
    let endpoint = Endpoint::read(visit, ids, EndpointState::Suspended).await?;
    if !endpoint.live.as_ref().is_some_and(|live| live.suspended) {
        return Err(Trouble::Refused(NOT_SUSPENDED.to_owned()));
    }
    if endpoint.restoration().is_some() {
        return Ok(Redirect::to(&endpoint.page("restoration/decision")).into_response());
    }
    let title = format!("Propose that the {} goes live again", endpoint.name());
    let mut frame = visit.frame(&title, Section::Endpoints);
    let status = form.mark(&mut frame);
    let page = Page {
        frame,
        back: list(ids),
        facts: endpoint.facts(),
        reason: form
            .field("reason", "Why it can be live again", "")
            .hint("PDP support reads it now. Everybody at the organisation reads it once the endpoint is live again."),
        most: visit.policy().limits.note_characters,
        form: form.showing(endpoint.organisation.version),
        organisation: endpoint.organisation.name,
    };
    html(status, &page)
}
