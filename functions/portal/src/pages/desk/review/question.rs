//! A question to the organisation (V2): the clock of the review stops until there is an answer.

use api::{ChangeBody, InformationBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;
use domain::ids::ChangeId;

use super::for_reviewers;
use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/review/question.html")]
struct Page {
    frame: Frame,
    called: String,
    back: String,
    /// When the review is due, if it is not late.
    due: Option<String>,
    /// Earlier questions, with their answers.
    earlier: Vec<(String, Option<String>)>,
    field: Field,
    most: usize,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Asks.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let body = InformationBody { question: typed.value("question") };
    match taken(visit.api()?.ask_for_information(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=question-asked")).into_response()),
        Err(problem) => {
            page(&visit, id, FormView::mistaken(&visit, &problem, &[("question", "question")])).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    for_reviewers(visit.signed_in()?, "asks questions about technical changes")?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    still_open(&change)?;
    let mut frame = visit.frame(&format!("Ask a question about {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let field = form
        .field("question", "Your question", "")
        .hint("Say what PDP needs, and which file if you need one. They answer it once, and can add files to the answer.");
    let earlier = change
        .questions
        .iter()
        .map(|one| (one.question.clone(), one.answer.clone().or_else(|| one.taken_back_reason.clone())));
    let page = Page {
        called: called(&change),
        back: format!("/portal/changes/{id}/review"),
        due: change.review_due.map(words::day),
        earlier: earlier.collect(),
        field,
        most: visit.policy().limits.question_characters,
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// Whether a question can be asked.
fn still_open(change: &ChangeBody) -> Result<(), Trouble> {
    match change.status.0 {
        Status::InReview => Ok(()),
        Status::AwaitingInformation => Err(Trouble::Refused(
            "PDP has asked a question already. Ask the next one when the answer is there, or take the question back."
                .to_owned(),
        )),
        _ => Err(Trouble::Refused(format!(
            "PDP asks questions while it reviews a change: this change {}.",
            change.status_words
        ))),
    }
}
