//! Asks for the evidence bundle of a change (A1): what is in it stands before the button.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::ChangeId;

use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/exports/bundle.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    form: FormView,
}

/// Shows what it is.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Has it made.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    match taken(visit.api()?.request_bundle(id), &visit.form).await? {
        Ok(export) => Ok(Redirect::to(&super::export::address(Some(id), export.body.id)).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let title = format!("Evidence bundle of {}", words::inside(&called(&change)));
    let mut frame = visit.frame(&title, Section::Changes);
    let status = form.mark(&mut frame);
    let page = Page { frame, heading: called(&change), back: format!("/portal/changes/{id}"), form };
    html(status, &page)
}
