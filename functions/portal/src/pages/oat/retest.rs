//! A re-test after a failure (O7): what was put right.

use api::RetestBody;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::OatId;

use super::request::{address, id};
use super::standing::{is_manager, takes_retest};
use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};

#[derive(Template)]
#[template(path = "pages/oat/retest.html")]
struct Page {
    frame: Frame,
    reference: String,
    back: String,
    /// What failed, and what to do about it.
    cause: Option<(String, String)>,
    field: Field,
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
    let body = RetestBody { fixed: typed.value("fixed") };
    match taken(visit.api()?.ask_for_retest(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=retest-asked", address(id))).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("fixed", "fixed")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: OatId, form: FormView) -> Shown {
    let oat = ask(visit.api()?.read_oat(id)).await?.body;
    if !is_manager(visit.signed_in()?) {
        return Err(Trouble::NotAllowed(
            "A service manager of the organisation asks for a re-test.".to_owned(),
        ));
    }
    if !takes_retest(&oat) {
        let words =
            "No re-test can be asked for now. The page of this test says where it is, and what can be done.";
        return Err(Trouble::Refused(words.to_owned()));
    }
    let mut frame = visit.frame(&format!("Ask for a re-test of {}", oat.reference), Section::Testing);
    let status = form.mark(&mut frame);
    let page = Page {
        back: address(id),
        cause: oat.cause.as_ref().map(|cause| (cause.explanation.clone(), cause.advice.clone())),
        field: form
            .field("fixed", "What was put right", "")
            .hint("Say what was changed, and where. PDP reads this if the test is not passed again."),
        most: visit.policy().limits.note_characters,
        form: form.showing(oat.version),
        reference: oat.reference,
        frame,
    };
    html(status, &page)
}
