//! Steps that are submitted and decided on, and cryptographic material (S2, S4).

use super::{invalid, submitted_in, text};
use crate::calendar::london_date;
use crate::change::material::Environment;
use crate::change::step_answers::{self, StepAnswers, StepSubmission};
use crate::change::steps::StepState;
use crate::change::{Change, CommandKind, Context, EventKind, Reason, Refusal, Status, Submitted};
use crate::ids::PackId;
use crate::policy::{Policy, Step};
use crate::problem::{Field, Violation};

pub(super) fn submit(
    change: &Change,
    answers: &StepAnswers,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = confirmed(change, CommandKind::SubmitStep)?;
    let step = answers.step();
    is_open(change, step)?;
    if step == Step::IntegrationTestingReport {
        tested_by(change, ctx)?;
    }
    let limits = &Policy::version(submitted.policy).limits;
    let (submission, evidence) =
        step_answers::check(answers, &change.evidence.as_of(ctx.now), limits).map_err(Refusal::Invalid)?;
    match submission {
        StepSubmission::TestCryptographicMaterial => was_fetched(change, Environment::Test)?,
        StepSubmission::LiveCryptographicMaterial { new_material_needed: true } => {
            was_fetched(change, Environment::Live)?;
        }
        _ => {}
    }
    Ok(vec![EventKind::StepSubmitted { submission, evidence }])
}

pub(super) fn approve(change: &Change, step: Step) -> Result<Vec<EventKind>, Refusal> {
    with_pdp(change, CommandKind::ApproveStep, step)?;
    Ok(vec![EventKind::StepApproved { step }])
}

pub(super) fn send_back(change: &Change, step: Step, reason: &str) -> Result<Vec<EventKind>, Refusal> {
    let submitted = with_pdp(change, CommandKind::ReturnStep, step)?;
    Ok(vec![EventKind::StepReturned { step, reason: text(reason, Field::DecisionReason, submitted)? }])
}

/// What was approved by mistake is with PDP again (Q5). Not what the new endpoints went live by: that has happened.
pub(super) fn reopen(change: &Change, step: Step, reason: &str) -> Result<Vec<EventKind>, Refusal> {
    let submitted = confirmed(change, CommandKind::ReopenStep)?;
    let decided = Policy::version(submitted.policy).rule(step).approved_by.is_some();
    match state(change, step)? {
        StepState::Complete { at, .. } if decided => {
            if change.live_at.is_some_and(|live| at <= live) {
                return Err(Reason::StepLedToLive { step }.into());
            }
            let reason = text(reason, Field::DecisionReason, submitted)?;
            Ok(vec![EventKind::StepReopened { step, reason }])
        }
        StepState::NotNeeded => Err(Reason::StepNotNeeded { step }.into()),
        StepState::CannotStartYet { blocked_by } => Err(Reason::StepBlocked { step, blocked_by }.into()),
        state => Err(Reason::StepNotApproved { step, state: state.kind() }.into()),
    }
}

pub(super) fn publish(
    change: &Change,
    environment: Environment,
    id: PackId,
    bytes: u64,
    sha256: [u8; 32],
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = confirmed(change, CommandKind::PublishMaterial)?;
    let policy = Policy::version(submitted.policy);
    if !policy.has(submitted.scale, environment.step()) {
        return Err(Reason::StepNotNeeded { step: environment.step() }.into());
    }
    if change.material.get(&environment).is_some_and(|pack| pack.id == id) {
        return Ok(vec![]);
    }
    let max_bytes = policy.limits.material_bytes;
    match bytes {
        0 => Err(invalid(Field::Pack, Violation::Missing)),
        _ if bytes > max_bytes => Err(invalid(Field::Pack, Violation::PackTooLarge { max_bytes })),
        _ => Ok(vec![EventKind::MaterialPublished { environment, id, bytes, sha256 }]),
    }
}

/// Each fetch is an event of its own, because each is kept (S4). Fetching is where the step begins, so not before it can start;
/// afterwards, as often as it takes.
pub(super) fn fetch(change: &Change, environment: Environment) -> Result<Vec<EventKind>, Refusal> {
    let allowed = [Status::Confirmed, Status::Complete];
    submitted_in(change, CommandKind::FetchMaterial, &allowed)?;
    let step = environment.step();
    match state(change, step)? {
        StepState::CannotStartYet { blocked_by } => {
            return Err(Reason::StepBlocked { step, blocked_by }.into());
        }
        StepState::NotNeeded => return Err(Reason::StepNotNeeded { step }.into()),
        _ => {}
    }
    let pack = change.material.get(&environment).ok_or(Reason::MaterialNotPublished { environment })?;
    Ok(vec![EventKind::MaterialFetched { environment, id: pack.id }])
}

/// The submission of a confirmed change.
pub(super) fn confirmed(change: &Change, command: CommandKind) -> Result<&Submitted, Refusal> {
    submitted_in(change, command, &[Status::Confirmed])
}

/// Whether `step` is to be done now: for the first time, or again (S1, S2).
pub(super) fn is_open(change: &Change, step: Step) -> Result<(), Refusal> {
    match state(change, step)? {
        StepState::ToDo { .. } | StepState::Returned { .. } => Ok(()),
        StepState::CannotStartYet { blocked_by } => Err(Reason::StepBlocked { step, blocked_by }.into()),
        StepState::NotNeeded => Err(Reason::StepNotNeeded { step }.into()),
        state @ (StepState::WithPdp { .. } | StepState::Complete { .. }) => {
            Err(Reason::StepNotOpen { step, state: state.kind() }.into())
        }
    }
}

pub(super) fn state(change: &Change, step: Step) -> Result<StepState, Refusal> {
    change.step(step).map(|view| view.state).ok_or(Reason::StepNotNeeded { step }.into())
}

fn with_pdp(change: &Change, command: CommandKind, step: Step) -> Result<&Submitted, Refusal> {
    let submitted = confirmed(change, command)?;
    match state(change, step)? {
        StepState::WithPdp { .. } => Ok(submitted),
        StepState::NotNeeded => Err(Reason::StepNotNeeded { step }.into()),
        StepState::CannotStartYet { blocked_by } => Err(Reason::StepBlocked { step, blocked_by }.into()),
        state => Err(Reason::StepNotWithPdp { step, state: state.kind() }.into()),
    }
}

/// The report can be submitted from the test date on (S3).
fn tested_by(change: &Change, ctx: &Context<'_>) -> Result<(), Refusal> {
    match change.testing.at.map(london_date) {
        Some(on) if on > ctx.today => Err(Reason::NotTestedYet { on }.into()),
        _ => Ok(()),
    }
}

fn was_fetched(change: &Change, environment: Environment) -> Result<(), Refusal> {
    match change.material.get(&environment) {
        None => Err(Reason::MaterialNotPublished { environment }.into()),
        Some(pack) if pack.fetched.is_none() => Err(Reason::MaterialNotFetched { environment }.into()),
        Some(_) => Ok(()),
    }
}
