//! A technical change: where it is in one sentence, what its reader can do now, its steps, its endpoints.

use api::{ChangeBody, StepBody, StepCode};
use askama::Template;
use axum::extract::Path;
use domain::change::Status;
use domain::change::steps::StepStateKind;
use domain::ids::ChangeId;
use jiff::civil::Date;

use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::pages::report::Question;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::words::{self, TaskLine};

#[derive(Template)]
#[template(path = "pages/changes/change.html")]
struct Page {
    frame: Frame,
    heading: String,
    kind: String,
    now: Now,
    /// What was just done here.
    done: Option<&'static str>,
    question: Option<String>,
    end_reason: Option<String>,
    scale_reason: Option<String>,
    steps: Vec<StepLine>,
    endpoints: Vec<EndpointLine>,
    going_live: String,
    holds: Vec<String>,
    facts: Vec<Row>,
    reason: String,
    downtime: Option<String>,
    /// What else its reader may do with it: pages and their names.
    further: Vec<(&'static str, String)>,
    history: String,
}

/// Where it is, and whose turn it is.
struct Now {
    state: String,
    /// What its reader can do now.
    yours: Vec<TaskLine>,
    /// What waits for others, or for a day to come.
    others: Vec<TaskLine>,
    /// Who acts next, or what happens when nobody has to.
    next: String,
}

/// A step.
struct StepLine {
    number: usize,
    title: String,
    /// Its page.
    href: String,
    state: String,
    colour: &'static str,
    is_current: bool,
    who: String,
    since: Option<String>,
    /// What it needs, while it is not done.
    needs: Option<String>,
    after: Option<String>,
    reason: Option<String>,
}

/// A new endpoint.
struct EndpointLine {
    kind: String,
    url: String,
    state: String,
}

/// Reads an id out of an address: there is nothing at one that cannot be an id.
pub fn id(text: &str) -> Result<ChangeId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// What a change is called.
pub fn called(change: &ChangeBody) -> String {
    match &change.reference {
        Some(reference) => format!("Technical change {reference}"),
        None => "Draft technical change".to_owned(),
    }
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let who = visit.signed_in()?;
    let id = id(&text)?;
    let change = ask(visit.api()?.read_change(id)).await?.body;
    let heading = called(&change);
    let kind =
        change.answers.change_type.map_or_else(|| "No type chosen yet".to_owned(), |kind| kind.to_string());
    let scale = change.scale.or(change.answers.suggested_scale);
    let kind = match scale {
        Some(scale) => format!("{kind} · {}", scale.0),
        None => kind,
    };
    let question = change.questions.last().filter(|_| change.status == Status::AwaitingInformation);
    let asked = visit.query().value("done");
    let is_withdrawn = asked == "withdrawn" && change.status == Status::Withdrawn;
    visit.show(&Page {
        frame: visit.frame(&heading, Section::Changes).lacking(&change.cannot_be_shown),
        heading,
        kind,
        now: now(&change, who, visit.today()),
        done: words::done(&asked).or_else(|| is_withdrawn.then_some("This change has been withdrawn.")),
        question: question.map(|question| question.question.clone()),
        end_reason: change.end_reason.clone(),
        scale_reason: change.scale_reason.clone(),
        steps: steps(&change),
        endpoints: endpoints(&change),
        going_live: match change.status.0 {
            Status::Draft if !change.answers.new_endpoints.is_empty() => {
                "Nothing is registered before the change is sent to PDP.".to_owned()
            }
            _ => words::going_live(&change.going_live),
        },
        holds: change.holds.iter().map(words::hold).collect(),
        facts: facts(&change, who),
        reason: change.answers.reason.clone(),
        downtime: change.downtime_advice.clone(),
        further: super::further::further(&change, who),
        history: format!("/portal/changes/{id}/history"),
    })
}

fn now(change: &ChangeBody, who: &Who, today: Date) -> Now {
    let progress = (change.status == Status::Draft).then(|| {
        let (answered, asked) = Question::progress(&change.answers);
        format!(" It is not sent yet. {answered} of {asked} questions are answered.")
    });
    let tasks = words::tasks_of(change, who, today);
    let next = words::who_acts(change, &tasks);
    let page = format!("/portal/changes/{}", change.id);
    let (mut yours, others): (Vec<_>, Vec<_>) = tasks.into_iter().partition(|task| task.is_yours);
    for task in &mut yours {
        // This is the page itself.
        task.href = task.href.take().filter(|href| *href != page);
    }
    // The first of the others is in the sentence about who acts next.
    let others = others.into_iter().skip(usize::from(yours.is_empty())).collect();
    Now {
        state: format!("This change {}.{}", change.status_words, progress.unwrap_or_default()),
        yours,
        others,
        next,
    }
}

fn steps(change: &ChangeBody) -> Vec<StepLine> {
    let line = |(at, step): (usize, &StepBody)| {
        let state = step.state.0;
        let is_done = matches!(state, StepStateKind::Complete | StepStateKind::NotNeeded);
        let number = |of: &StepCode| change.steps.iter().position(|one| one.step == *of).map(|at| at + 1);
        let after: Vec<_> = step.blocked_by.iter().filter_map(number).collect();
        StepLine {
            number: at + 1,
            title: step.title.clone(),
            state: words::step_state(state),
            colour: words::step_colour(state),
            href: super::step::address(change.id, step.step.0),
            is_current: change.next_step == Some(step.step),
            who: match (state, step.approved_by) {
                (StepStateKind::WithPdp, Some(role)) => format!("For {}", role.somebody()),
                (StepStateKind::Complete, _) => {
                    match words::by(step.submitted_by.as_ref().or(step.by.as_ref()), words::people(change)) {
                        who if who.is_empty() => format!("Done by {}", step.role.somebody()),
                        who => format!("Done {who}"),
                    }
                }
                _ => format!("For {}", step.role.somebody()),
            },
            since: step
                .since
                .map(|at| format!("{} {}", if is_done { "on" } else { "since" }, words::moment(at))),
            needs: (!is_done).then(|| step.needs.clone()),
            after: (state == StepStateKind::CannotStartYet).then(|| numbered(&after)).flatten(),
            reason: step.reason.clone(),
        }
    };
    change.steps.iter().enumerate().map(line).collect()
}

/// The steps of these numbers: `step 1`, `steps 1 to 6`, `steps 1 and 4`.
fn numbered(steps: &[usize]) -> Option<String> {
    let texts: Vec<_> = steps.iter().map(ToString::to_string).collect();
    let is_row = steps.iter().zip(steps.iter().skip(1)).all(|(one, next)| one + 1 == *next);
    match texts.as_slice() {
        [] => None,
        [one] => Some(format!("step {one}")),
        [first, .., last] if is_row && texts.len() > 2 => Some(format!("steps {first} to {last}")),
        [before @ .., last] => Some(format!("steps {} and {last}", before.join(", "))),
    }
}

/// What is registered; before that, what was typed.
fn endpoints(change: &ChangeBody) -> Vec<EndpointLine> {
    let registered = change.new_endpoints.iter().map(|one| EndpointLine {
        kind: one.endpoint_type.to_string(),
        url: one.url.clone(),
        state: words::endpoint_state(one.state.0),
    });
    let registered: Vec<_> = registered.collect();
    if !registered.is_empty() {
        return registered;
    }
    let typed = change.answers.new_endpoints.iter().map(|one| EndpointLine {
        kind: one.endpoint_type.map_or_else(|| "No type chosen yet".to_owned(), |kind| kind.to_string()),
        url: one.url.clone(),
        state: "Not sent yet".to_owned(),
    });
    typed.collect()
}

fn facts(change: &ChangeBody, who: &Who) -> Vec<Row> {
    let organisation = change.organisation_name.as_deref().filter(|_| who.is_pdp);
    let rows = [
        organisation.map(|name| Row::new("Organisation", name)),
        change.scale.or(change.answers.suggested_scale).map(|scale| {
            let confirmed = if change.oat_required.is_some() { "confirmed by PDP" } else { "suggested" };
            Row::new("Scale", format!("{} ({confirmed})", words::scale(scale)))
        }),
        change
            .oat_required
            .map(|is| Row::new("Operational acceptance testing (OAT) required", words::yes_no(is))),
        change.answers.oat_requested.map(|is| Row::new("OAT asked for", words::yes_no(is))),
        change.answers.needs_downtime.map(|is| Row::new("Needs downtime", words::yes_no(is))),
        change.submitted_at.map(|at| Row::new("Sent", words::moment(at))),
        Some(Row::new("Last changed", words::moment(change.updated_at))),
    ];
    rows.into_iter().flatten().collect()
}
