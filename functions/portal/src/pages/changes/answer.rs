//! The answer to PDP's question (V2). It is the model of a page with a form: see [`crate::form_view`].

use api::AnswerBody;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;
use domain::ids::ChangeId;

use super::change::{called, id};
use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::files::{Line, Subject};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/changes/answer.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    question: String,
    field: Field,
    most: usize,
    /// What was just done here.
    done: Option<&'static str>,
    /// The files of the submission, to which an answer can add.
    files: Vec<Line>,
    add: String,
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
    let answer = AnswerBody { answer: typed.value("answer") };
    match taken(visit.api()?.answer_question(id, &typed.seen()?, &answer), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=answered")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("answer", "answer")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let api = visit.api()?;
    let (change, evidence) = tokio::join!(ask(api.read_change(id)), ask(api.list_evidence(id)));
    let (change, evidence) = (change?.body, evidence?.body.items);
    let open = change.questions.last().filter(|_| change.status == Status::AwaitingInformation);
    let Some(question) = open else {
        return Err(Trouble::Refused("PDP has no question that waits for an answer.".to_owned()));
    };
    let mut frame = visit.frame(&format!("Answer PDP’s question on {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let field = form
        .field("answer", "Your answer", "")
        .hint("PDP’s reviewers read it. The review clock runs again once you have sent it.");
    let page = Page {
        frame,
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        question: question.question.clone(),
        field,
        most: visit.policy().limits.question_characters,
        done: words::done(&visit.query().value("done")),
        files: evidence
            .iter()
            .filter(|file| file.step.is_none())
            .map(|file| Line::of(id.into(), file))
            .collect(),
        add: Subject::Submission(id).add_page(),
        form: form.showing(change.version),
    };
    html(status, &page)
}
