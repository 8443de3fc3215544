//! The effects of operational acceptance testing on a change (O2, O7, O8): its pass, its end, another date, and an open
//! question about it, which holds going live (G3).

use jiff::civil::Date;

use super::steps::{confirmed, is_open, state};
use super::{OPEN, invalid};
use crate::change::steps::StepState;
use crate::change::support::HoldReason;
use crate::change::{Change, CommandKind, Context, EventKind, Reason, Refusal, Status};
use crate::policy::Step;
use crate::problem::{Field, Violation};
use crate::text::FreeText;

const STEP: Step = Step::OperationalAcceptanceTesting;
const HELD: EventKind = EventKind::GoingLiveHeld { reason: HoldReason::Oat, until: None };

/// The verdict on the OAT step. A repeated one changes nothing, and one that confirms the pass ends what held because of it.
pub(super) fn pass(
    change: &Change,
    connection_date: Date,
    undecided: bool,
) -> Result<Vec<EventKind>, Refusal> {
    if change.status() == Status::Complete {
        return Ok(vec![]);
    }
    confirmed(change, CommandKind::PassOat)?;
    match is_open(change, STEP) {
        Err(Refusal::Change(Reason::StepNotOpen { .. })) => {
            Ok(hold_or_settle(change, undecided).into_iter().collect())
        }
        Err(other) => Err(other),
        Ok(()) => Ok([EventKind::OatPassed { connection_date }]
            .into_iter()
            .chain(hold_or_settle(change, undecided))
            .collect()),
    }
}

/// The pass is overridden; a repeated one changes nothing. What is live stays live.
pub(super) fn revoke(change: &Change, reason: FreeText) -> Result<Vec<EventKind>, Refusal> {
    let passed = was_passed(change, CommandKind::RevokeOat)?;
    Ok(if passed { vec![EventKind::OatRevoked { reason }] } else { vec![] })
}

/// Another date, once the one given with the request for OAT is that of the change.
pub(super) fn move_date(
    change: &Change,
    date: Date,
    undecided: bool,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    if !was_passed(change, CommandKind::MoveConnectionDate)? {
        return Err(Reason::NoDateNeeded.into());
    }
    let moves = change.connection_date != Some(date);
    if moves && date <= ctx.today {
        return Err(invalid(Field::ConnectionDate, Violation::NotAfterToday));
    }
    let moved = moves.then_some(EventKind::ConnectionDateMoved { date });
    Ok(moved.into_iter().chain(hold_or_settle(change, undecided)).collect())
}

/// Nothing where nothing is passed or can go live (any more), or nothing was undecided. What is held already is held again: who
/// releases the hold has then seen everything that it is about, and of two at once one is asked to look again.
pub(super) fn awaited(change: &Change, undecided: bool) -> Vec<EventKind> {
    let passed = matches!(state(change, STEP), Ok(StepState::Complete { .. }));
    let event = match undecided {
        true => (passed && can_go_live(change)).then_some(HELD),
        false => hold_or_settle(change, false),
    };
    event.into_iter().collect()
}

/// The hold that begins with a pass, or ends. One that began ends wherever its step is by then; else it would be there for good.
fn hold_or_settle(change: &Change, undecided: bool) -> Option<EventKind> {
    match (undecided, change.is_held_by_oat()) {
        (true, false) if can_go_live(change) => Some(HELD),
        // Also while the confirmation is taken back: it would hold for good after the next one (Q5).
        (false, true) if OPEN.contains(&change.status()) && change.live_at.is_none() => {
            Some(EventKind::OatSettled)
        }
        _ => None,
    }
}

fn can_go_live(change: &Change) -> bool {
    change.status() == Status::Confirmed && change.adds_endpoints() && change.live_at.is_none()
}

/// Whether the OAT step is complete, of a change nothing of which is live yet.
fn was_passed(change: &Change, command: CommandKind) -> Result<bool, Refusal> {
    confirmed(change, command)?;
    if change.live_at.is_some() {
        return Err(Reason::AlreadyLive.into());
    }
    match state(change, STEP)? {
        StepState::NotNeeded => Err(Reason::StepNotNeeded { step: STEP }.into()),
        state => Ok(matches!(state, StepState::Complete { .. })),
    }
}
