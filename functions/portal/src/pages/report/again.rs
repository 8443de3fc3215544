//! A draft that begins with the answers of an earlier change.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::ChangeId;

use super::draft::reports;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};

#[derive(Template)]
#[template(path = "pages/report/again.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    form: FormView,
}

/// Shows what will happen.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Begins it, once for each form.
pub async fn begin<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    match taken(visit.api()?.draft_from_change(id), &visit.form).await? {
        Ok(draft) => Ok(Redirect::to(&format!("/portal/changes/{}/check", draft.id)).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let change = ask(visit.api()?.read_change(id)).await?.body;
    if !reports(visit.signed_in()?) {
        let words = "A primary business contact of the organisation begins drafts.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    let mut frame = visit.frame(&format!("Begin a draft from {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    html(status, &Page { frame, heading: called(&change), back: format!("/portal/changes/{id}"), form })
}
