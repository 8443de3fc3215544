//! What the pages of the form have in common: a draft is opened, one answer of it is saved, and the next question follows.
//!
//! A draft takes whatever was typed, so nothing is lost; the API's check then says what is wrong with the answer, and the page shows it.

use api::{AnswersBody, ChangeBody, FieldProblem};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::{OrganisationRole, Role};
use domain::change::Status;
use domain::ids::ChangeId;
use http::StatusCode;

use super::question::Question;
use crate::components::Choices;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::Visit;
use crate::words;

/// Whether this person may fill in the form and send it.
pub fn reports(who: &Who) -> bool {
    who.has(Role::from(OrganisationRole::PrimaryBusinessContact))
}

/// What is around a question.
pub struct Around {
    pub back: String,
    pub back_text: &'static str,
    pub caption: String,
    pub form: FormView,
}

/// How saving an answer ended.
pub enum Saved {
    /// It is saved, and another page follows.
    Leads(Response),
    /// Something is wrong with it.
    Mistaken(Box<ChangeBody>, Box<FormView>),
}

/// The way from a page of the form to the next.
pub fn follow(id: ChangeId, after: Option<Question>, answers: &AnswersBody) -> String {
    let next = Question::next(after, answers);
    next.map_or_else(|| format!("/portal/changes/{id}/check"), |next| next.address(id))
}

/// The draft at an address, for who may change it.
///
/// # Errors
/// [`Trouble`]: there is none, it has been sent, or somebody else has to do this.
pub async fn open<P: Ports>(visit: &Visit<P>, text: &str) -> Result<ChangeBody, Trouble> {
    let id = id(text)?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    for_its_contact(visit, still_a_draft(change)?)
}

/// The draft at an address, and the form of one of its questions. Who comes from the check of all answers is shown at once what is wrong
/// with this one. `places` names the fields of the page for those of the API.
///
/// # Errors
/// [`Trouble`], as of [`open`].
pub async fn opened<P: Ports>(
    visit: &Visit<P>,
    text: &str,
    question: Question,
    places: &[(&str, &str)],
) -> Result<(ChangeBody, FormView), Trouble> {
    let form = FormView::open(visit).await?;
    if form.is_kept || !comes_from_check(visit) {
        return Ok((open(visit, text).await?, form));
    }
    let (change, found) = tokio::join!(open(visit, text), found(visit, id(text)?, question));
    let (change, mut found) = (change?, found?);
    // An unanswered question is asked first: it shows no mistake when it opens.
    found.retain(|_| question.is_answered(&change.answers));
    Ok((change, form.with_problems(&found, places)))
}

fn comes_from_check<P: Ports>(visit: &Visit<P>) -> bool {
    visit.query().value("from") == "check"
}

/// What the API's check says about this question.
async fn found<P: Ports>(
    visit: &Visit<P>,
    id: ChangeId,
    question: Question,
) -> Result<Vec<FieldProblem>, Trouble> {
    let mut problems = ask(visit.api()?.check_draft(id)).await?.body.problems;
    problems.retain(|problem| problem.field.starts_with(question.field()));
    Ok(problems)
}

/// Nothing is offered that somebody cannot do (W1).
fn for_its_contact<P: Ports>(visit: &Visit<P>, change: ChangeBody) -> Result<ChangeBody, Trouble> {
    if reports(visit.signed_in()?) {
        return Ok(change);
    }
    let words = "A primary business contact of your organisation fills in this form and sends it.";
    Err(Trouble::NotAllowed(words.to_owned()))
}

/// Answers change as long as they are not sent.
pub fn still_a_draft(change: ChangeBody) -> Result<ChangeBody, Trouble> {
    if change.status == Status::Draft {
        return Ok(change);
    }
    Err(Trouble::Refused(format!(
        "The answers cannot be changed any more: this change {}.",
        change.status_words
    )))
}

/// Saves an answer, and says where it leads. `places` names the fields of the page for those of the API.
///
/// # Errors
/// [`Trouble`], for whose page what was typed is kept.
pub async fn save<P: Ports>(
    visit: &Visit<P>,
    text: &str,
    question: Question,
    places: &[(&str, &str)],
    set: impl FnOnce(&mut AnswersBody),
) -> Result<Saved, Trouble> {
    let (id, typed, api) = (id(text)?, &visit.form, visit.api()?);
    let seen = typed.seen()?;
    let mut change = still_a_draft(ask(api.read_change(id)).await?.body)?;
    let before = change.answers.clone();
    set(&mut change.answers);
    // What is in the draft already is not saved again: a form that is sent twice, or sent without a change.
    if change.answers != before || !reports(visit.signed_in()?) {
        change = match taken(api.edit_draft(id, &seen, &change.answers), typed).await? {
            Ok(answer) => answer.body,
            Err(problem) => {
                let form = FormView::mistaken(visit, &problem, places);
                return Ok(Saved::Mistaken(Box::new(change), Box::new(form)));
            }
        };
    }
    // It is saved. If the check does not answer now, it does before anything is sent.
    let found = found(visit, id, question).await.unwrap_or_default();
    if !found.is_empty() {
        let form = FormView::unfinished(visit, &found, places);
        return Ok(Saved::Mistaken(Box::new(change), Box::new(form)));
    }
    let next = if comes_from_check(visit) {
        format!("/portal/changes/{id}/check")
    } else {
        follow(id, Some(question), &change.answers)
    };
    Ok(Saved::Leads(Redirect::to(&next).into_response()))
}

/// What is around the page of a question, and the page's status.
pub fn around<P: Ports>(
    visit: &Visit<P>,
    change: &ChangeBody,
    question: Question,
    form: FormView,
) -> (Frame, Around, StatusCode) {
    let title = format!("{} {}", question.words(), called(change));
    let mut frame = visit.frame(&title, Section::Changes);
    let status = form.mark(&mut frame);
    let before = question.before(&change.answers);
    let (back, back_text) = if comes_from_check(visit) {
        (format!("/portal/changes/{}/check", change.id), "Check your answers")
    } else if let Some(before) = before {
        (before.address(change.id), "Back")
    } else {
        (format!("/portal/changes/{}", change.id), "Back")
    };
    let form = form.showing(change.version);
    (frame, Around { back, back_text, caption: words::first(&called(change)), form }, status)
}

/// A question that is answered by choosing.
#[derive(Template)]
#[template(path = "pages/report/choices.html")]
pub struct Choosing {
    pub frame: Frame,
    pub around: Around,
    pub asked: Choices,
}
