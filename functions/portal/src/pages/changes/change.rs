//! A technical change: where it is in one sentence, what its reader can do now, its steps, its endpoints.

use api::{ChangeBody, OatBody, StepBody, StepCode};
use askama::Template;
use axum::extract::Path;
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::steps::StepStateKind;
use domain::change::{GoingLiveKind, Status};
use domain::ids::{ChangeId, OatId};
use domain::policy::Step;

use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::pages::oat;
use crate::pages::report::Question;
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::words;

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
    is_yours: bool,
    next: String,
    /// The page to do it on, and its name.
    action: Option<(&'static str, String)>,
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
        None => "Technical change that is not sent yet".to_owned(),
    }
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let who = visit.signed_in()?;
    let id = id(&text)?;
    let api = visit.api()?;
    // What is tested of a change has the change's own id.
    let (change, test) =
        tokio::join!(ask(api.read_change(id)), ask(api.read_oat(OatId::from_u128(id.as_u128()))));
    let change = change?.body;
    let test = match test {
        Ok(test) => Some(test.body),
        Err(Trouble::NotFound) => None,
        Err(trouble) => return Err(trouble),
    };
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
        frame: visit.frame(&heading, Section::Changes),
        heading,
        kind,
        now: now(&change, test.as_ref(), who),
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

/// The role whose turn it is, as the change says it.
fn turn(change: &ChangeBody) -> Option<Role> {
    let business = Role::from(OrganisationRole::PrimaryBusinessContact);
    match change.status.0 {
        Status::Draft | Status::AwaitingInformation => Some(business),
        Status::InReview => Some(PdpRole::Reviewer.into()),
        Status::Confirmed => {
            let next = change.next_step.and_then(|next| change.steps.iter().find(|step| step.step == next));
            match next {
                Some(step) if step.state == StepStateKind::WithPdp => step.approved_by.map(|role| role.0),
                Some(step) => Some(step.role.0),
                None => (change.going_live.state == GoingLiveKind::DateNeeded)
                    .then_some(OrganisationRole::ServiceManager.into()),
            }
        }
        Status::Rejected | Status::Withdrawn | Status::Complete => None,
    }
}

fn now(change: &ChangeBody, test: Option<&OatBody>, who: &Who) -> Now {
    let is_tested = change.status == Status::Confirmed
        && change.next_step.is_some_and(|step| step == Step::OperationalAcceptanceTesting);
    let tested = test.filter(|_| is_tested).and_then(oat::waits_for);
    let (is_yours, next) = match tested {
        Some((is_managers, words)) => (is_managers && oat::is_manager(who), words.to_owned()),
        None => (turn(change).is_some_and(|role| who.has(role)), words::waits_for(change)),
    };
    let progress = (change.status == Status::Draft).then(|| {
        let (answered, asked) = Question::progress(&change.answers);
        format!(" It is not sent yet. {answered} of {asked} questions are answered.")
    });
    Now {
        state: format!("This change {}.{}", change.status_words, progress.unwrap_or_default()),
        is_yours,
        next: if is_yours { words::inside(&next) } else { next },
        action: is_yours.then(|| action(change)).flatten(),
    }
}

/// The page on which the reader does what it is their turn to do, and its name.
fn action(change: &ChangeBody) -> Option<(&'static str, String)> {
    let page = |name: &str| format!("/portal/changes/{}/{name}", change.id);
    match (change.status.0, change.next_step) {
        (Status::Draft, _) => Some(("Continue your draft", page("next"))),
        (Status::AwaitingInformation, _) => Some(("Answer PDP’s question", page("answer"))),
        (Status::Confirmed, Some(step)) if step == Step::OperationalAcceptanceTesting => {
            Some(("Go to operational acceptance testing", format!("/portal/oat/{}", change.id)))
        }
        (Status::Confirmed, Some(step)) => Some(("Go to this step", super::step::address(change.id, step.0))),
        (Status::Confirmed, None) => Some(("Give a new connection date", page("connection-date"))),
        _ => None,
    }
}

fn steps(change: &ChangeBody) -> Vec<StepLine> {
    let title = |step: StepCode| {
        let found = change.steps.iter().find(|one| one.step == step);
        found.map_or_else(|| step.to_string(), |one| one.title.clone())
    };
    let line = |(at, step): (usize, &StepBody)| {
        let state = step.state.0;
        let is_done = matches!(state, StepStateKind::Complete | StepStateKind::NotNeeded);
        let after: Vec<_> = step.blocked_by.iter().map(|step| words::inside(&title(*step))).collect();
        StepLine {
            number: at + 1,
            title: step.title.clone(),
            state: words::step_state(state),
            colour: words::step_colour(state),
            href: super::step::address(change.id, step.step.0),
            is_current: change.next_step == Some(step.step),
            who: match (state, step.approved_by) {
                (StepStateKind::WithPdp, Some(role)) => format!("For {}", role.somebody()),
                (StepStateKind::Complete, _) => format!("Done by {}", step.role.somebody()),
                _ => format!("For {}", step.role.somebody()),
            },
            since: step
                .since
                .map(|at| format!("{} {}", if is_done { "on" } else { "since" }, words::moment(at))),
            needs: (!is_done).then(|| step.needs.clone()),
            after: (state == StepStateKind::CannotStartYet && !after.is_empty()).then(|| after.join(", ")),
            reason: step.reason.clone(),
        }
    };
    change.steps.iter().enumerate().map(line).collect()
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
