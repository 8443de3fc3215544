//! The answer to PDP's question (V2). It is the model of a page with a form: what was typed is shown again after every trouble (W3), and
//! the key that the form carries lets nothing happen twice (W4).

use api::AnswerBody;
use api_client::{ETag, Error};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;
use domain::ids::ChangeId;
use domain::policy::Policy;
use http::StatusCode;

use super::change::{called, id};
use crate::components::{Field, Mistake};
use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::web::form::Form;

#[derive(Template)]
#[template(path = "pages/changes/answer.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    question: String,
    field: Field,
    most: usize,
    mistakes: Vec<Mistake>,
    /// Whether what was typed is shown again after the session had ended.
    is_kept: bool,
    /// The version of the change that was seen.
    seen: String,
    /// Tells this form from every other.
    key: String,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let kept = visit.kept().await?;
    form(&visit, id(&text)?, kept.clone().unwrap_or_default(), None, kept.is_some()).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let id = id(&text)?;
    let typed = visit.form.clone();
    let answer = AnswerBody { answer: typed.value("answer") };
    // A form of ours names the version it showed.
    let seen = ETag::parse(&typed.value("seen")).ok_or(Trouble::Unreadable)?;
    let api = visit.api()?;
    match api.answer_question(id, &seen, &answer).key(&typed.value("key")).send().await {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=answered")).into_response()),
        Err(Error::Refused(problem)) if problem.status == 422 => {
            let mistake = problem.fields().first().map_or(problem.advice(), |field| &field.message);
            form(&visit, id, typed, Some(mistake.to_owned()), false).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn form<P: Ports>(
    visit: &Visit<P>,
    id: ChangeId,
    typed: Form,
    mistake: Option<String>,
    is_kept: bool,
) -> Shown {
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let open = change.questions.last().filter(|_| change.status == Status::AwaitingInformation);
    let Some(question) = open else {
        return Err(Trouble::Refused("PDP has no question that waits for an answer.".to_owned()));
    };
    let mut frame = visit.frame(&format!("Answer PDP’s question on {}", called(&change)), Section::Changes);
    frame.has_error = mistake.is_some();
    let mistakes =
        mistake.iter().map(|text| Mistake { text: text.clone(), href: Some("#answer".to_owned()) });
    let field = Field::new("answer", "Your answer")
        .hint("It goes to PDP’s reviewers. The time of the review goes on when they have it.")
        .value(&typed.value("answer"))
        .error(mistake.as_deref());
    // The same form has the same key, until it is taken.
    let key = Some(typed.value("key")).filter(|key| !key.is_empty());
    let page = Page {
        frame,
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        question: question.question.clone(),
        mistakes: mistakes.collect(),
        field,
        most: Policy::in_force(visit.today()).limits.question_characters,
        is_kept,
        seen: ETag::of(change.version).to_string(),
        key: key.unwrap_or_else(|| visit.new_key()),
    };
    html(if mistake.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}
