//! Taking back what was decided by mistake (Q5): a question that is not answered, the confirmation while nothing is live, a rejection
//! for some days. The page says what then happens.

use api::{ChangeBody, TakeBackBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::actor::Role;
use domain::change::steps::StepStateKind;
use domain::change::{Decision, GoingLiveKind, Status};
use domain::codes::Coded;
use domain::ids::ChangeId;

use super::for_reviewers;
use super::review::working_days;
use crate::components::Field;
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/review/take_back.html")]
struct Page {
    frame: Frame,
    called: String,
    back: String,
    heading: &'static str,
    /// What is taken back, in PDP's own words, if it gave some.
    said: Option<String>,
    happens: Vec<String>,
    /// The code of the decision, so that no other one is taken back.
    decision: &'static str,
    button: &'static str,
    field: Field,
    most: usize,
    form: FormView,
}

/// Shows what will happen.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    page(&visit, id(&text)?, form).await
}

/// Takes it back.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed) = (id(&text)?, &visit.form);
    let decision = Decision::from_code(&typed.value("decision")).ok_or(Trouble::Unreadable)?;
    let body = TakeBackBody { decision: decision.into(), reason: typed.value("reason") };
    match taken(visit.api()?.take_back(id, &typed.seen()?, &body), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done=decision-taken-back")).into_response()),
        Err(problem) => page(&visit, id, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await,
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, form: FormView) -> Shown {
    for_reviewers(visit.signed_in()?, "takes back what was decided on a technical change")?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let decision = standing(&change)?;
    let policy = visit.policy();
    let heading = match decision {
        Decision::Question => "Take the question back",
        Decision::Confirmation => "Take the confirmation back",
        Decision::Rejection => "Take the rejection back",
    };
    let mut frame = visit.frame(&format!("{heading}: {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let read = "The organisation reads it.";
    let (said, happens) = match decision {
        Decision::Question => (change.questions.last().map(|one| one.question.clone()), of_question(&change)),
        Decision::Confirmation => (change.scale_reason.clone(), of_confirmation(&change)),
        Decision::Rejection => (change.end_reason.clone(), of_rejection(&change)),
    };
    let page = Page {
        frame,
        called: called(&change),
        back: format!("/portal/changes/{id}"),
        heading,
        said,
        happens,
        decision: decision.code(),
        button: heading,
        field: form.field("reason", "Why are you taking it back?", "").hint(read),
        most: match decision {
            Decision::Question => policy.limits.question_characters,
            Decision::Confirmation | Decision::Rejection => policy.limits.text_characters,
        },
        form: form.showing(change.version),
    };
    html(status, &page)
}

/// The decision that stands.
fn standing(change: &ChangeBody) -> Result<Decision, Trouble> {
    match change.status.0 {
        Status::AwaitingInformation => Ok(Decision::Question),
        Status::Confirmed if change.going_live.state == GoingLiveKind::Live => Err(Trouble::Refused(
            "The confirmation cannot be taken back any more: the new endpoints are live.".to_owned(),
        )),
        Status::Confirmed => Ok(Decision::Confirmation),
        Status::Rejected if change.take_back_until.is_none() => Err(Trouble::Refused(
            "The rejection cannot be taken back any more: the time for that is over. The organisation can begin a new draft with the answers of this change."
                .to_owned(),
        )),
        Status::Rejected => Ok(Decision::Rejection),
        _ => Err(Trouble::Refused(format!(
            "There is nothing to take back: this change {}.",
            change.status_words
        ))),
    }
}

fn of_question(change: &ChangeBody) -> Vec<String> {
    let clock = match (change.working_days_late, change.working_days_left) {
        (Some(late), _) => {
            format!(" It is {} late, as it was when the question was asked.", working_days(late))
        }
        (None, Some(left)) => format!(" PDP has {} left for it.", working_days(left)),
        (None, None) => String::new(),
    };
    vec![
        "The question needs no answer any more. It stays in the history.".to_owned(),
        format!("The review goes on, and it is PDP’s turn again.{clock}"),
        "Every primary business contact gets an email at once, with your reason.".to_owned(),
    ]
}

fn of_confirmation(change: &ChangeBody) -> Vec<String> {
    let mut happens = vec![
        "The change is under review again, and it is the turn of PDP’s reviewers. The review clock goes on from where it was when the change was confirmed."
            .to_owned(),
        "Nobody can work on its steps meanwhile. What was done on them is kept, and counts again when the change is confirmed again."
            .to_owned(),
    ];
    if !change.new_endpoints.is_empty() {
        happens.push(match change.going_live.on {
            Some(day) => format!(
                "The new endpoints do not go live on {}. After the next confirmation, going live is on hold until PDP support releases it.",
                words::day(day)
            ),
            None => "Nothing goes live meanwhile.".to_owned(),
        });
    }
    let open = change.steps.iter().filter(|step| {
        let is_open = matches!(step.state.0, StepStateKind::ToDo | StepStateKind::Returned);
        is_open && matches!(step.role.0, Role::Organisation(_))
    });
    let roles: Vec<_> = open.map(|step| format!("everybody who holds the role of {}", step.role.0)).collect();
    let goes_live = matches!(change.going_live.state.0, GoingLiveKind::Scheduled | GoingLiveKind::Due);
    let managers = goes_live.then(|| "every service manager".to_owned());
    let told = ["Every primary business contact".to_owned()].into_iter().chain(roles).chain(managers);
    let told: Vec<_> = told.collect();
    let verb = if told.len() == 1 { "gets" } else { "get" };
    happens.push(format!("{} {verb} an email at once, with your reason.", joined(&told)));
    happens
}

fn of_rejection(change: &ChangeBody) -> Vec<String> {
    let until = change.take_back_until.map(|until| {
        format!("This can be done until the end of {}. After that the rejection stands.", words::day(until))
    });
    let happens = [
        "The change is under review again, and it is PDP’s turn. If it was rejected while it waited for an answer, it waits for that answer again."
            .to_owned(),
        "Its URLs are reserved for it again. If another change has one of them by now, the rejection stands, and this page says so."
            .to_owned(),
        "Every primary business contact gets an email at once, with your reason.".to_owned(),
    ];
    until.into_iter().chain(happens).collect()
}

/// `a, b and c`.
fn joined(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}
