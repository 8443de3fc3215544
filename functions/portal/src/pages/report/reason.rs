//! The reason for the request (C2), in the words of the organisation.

use api::{AnswersBody, ChangeBody};
use askama::Template;
use axum::extract::Path;

use super::draft::{self, Around, Saved};
use super::question::Question;
use crate::components::Field;
use crate::form_view::FormView;
use crate::layout::Frame;
use crate::ports::Ports;
use crate::visit::{Shown, Visit, html};

const PLACES: &[(&str, &str)] = &[("reason", "reason")];

#[derive(Template)]
#[template(path = "pages/report/reason.html")]
struct Page {
    frame: Frame,
    around: Around,
    field: Field,
    most: usize,
}

/// Shows the question.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (change, form) = draft::opened(&visit, &text, Question::Reason, PLACES).await?;
    page(&visit, &change, form)
}

/// Takes the answer.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let reason = visit.form.value("reason");
    let set = |answers: &mut AnswersBody| answers.reason = reason;
    match draft::save(&visit, &text, Question::Reason, PLACES, set).await? {
        Saved::Leads(response) => Ok(response),
        Saved::Mistaken(change, form) => page(&visit, &change, *form),
    }
}

fn page<P: Ports>(visit: &Visit<P>, change: &ChangeBody, form: FormView) -> Shown {
    let field = form
        .field("reason", Question::Reason.words(), &change.answers.reason)
        .as_heading()
        .hint("Describe what you change and why. If you are not sure which scale it is, say what makes you unsure. Do not include personal information.");
    let (frame, around, status) = draft::around(visit, change, Question::Reason, form);
    let most = visit.policy().limits.text_characters;
    html(status, &Page { frame, around, field, most })
}
