//! Test endpoints, and the agreed time of integration testing (S3).

use jiff::civil::DateTime;

use super::invalid;
use super::steps::{confirmed, state};
use crate::calendar::{Reading, london_date, london_instant};
use crate::change::steps::{StepState, StepStateKind};
use crate::change::testing::{TestEndpointAnswers, TestUrls};
use crate::change::{Change, CommandKind, Context, EventKind, Reason, Refusal};
use crate::policy::{Policy, Step};
use crate::problem::{Field, Problem, Violation};

/// Freely until testing is arranged; from then on only by a support request.
pub(super) fn record(
    change: &Change,
    typed: &TestEndpointAnswers,
    points_at_solution: Option<bool>,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = confirmed(change, CommandKind::RecordTestEndpoints)?;
    let step = Step::IntegrationTesting;
    if state(change, step)? == StepState::NotNeeded {
        return Err(Reason::StepNotNeeded { step }.into());
    }
    let read = TestUrls::check(typed, &Policy::version(submitted.policy).limits);
    let pointed = match points_at_solution {
        Some(true) => None,
        Some(false) => Some(Violation::NotPointedAtSolution),
        None => Some(Violation::Missing),
    };
    let endpoints = match (read, pointed.map(|violation| Problem::new(Field::PointsAtSolution, violation))) {
        (Ok(endpoints), None) => endpoints,
        (Ok(_), Some(problem)) => return Err(Refusal::Invalid(vec![problem])),
        (Err(mut problems), pointed) => {
            problems.extend(pointed);
            return Err(Refusal::Invalid(problems));
        }
    };
    if change.testing.endpoints.as_ref() == Some(&endpoints) {
        return Ok(vec![]);
    }
    if change.testing.at.is_some() {
        return Err(Reason::TestEndpointsFixed.into());
    }
    Ok(vec![EventKind::TestEndpointsRecorded { endpoints }])
}

/// It can be arranged again as long as the report has not been submitted.
pub(super) fn arrange(
    change: &Change,
    at: Option<DateTime>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    confirmed(change, CommandKind::ArrangeIntegrationTesting)?;
    let step = Step::IntegrationTesting;
    match state(change, step)? {
        StepState::Complete { .. } => {
            let report = state(change, Step::IntegrationTestingReport)?;
            if matches!(report, StepState::WithPdp { .. } | StepState::Complete { .. }) {
                return Err(Reason::StepNotOpen { step, state: StepStateKind::Complete }.into());
            }
        }
        _ => super::steps::is_open(change, step)?,
    }
    if change.testing.endpoints.is_none() {
        return Err(Reason::TestEndpointsMissing.into());
    }
    let at = at.ok_or_else(|| invalid(Field::TestAt, Violation::Missing))?;
    let time = london_instant(at, Reading::First)
        .map_err(|hour| invalid(Field::TestAt, Violation::NoSuchTime { hour }))?;
    if time <= ctx.now {
        return Err(invalid(Field::TestAt, Violation::NotInFuture));
    }
    let latest = ctx.latest_day(change.limits(ctx));
    if london_date(time) > latest {
        return Err(invalid(Field::TestAt, Violation::TooFarAhead { latest }));
    }
    if change.testing.at == Some(time) {
        return Ok(vec![]);
    }
    Ok(vec![EventKind::IntegrationTestingArranged { time }])
}
