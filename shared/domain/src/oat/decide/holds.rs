//! Holds on going live of an initial connection (G3, Q5): asked for by its service manager, or placed by PDP support.

use jiff::civil::Date;

use super::{UNTIL_LIVE, both, in_status, invalid, note};
use crate::change::support::HoldReason;
use crate::oat::{CommandKind, Context, EventKind, OatRequest, Reason, Refusal};
use crate::problem::{Field, Violation};
use crate::reference::SupportReference;

/// While it is not answered, it holds. Requests for a session do not stop it.
pub(super) fn ask(
    oat: &OatRequest,
    reference: SupportReference,
    until: Option<Date>,
    typed: &str,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    can_be_held(oat, CommandKind::AskForDelay)?;
    if oat.support.iter().any(|request| request.reference == reference) {
        return Ok(vec![]);
    }
    let max = oat.oat_limits().support_requests + oat.limits().delay_requests;
    if oat.support.len() >= max {
        return Err(Reason::TooManySupportRequests { max }.into());
    }
    let (until, text) = both(a_delay(oat, until, ctx), note(typed, Field::DelayText, oat))?;
    Ok(vec![EventKind::DelayAsked { reference, until, text }])
}

pub(super) fn place(
    oat: &OatRequest,
    typed: &str,
    until: Option<Date>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    can_be_held(oat, CommandKind::PlaceHold)?;
    let (until, reason) = both(a_delay(oat, until, ctx), note(typed, Field::DecisionReason, oat))?;
    Ok(vec![EventKind::GoingLiveHeld { reason: HoldReason::Pdp(reason), until }])
}

pub(super) fn release(oat: &OatRequest, typed: &str) -> Result<Vec<EventKind>, Refusal> {
    can_be_held(oat, CommandKind::ReleaseHold)?;
    if oat.holds.is_empty() {
        return Err(Reason::NoHold.into());
    }
    Ok(vec![EventKind::GoingLiveReleased { reason: note(typed, Field::DecisionReason, oat)? }])
}

/// Whether it is an initial connection that is going to be live.
pub(super) fn can_be_held(oat: &OatRequest, command: CommandKind) -> Result<(), Refusal> {
    if !oat.is_initial_connection() {
        return Err(Reason::HoldOfChange.into());
    }
    in_status(oat, command, UNTIL_LIVE)
}

fn a_delay(oat: &OatRequest, until: Option<Date>, ctx: &Context<'_>) -> Result<Option<Date>, Refusal> {
    match until.and_then(|until| is_no_delay(oat, until, ctx)) {
        Some(violation) => Err(invalid(Field::Until, violation)),
        None => Ok(until),
    }
}

/// What is wrong with `until` as the day until which going live is delayed.
pub(super) fn is_no_delay(oat: &OatRequest, until: Date, ctx: &Context<'_>) -> Option<Violation> {
    let latest = ctx.latest_day(oat.limits());
    match oat.connection_date {
        _ if until <= ctx.today => Some(Violation::NotAfterToday),
        _ if until > latest => Some(Violation::TooFarAhead { latest }),
        on if until <= on => Some(Violation::DelayChangesNothing { on }),
        _ => None,
    }
}
