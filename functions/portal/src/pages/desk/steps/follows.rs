//! What follows from a decision on a step (S2, S5, G1, Q5): which step is next, who gets an email, and what becomes of going live.
//!
//! Must not: decide anything. It reads the change as the API shows it, and says what will be so.

use api::{ChangeBody, StepBody};
use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::change::GoingLiveKind;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::policy::{Policy, Step};
use jiff::civil::Date;

use crate::words;

/// What follows when a step is approved.
pub fn approval(change: &ChangeBody, step: &StepBody, policy: &Policy, today: Date) -> Vec<String> {
    let next = next_after(change, step);
    let mut told = vec![words::each(step.role.0)];
    let then = match next {
        None => "No other step is left to do.".to_owned(),
        Some(next) if next.submitted_at.is_some() => {
            format!("“{}” is next. What was submitted for it before stands as it was.", next.title)
        }
        Some(next) => {
            told.extend(told_of(change, next));
            format!("“{}” is next, for {}.", next.title, next.role.0.somebody())
        }
    };
    vec![
        format!("The step is complete. {then}"),
        format!("An email goes to {}.", words::and(&unique(told))),
        going_live(change, step, next, policy, today),
    ]
}

/// What follows when a step is returned.
pub fn return_of(step: &StepBody) -> Vec<String> {
    vec![
        format!(
            "{} submits it again. Nothing that was submitted is lost.",
            words::first(&step.role.0.somebody())
        ),
        format!("An email with your reason goes to {}.", words::each(step.role.0)),
        "The steps after it wait, and nothing goes live meanwhile.".to_owned(),
    ]
}

/// What follows when a step that was approved is opened again.
pub fn reopening(change: &ChangeBody, step: &StepBody) -> Vec<String> {
    let waiting = next_after(change, step);
    let mut told = vec![words::each(step.role.0)];
    told.extend(waiting.map(|next| match (next.state.0, next.approved_by) {
        (StepStateKind::WithPdp, Some(role)) => words::each(role.0),
        _ => words::each(next.role.0),
    }));
    if matches!(change.going_live.state.0, GoingLiveKind::Scheduled | GoingLiveKind::Due) {
        told.push(words::each(OrganisationRole::PrimaryBusinessContact.into()));
        told.push(words::each(OrganisationRole::ServiceManager.into()));
    }
    let decider = step.approved_by.map_or_else(|| "PDP".to_owned(), |role| role.0.somebody());
    let mut lines = vec![format!(
        "The step is with PDP again: {decider} approves or returns it once more. What was submitted stands."
    )];
    lines.extend(
        waiting.map(|next| format!("“{}” waits until then. What was done on it is kept.", next.title)),
    );
    lines.push(format!("An email with your reason goes to {}.", words::and(&unique(told))));
    lines.push(match change.going_live.state.0 {
        GoingLiveKind::NothingToAdd => "This change adds no endpoint, so nothing goes live.".to_owned(),
        GoingLiveKind::Live => {
            "The new endpoints are live already, and stay live. The change is not complete before the step is."
                .to_owned()
        }
        _ => match change.going_live.connection_date {
            Some(date) => format!(
                "Nothing goes live meanwhile. The connection date stays {}; if it has come by the time of the next approval, the service manager gives a new one.",
                words::day(date)
            ),
            None => "Nothing goes live meanwhile.".to_owned(),
        },
    });
    lines
}

/// The first step after this one that is not done.
pub fn next_after<'c>(change: &'c ChangeBody, step: &StepBody) -> Option<&'c StepBody> {
    let is_done = |one: &StepBody| matches!(one.state.0, StepStateKind::Complete | StepStateKind::NotNeeded);
    change.steps.iter().skip_while(|one| one.step != step.step).skip(1).find(|one| !is_done(one))
}

/// Those who get an email because this step can be done now (S5).
pub fn told_of(change: &ChangeBody, step: &StepBody) -> Vec<String> {
    let lacks_pack = |environment: Environment| {
        !change.cryptographic_material.iter().any(|pack| pack.environment == environment)
    };
    let also: Option<Role> = match step.step.0 {
        Step::TestCryptographicMaterial if lacks_pack(Environment::Test) => {
            Some(PdpRole::Administrator.into())
        }
        Step::LiveCryptographicMaterial if lacks_pack(Environment::Live) => {
            Some(PdpRole::Administrator.into())
        }
        Step::IntegrationTesting if change.integration_testing.endpoints.is_none() => {
            Some(OrganisationRole::TestManager.into())
        }
        _ => None,
    };
    [step.role.0].into_iter().chain(also).map(words::each).collect()
}

/// Each of them once, in their order.
fn unique(texts: Vec<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// What an approval does to going live.
fn going_live(
    change: &ChangeBody,
    step: &StepBody,
    next: Option<&StepBody>,
    policy: &Policy,
    today: Date,
) -> String {
    let oat_required = change.oat_required == Some(true);
    let is_last =
        change.scale.is_some_and(|scale| step.step == policy.last_step_before_live(scale.0, oat_required));
    // Everything after it was done before it was opened again.
    let is_done = next.is_none() || is_last;
    let completes = if next.is_none() { " The change is complete then." } else { "" };
    match (change.going_live.state.0, change.going_live.connection_date) {
        (GoingLiveKind::NothingToAdd, _) => {
            format!("This change adds no endpoint, so nothing goes live.{completes}")
        }
        (GoingLiveKind::Live, _) => format!("The new endpoints are live already.{completes}"),
        (_, _) if !is_done => {
            "Nothing goes live because of it: the new endpoints wait for other steps.".to_owned()
        }
        (_, date) if oat_required && date.is_none_or(|date| date <= today) => {
            "Everything is done then, but the connection date has come. The service manager gives a new one, and the new endpoints go live on it."
                .to_owned()
        }
        _ => {
            let holds: Vec<_> = change.holds.iter().collect();
            let then = words::once_done(change, &holds, None, today);
            format!("The new endpoints wait for nothing else then. {then}")
        }
    }
}
