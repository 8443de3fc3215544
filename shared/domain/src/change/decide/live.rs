//! Holds, connection dates, and going live (G1–G4).

use jiff::civil::Date;

use super::support::{can_be_held, is_no_delay};
use super::{invalid, note};
use crate::change::support::HoldReason;
use crate::change::{Change, CommandKind, Context, EventKind, GoingLive, Reason, Refusal};
use crate::policy::Policy;
use crate::problem::{Field, Violation};

pub(super) fn hold(
    change: &Change,
    reason: &str,
    until: Option<Date>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = can_be_held(change, CommandKind::PlaceHold)?;
    if let Some(violation) = until.and_then(|until| is_no_delay(change, until, ctx)) {
        return Err(invalid(Field::Until, violation));
    }
    let reason = HoldReason::Pdp(note(reason, Field::DecisionReason, submitted)?);
    Ok(vec![EventKind::GoingLiveHeld { reason, until }])
}

pub(super) fn release(change: &Change, reason: &str) -> Result<Vec<EventKind>, Refusal> {
    let submitted = can_be_held(change, CommandKind::ReleaseHold)?;
    if change.holds.is_empty() {
        return Err(Reason::NoHold.into());
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
        return Err(Reason::NoDateNeeded.into());
    }
    let date = date.ok_or_else(|| invalid(Field::ConnectionDate, Violation::Missing))?;
    let limits = &Policy::version(submitted.policy).limits;
    let (days, latest) = (limits.connection_date_days, ctx.latest_day(limits));
    if date > latest {
        return Err(invalid(Field::ConnectionDate, Violation::TooFarAhead { latest }));
    }
    let earliest = change.earliest_connection_date(ctx);
    if date < earliest {
        return Err(invalid(Field::ConnectionDate, Violation::ConnectionDateTooSoon { earliest, days }));
    }
    Ok(vec![EventKind::ConnectionDateGiven { date }])
}

/// Nothing, unless everything is done, no hold is in the way, and the date is reached: then all endpoints at once (G4).
pub(super) fn go_live(change: &Change, ctx: &Context<'_>) -> Vec<EventKind> {
    match change.go_live_at() {
        Some(at) if at <= ctx.now => vec![EventKind::EndpointsWentLive { endpoints: change.new_endpoints() }],
        _ => vec![],
    }
}
