//! A support session about an initial connection, or a delay of its going live (D1, G3). A technical change has support requests of
//! its own.

use api::SupportSessionBody;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::OatId;
use domain::oat::Status;

use super::request::{address, id};
use super::standing::{change_of, is_manager, support_page};
use crate::components::{Choice, Choices, DateField, Field};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::day;

/// The fields of the page that the API's are shown at.
const PLACES: &[(&str, &str)] = &[("text", "text"), ("until", "until-day")];

#[derive(Template)]
#[template(path = "pages/oat/support.html")]
struct Page {
    frame: Frame,
    reference: String,
    back: String,
    kind: Choices,
    until: DateField,
    text: Field,
    most: usize,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let is_delay = typed.value("kind") == "delay";
    let until = if is_delay && day::is_typed(typed, "until") {
        match day::read(typed, "until", "The day until which it waits") {
            Ok(day) => Some(day.into()),
            Err(mistake) => {
                return page(&visit, id, FormView::unreadable(&visit, vec![mistake.of("until")])).await;
            }
        }
    } else {
        None
    };
    let body = SupportSessionBody { text: typed.value("text"), delay: Some(is_delay), until };
    match taken(visit.api()?.ask_for_support(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=support-asked", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, PLACES)).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    let oat = ask(visit.api()?.read_oat(id)).await?.body;
    if !is_manager(visit.signed_in()?) {
        let words = "A service manager of the organisation asks for a support session.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    if change_of(&oat).is_some() {
        return Ok(Redirect::to(&support_page(&oat)).into_response());
    }
    if matches!(oat.status.0, Status::Live | Status::Closed) {
        return Err(Trouble::Refused(format!("There is nothing to ask for: this OAT {}.", oat.status_words)));
    }
    let mut frame = visit.frame(&format!("Ask for support with {}", oat.reference), Section::Testing);
    let status = form.mark(&mut frame);
    let kinds = vec![
        Choice::new("session", "A support session about the test"),
        Choice::new("delay", "A delay of going live"),
    ];
    let page = Page {
        back: address(id),
        kind: form.radios("kind", "What do you need?", kinds, "session"),
        until: form
            .date("until", "If you need a delay, the day on which it ends (optional)", None)
            .hint("For example, 27 1 2027. Leave it empty if you do not know yet."),
        text: form.field("text", "What it is about", "").hint("PDP support reads it, and answers by email."),
        most: visit.policy().limits.note_characters,
        form: form.showing(oat.version),
        reference: oat.reference,
        frame,
    };
    html(status, &page)
}
