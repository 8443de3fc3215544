//! Holds, connection dates, and going live (G1–G4).

use jiff::civil::Date;

use super::support::can_be_held;
use super::{invalid, note};
use crate::change::{Change, CommandKind, Context, EventKind, GoingLive, Refusal, Status};
use crate::policy::{Policy, Step};
use crate::problem::{Fault, Field};
use crate::steps::StepState;
use crate::support::HoldReason;
use crate::text::FreeText;

pub(super) fn hold(
    change: &Change,
    reason: &str,
    until: Option<Date>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = can_be_held(change, CommandKind::PlaceHold)?;
    if until.is_some_and(|until| until <= ctx.today) {
        return Err(invalid(Field::Until, Fault::NotAfterToday));
    }
    let reason = HoldReason::Pdp(note(reason, Field::DecisionReason, submitted)?);
    Ok(vec![EventKind::GoingLiveHeld { reason, until }])
}

pub(super) fn release(change: &Change, reason: &str) -> Result<Vec<EventKind>, Refusal> {
    let submitted = can_be_held(change, CommandKind::ReleaseHold)?;
    if change.holds.is_empty() {
        return Err(Refusal::NoHold);
    }
    Ok(vec![EventKind::GoingLiveReleased { reason: note(reason, Field::DecisionReason, submitted)? }])
}

pub(super) fn connection_date(
    change: &Change,
    date: Option<Date>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = super::steps::confirmed(change, CommandKind::GiveConnectionDate)?;
    if change.going_live() != GoingLive::DateNeeded {
        return Err(Refusal::NoDateNeeded);
    }
    let date = date.ok_or_else(|| invalid(Field::ConnectionDate, Fault::Missing))?;
    let days = Policy::version(submitted.policy).limits.connection_date_days;
    let earliest = change.earliest_connection_date(ctx);
    if date < earliest {
        return Err(invalid(Field::ConnectionDate, Fault::ConnectionDateTooSoon { earliest, days }));
    }
    Ok(vec![EventKind::ConnectionDateGiven { date }])
}

/// The verdict on the OAT step; a repeated one changes nothing.
pub(super) fn pass_oat(change: &Change, connection_date: Date) -> Result<Vec<EventKind>, Refusal> {
    if change.status() == Status::Complete {
        return Ok(vec![]);
    }
    super::steps::confirmed(change, CommandKind::PassOat)?;
    match super::steps::is_open(change, Step::OperationalAcceptanceTesting) {
        Err(Refusal::StepNotOpen { .. }) => Ok(vec![]),
        Err(other) => Err(other),
        Ok(()) => Ok(vec![EventKind::OatPassed { connection_date }]),
    }
}

/// The pass is overridden; a repeated one changes nothing. What is live stays live.
pub(super) fn revoke_oat(change: &Change, reason: FreeText) -> Result<Vec<EventKind>, Refusal> {
    let passed = oat_passed(change, CommandKind::RevokeOat)?;
    Ok(if passed { vec![EventKind::OatRevoked { reason }] } else { vec![] })
}

/// Another date, once the one given with the request for OAT is that of the change.
pub(super) fn move_date(change: &Change, date: Date, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    if !oat_passed(change, CommandKind::MoveConnectionDate)? {
        return Err(Refusal::NoDateNeeded);
    }
    if change.connection_date == Some(date) {
        return Ok(vec![]);
    }
    if date <= ctx.today {
        return Err(invalid(Field::ConnectionDate, Fault::NotAfterToday));
    }
    Ok(vec![EventKind::ConnectionDateMoved { date }])
}

/// Whether the OAT step is complete, of a change nothing of which is live yet.
fn oat_passed(change: &Change, command: CommandKind) -> Result<bool, Refusal> {
    super::steps::confirmed(change, command)?;
    if change.live_at.is_some() {
        return Err(Refusal::AlreadyLive);
    }
    let step = Step::OperationalAcceptanceTesting;
    match super::steps::state(change, step)? {
        StepState::NotNeeded => Err(Refusal::StepNotNeeded { step }),
        state => Ok(matches!(state, StepState::Complete { .. })),
    }
}

/// Nothing, unless everything is done, no hold is in the way, and the date is reached: then all endpoints at once (G4).
pub(super) fn go_live(change: &Change, ctx: &Context<'_>) -> Vec<EventKind> {
    match change.go_live_at() {
        Some(at) if at <= ctx.now => vec![EventKind::EndpointsWentLive { endpoints: change.new_endpoints() }],
        _ => vec![],
    }
}
