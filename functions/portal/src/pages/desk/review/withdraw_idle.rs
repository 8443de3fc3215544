//! PDP withdraws a change in which nothing has happened for long although it was its organisation's turn (Q3).

use api::{ChangeBody, IdleWithdrawalBody, TaskBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::{GoingLiveKind, Status};
use domain::ids::ChangeId;
use domain::task::TaskKind;

use super::for_reviewers;
use super::review::working_days;
use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words::{self, TaskLine};

#[derive(Template)]
#[template(path = "pages/desk/review/withdraw_idle.html")]
struct Page {
    frame: Frame,
    called: String,
    back: String,
    /// For how long nothing has happened.
    idle: String,
    /// What the organisation was to do.
    waits: Vec<String>,
    happens: Vec<String>,
    field: Field,
    most: usize,
    form: FormView,
}

/// What says that a change is idle, if it is.
pub fn task(change: &ChangeBody) -> Option<&TaskBody> {
    change.tasks.as_deref().unwrap_or_default().iter().find(|task| task.kind == TaskKind::Idle)
}

/// Shows what will happen.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Withdraws it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let body = IdleWithdrawalBody { reason: typed.value("reason") };
    match taken(visit.api()?.withdraw_idle_change(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=idle-withdrawn")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    for_reviewers(who, "withdraws technical changes in which nothing happens")?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let limits = &visit.policy().limits;
    let Some(idle) = task(&change) else {
        return Err(Trouble::Refused(match change.status.0 {
            Status::AwaitingInformation | Status::Confirmed => format!(
                "This change is not idle. PDP can withdraw a change when nothing has happened in it for {} although it is its organisation’s turn.",
                working_days(limits.chase.idle_working_days)
            ),
            _ => format!("There is no idle change to withdraw: this change {}.", change.status_words),
        }));
    };
    let mut frame = visit.frame(&format!("Withdraw as idle: {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let field = form
        .field("reason", "Why are you withdrawing it?", "")
        .hint("Everybody at the organisation who holds a role reads it.");
    let others =
        change.tasks.as_deref().unwrap_or_default().iter().filter(|task| task.kind != TaskKind::Idle);
    let page = Page {
        called: called(&change),
        back: format!("/portal/changes/{id}"),
        idle: format!(
            "Nothing has happened in this change for {}, since {}.",
            working_days(idle.age),
            words::moment(idle.since)
        ),
        waits: others.map(|task| TaskLine::of(task, who, visit.today()).sentence()).collect(),
        happens: happens(&change),
        field,
        most: limits.text_characters,
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// What withdrawing does.
fn happens(change: &ChangeBody) -> Vec<String> {
    let mut happens = vec!["The change ends at once. Nobody has to do anything in it any more.".to_owned()];
    match change.going_live.state.0 {
        GoingLiveKind::NothingToAdd => {}
        GoingLiveKind::Live => happens.push("Its endpoints that are live stay live.".to_owned()),
        _ => happens
            .push("Its new endpoints do not go live, and their URLs are free for other changes.".to_owned()),
    }
    happens.push(
        "Everybody at the organisation who holds a role gets an email at once, with your reason.".to_owned(),
    );
    happens.push("The organisation can begin a new draft with the same answers.".to_owned());
    happens
}
