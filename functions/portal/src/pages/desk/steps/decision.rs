//! The decision on a step (S2, Q5): approve what was submitted, or return it with a reason; open a step again that was approved by
//! mistake. What was submitted and its files stand beside the decision.

use api::{ChangeBody, StepBody, StepDecisionBody};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::change::step_answers::takes_evidence;
use domain::change::steps::StepStateKind;
use domain::change::{GoingLiveKind, Status};
use domain::ids::ChangeId;
use domain::policy::Step;
use domain::task::TaskKind;

use super::follows;
use crate::components::{Choice, Choices, Field, Row};
use crate::form_view::{FormView, taken};
use crate::layout::{Frame, Section};
use crate::pages::changes::change::{called, id};
use crate::pages::changes::step;
use crate::pages::files::Line;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit, html};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/steps/decision.html")]
struct Page {
    frame: Frame,
    heading: String,
    back: String,
    /// What the step is called.
    step: String,
    title: String,
    state: String,
    colour: &'static str,
    now: String,
    /// Who else is at it.
    claim: Option<String>,
    /// Why it was returned, or opened again.
    reason: Option<String>,
    submitted: Vec<Row>,
    takes_files: bool,
    files: Vec<Line>,
    facts: Vec<Row>,
    /// What can be decided now, by who may.
    asked: Option<Asked>,
    most: usize,
    form: FormView,
}

/// What can be decided.
#[expect(clippy::large_enum_variant, reason = "a page has one of it")]
enum Asked {
    Decide { outcome: Choices, reason: Field, approving: Vec<String>, returning: Vec<String> },
    Reopen { reason: Field, follows: Vec<String> },
}

/// What of it can be decided now.
enum Open {
    Decision,
    Reopening,
    Nothing,
}

/// The address of the decision on a step.
pub fn address(id: ChangeId, of: Step) -> String {
    format!("{}/decision", step::address(id, of))
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path((text, step)): Path<(String, String)>) -> Shown {
    let (id, step) = (id(&text)?, step::step_of(&step)?);
    let form = FormView::open(&visit).await?;
    page(&visit, id, step, form).await
}

/// Takes it.
pub async fn send<P: Ports>(visit: Visit<P>, Path((text, step)): Path<(String, String)>) -> Shown {
    let (id, step, typed) = (id(&text)?, step::step_of(&step)?, &visit.form);
    let reason = typed.value("reason");
    let (decision, done) = match typed.value("outcome").as_str() {
        "approve" => (StepDecisionBody::approve(), "step-approved"),
        "return" => (StepDecisionBody::give_back(&reason), "step-returned"),
        "reopen" => (StepDecisionBody::reopen(&reason), "step-reopened"),
        _ => {
            let form = FormView::lacking(&visit, "outcome", "Select if you approve this step or return it");
            return page(&visit, id, step, form).await;
        }
    };
    match taken(visit.api()?.decide_step(id, step, &typed.seen()?, &decision), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/changes/{id}?done={done}")).into_response()),
        Err(problem) => {
            page(&visit, id, step, FormView::mistaken(&visit, &problem, &[("reason", "reason")])).await
        }
    }
}

