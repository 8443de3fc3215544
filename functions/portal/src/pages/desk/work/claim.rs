//! Claims what waits, and releases it (Q1). A claim shows who works on it, ends after a day, and blocks nobody. Each row of the work list
//! has a button for it, which leads back to the list as it was.

use api::NewClaimBody;
use api_client::Problem;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::task::TaskId;

use super::list::View;
use crate::form_view::taken_under;
use crate::ports::Ports;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};
use crate::web::form::Form;

/// In the address of a claim: it is taken over from a colleague.
pub const TAKE_OVER: &str = "take_over";

/// Leads to the list from which it was claimed or released, after somebody signed in again.
pub async fn back<P: Ports>(visit: Visit<P>, Path(task): Path<String>) -> Shown {
    id(&task)?;
    let kept = visit.kept().await?.unwrap_or_default();
    Ok(Redirect::to(&View::read(&kept).address()).into_response())
}

/// Says that the reader works on it.
pub async fn claim<P: Ports>(visit: Visit<P>, Path(task): Path<String>) -> Shown {
    let (task, form) = (id(&task)?, &visit.form);
    let take_over = visit.query().yes_no(TAKE_OVER);
    let claim = NewClaimBody { take_over };
    let answer = taken_under(visit.api()?.claim_task(&task, &claim), &key(form)).await;
    let done = if take_over == Some(true) { "taken-over" } else { "claimed" };
    after(answer.map(|taken| taken.map(drop)), form, done)
}

/// Says that the reader does not work on it any more.
pub async fn release<P: Ports>(visit: Visit<P>, Path(task): Path<String>) -> Shown {
    let (task, form) = (id(&task)?, &visit.form);
    let answer = taken_under(visit.api()?.release_task(&task), &key(form)).await;
    after(answer.map(|taken| taken.map(drop)), form, "released")
}

/// Leads back to the list, unless it was refused.
fn after(answer: Result<Result<(), Box<Problem>>, Trouble>, form: &Form, done: &str) -> Shown {
    match answer {
        Ok(Ok(())) => Ok(Redirect::to(&View::read(form).after(done)).into_response()),
        Ok(Err(problem)) => Err(Trouble::Refused(problem.advice().to_owned())),
        // The list that its reader saw had it, so it is not the address that is wrong.
        Err(Trouble::NotFound) => Err(Trouble::Refused(
            "This task is no longer waiting: somebody has done it, or something has changed. The work list shows the tasks that wait now."
                .to_owned(),
        )),
        Err(trouble) => Err(trouble),
    }
}

/// The key of what a button sends. The buttons of a list are in one form, so the row tells them apart.
fn key(form: &Form) -> String {
    format!("{}-{}", form.value("key"), form.value("row"))
}

/// Reads the id of what waits: there is nothing at an address that has none.
fn id(text: &str) -> Result<String, Trouble> {
    let id: TaskId = text.parse().map_err(|_| Trouble::NotFound)?;
    Ok(id.to_string())
}
