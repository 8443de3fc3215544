//! What was sent, under which reference, and what happens next, by whom and by when (C7).

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;

use crate::layout::{Frame, Section};
use crate::pages::changes::change::id;
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/report/sent.html")]
struct Page {
    frame: Frame,
    reference: String,
    next: String,
    downtime: Option<String>,
    change: String,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let address = format!("/portal/changes/{id}");
    // What happens next is on the page of the change once something has.
    let Some(reference) = change.reference.clone().filter(|_| change.status == Status::InReview) else {
        return Ok(Redirect::to(&address).into_response());
    };
    visit.show(&Page {
        frame: visit.frame(&format!("Technical change {reference} sent to PDP"), Section::Changes),
        reference,
        next: words::who_acts(&change, &words::tasks_of(&change, visit.signed_in()?, visit.today())),
        downtime: change.downtime_advice,
        change: address,
    })
}