async fn page<P: Ports>(visit: &Visit<P>, id: ChangeId, of: Step, form: FormView) -> Shown {
    let who = visit.signed_in()?;
    let api = visit.api()?;
    let (change, evidence) = tokio::join!(ask(api.read_change(id)), async {
        if takes_evidence(of) {
            ask(api.list_evidence(id)).await.map(|found| found.body.items)
        } else {
            Ok(Vec::new())
        }
    });
    let (change, evidence) = (change?.body, evidence?);
    let found = change.steps.iter().find(|one| one.step == of).ok_or(Trouble::NotFound)?;
    let title = format!("Decision on {}", words::inside(&found.title));
    let mut frame = visit.frame(&format!("{title}: {}", called(&change)), Section::Changes);
    let status = form.mark(&mut frame);
    let decides = found.approved_by.is_some_and(|role| who.has(role.0));
    let limits = &visit.policy().limits;
    let asked = match open(&change, found) {
        Open::Decision if decides => Some(Asked::Decide {
            outcome: form.radios(
                "outcome",
                "What do you decide?",
                vec![Choice::new("approve", "Approve this step"), Choice::new("return", "Return this step")],
                "",
            ),
            reason: form
                .field("reason", "Why you return it", "")
                .hint("Only if you return it. The organisation reads it."),
            approving: follows::approval(&change, found, visit.policy(), visit.today()),
            returning: follows::return_of(found),
        }),
        Open::Reopening if decides => Some(Asked::Reopen {
            reason: form.field("reason", "Why you open it again", "").hint("The organisation reads it."),
            follows: follows::reopening(&change, found),
        }),
        _ => None,
    };
    let page = Page {
        heading: called(&change),
        back: step::address(id, of),
        step: found.title.clone(),
        title,
        state: words::step_state(found.state.0),
        colour: words::step_colour(found.state.0),
        now: now(&change, found, who),
        claim: words::claim(&change, who, visit.today(), |task| {
            task.kind.0 == TaskKind::StepDecision && task.step.is_some_and(|one| one == of)
        }),
        reason: found.reason.clone(),
        submitted: found.submission.as_ref().map(step::submitted).unwrap_or_default(),
        takes_files: takes_evidence(of),
        files: step::files(id, found, &evidence),
        facts: step::facts(found, &change),
        asked,
        most: limits.text_characters,
        form: form.showing(change.version),
        frame,
    };
    html(status, &page)
}

/// What can be decided on a step now.
fn open(change: &ChangeBody, step: &StepBody) -> Open {
    match step.state.0 {
        _ if change.status != Status::Confirmed || step.approved_by.is_none() => Open::Nothing,
        StepStateKind::WithPdp => Open::Decision,
        StepStateKind::Complete if !led_to_live(change, step) => Open::Reopening,
        _ => Open::Nothing,
    }
}

/// Whether PDP may open it again, as far as the page can know.
pub fn can_reopen(change: &ChangeBody, step: &StepBody) -> bool {
    matches!(open(change, step), Open::Reopening)
}

/// Whether the new endpoints went live after it was approved.
fn led_to_live(change: &ChangeBody, step: &StepBody) -> bool {
    let live = change.going_live.since.filter(|_| change.going_live.state.0 == GoingLiveKind::Live);
    live.is_some_and(|live| step.since.is_some_and(|approved| approved <= live))
}

/// What its reader can do now, or who does something next.
fn now(change: &ChangeBody, step: &StepBody, who: &Who) -> String {
    let Some(role) = step.approved_by else {
        return "There is nothing to decide: this step needs no decision of PDP.".to_owned();
    };
    let (is_theirs, decider) = (who.has(role.0), words::first(&role.0.somebody()));
    match step.state.0 {
        _ if change.status != Status::Confirmed => {
            format!("There is nothing to decide: this change {}.", change.status_words)
        }
        StepStateKind::WithPdp if is_theirs => {
            "It is your turn: read what was submitted, then approve this step or return it.".to_owned()
        }
        StepStateKind::WithPdp => format!("There is nothing for you to do now. {decider} decides on it."),
        StepStateKind::Complete if led_to_live(change, step) => {
            "There is nothing to decide: the new endpoints went live after this step was approved, so it cannot be opened again. If they must not be used, PDP support can suspend them."
                .to_owned()
        }
        StepStateKind::Complete if is_theirs => {
            "This step is complete. If it was approved by mistake, you can open it again.".to_owned()
        }
        StepStateKind::Complete => format!(
            "There is nothing to decide: this step is complete. {decider} can open it again if it was approved by mistake."
        ),
        StepStateKind::NotNeeded => "There is nothing to decide: this change does not need this step.".to_owned(),
        StepStateKind::CannotStartYet => "There is nothing to decide yet: other steps come first.".to_owned(),
        StepStateKind::ToDo | StepStateKind::Returned => format!(
            "There is nothing to decide now. {} submits this step.",
            words::first(&step.role.0.somebody())
        ),
    }
}
