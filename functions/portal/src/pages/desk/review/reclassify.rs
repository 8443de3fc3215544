//! Another scale for a change (V4): it is chosen here, and the next page says what it changes before it is done.

use api::ChangeBody;
use api_client::{Error, OtherScale};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;
use domain::codes::Coded;
use domain::ids::ChangeId;
use domain::policy::Scale;

use super::for_reviewers;
use super::scales::{self, ScaleLine};
use crate::components::Choices;
use crate::form_view::{FormView, yes_no};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::address::with_query;
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/review/reclassify.html")]
struct Page {
    frame: Frame,
    called: String,
    back: String,
    /// The scale that it has.
    current: String,
    is_confirmed: bool,
    /// Why nothing is asked about OAT, where nothing is.
    oat_words: Option<&'static str>,
    scales: Vec<ScaleLine>,
    scale: Choices,
    oat: Option<Choices>,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Leads to the page that says what it changes, if it can be done. Nothing is done yet.
pub async fn choose<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    allowed(&visit)?;
    let Some(scale) = Scale::from_code(&typed.value("scale")) else {
        let form = FormView::lacking(&visit, "scale", "Select the scale that the change should have");
        return page(&visit, id, form).await;
    };
    let oat_required = typed.yes_no("oat");
    match visit.api()?.preview_reclassification(id, &OtherScale { scale, oat_required }).send().await {
        Ok(_) => {
            let oat = oat_required.map(|is| yes_no(Some(is)));
            let address = format!("/portal/changes/{id}/reclassify/check");
            let address = with_query(&address, &[("scale", Some(scale.code())), ("oat", oat)]);
            Ok(Redirect::to(&address).into_response())
        }
        Err(Error::Refused(problem)) if problem.status == 422 => {
            let places = [("scale", "scale"), ("oat_required", "oat")];
            page(&visit, id, FormView::mistaken(&visit, &problem, &places)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets reviewers through.
pub fn allowed<P: Ports>(visit: &Visit<P>) -> Result<(), Trouble> {
    for_reviewers(visit.signed_in()?, "gives a technical change another scale")
}

/// Whether it can still get another scale.
pub fn still_open(change: &ChangeBody) -> Result<(), Trouble> {
    match change.status.0 {
        Status::InReview | Status::AwaitingInformation | Status::Confirmed => Ok(()),
        _ => Err(Trouble::Refused(format!(
            "This change cannot get another scale: it {}.",
            change.status_words
        ))),
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    allowed(visit)?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    still_open(&change)?;
    let mut frame = visit.frame(&format!("Give another scale to {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let current = change.scale.map_or("", |scale| scale.0.code());
    let is_asked_for = change.answers.oat_requested.is_some_and(|is| is);
    let is_confirmed = change.status == Status::Confirmed;
    let asks_oat = is_confirmed && !is_asked_for;
    let page = Page {
        frame,
        called: called(&change),
        back: format!("/portal/changes/{id}"),
        current: change.scale.map_or_else(String::new, |scale| words::inside(&words::scale(scale))),
        is_confirmed,
        oat_words: match (is_confirmed, is_asked_for) {
            (_, true) => Some("OAT stays required, because the organisation asked for it."),
            (false, false) => Some("Whether OAT is required is decided when the change is confirmed."),
            (true, false) => None,
        },
        scales: scales::lines(&change, visit.policy()),
        scale: form.radios("scale", "Which scale should the change have?", scales::choices(), current),
        oat: asks_oat.then(|| {
            let legend = "Is operational acceptance testing (OAT) required from now on?";
            form.yes_no("oat", legend, change.oat_required)
        }),
        form: form.showing(change.version),
    };
    html(status, &page)
}
