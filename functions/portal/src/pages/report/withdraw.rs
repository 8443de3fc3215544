//! Withdrawing a change (C9), as long as it is not complete.

use api::WithdrawalBody;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::Status;
use domain::ids::ChangeId;

use super::draft::reports;
use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};

#[derive(Template)]
#[template(path = "pages/report/withdraw.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    question: &'static str,
    what_follows: &'static str,
    button: &'static str,
    field: Field,
    most: usize,
    form: FormView,
}

/// Shows the form.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Withdraws it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let reason = Some(typed.value("reason")).filter(|reason| !reason.trim().is_empty());
    let body = WithdrawalBody { reason };
    match taken(visit.api()?.withdraw_change(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=withdrawn")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let change = ask(visit.api()?.read_change(id)).await?.body;
    if !reports(visit.signed_in()?) {
        let words = "A primary business contact of the organisation can withdraw a technical change.";
        return Err(Trouble::NotAllowed(words.to_owned()));
    }
    if change.status.is_terminal() {
        return Err(Trouble::Refused(format!(
            "There is nothing to withdraw any more: this change {}.",
            change.status_words
        )));
    }
    let is_draft = change.status == Status::Draft;
    let mut frame = visit.frame(&format!("Withdraw: {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let field = form.field("reason", "Why are you withdrawing it? (optional)", "");
    let page = Page {
        frame,
        heading: called(&change),
        back: format!("/portal/changes/{id}"),
        question: if is_draft {
            "Do you want to withdraw this draft?"
        } else {
            "Do you want to withdraw this technical change?"
        },
        what_follows: if is_draft {
            "It was never sent to PDP. It stays in your list as withdrawn."
        } else {
            "PDP stops working on it. Its new endpoints do not go live, and their URLs can be used in another change. PDP and your organisation get an email."
        },
        button: if is_draft { "Withdraw this draft" } else { "Withdraw this change" },
        field,
        most: visit.policy().limits.text_characters,
        form: form.showing(change.version),
    };
    html(status, &page)
}
