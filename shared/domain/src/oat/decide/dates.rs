//! Connection dates: another one (O2), a new one when it passed (G2), and reaching it (O7).

use jiff::civil::Date;

use super::{UNTIL_LIVE, both, connection_date, in_status, invalid, note, optional_note};
use crate::change::GoingLive;
use crate::oat::{
    CommandKind, Context, EventKind, OatRequest, Reason, Refusal, Status, SubjectStatus, SubjectView,
};
use crate::problem::{Field, Violation};

pub(super) fn ask(
    oat: &OatRequest,
    date: Option<Date>,
    reason: &str,
    view: &SubjectView,
) -> Result<Vec<EventKind>, Refusal> {
    in_status(oat, CommandKind::AskForDate, UNTIL_LIVE)?;
    can_be_moved(view)?;
    if oat.open_date_change().is_some() {
        return Err(Reason::DateChangePending.into());
    }
    if view.date_needed || oat.going_live() == Some(GoingLive::DateNeeded) {
        return Err(Reason::DateNeeded.into());
    }
    let max = oat.oat_limits().date_changes;
    if oat.date_changes.len() >= max {
        return Err(Reason::TooManyDateChanges { max }.into());
    }
    let date = connection_date(date, view, oat.limits()).and_then(|date| {
        let current = view.connection_date.unwrap_or(oat.connection_date);
        if date == current { Err(invalid(Field::ConnectionDate, Violation::DateUnchanged)) } else { Ok(date) }
    });
    let (date, reason) = both(date, note(reason, Field::Reason, oat))?;
    Ok(vec![EventKind::DateChangeAsked { date, reason }])
}

pub(super) fn decide(
    oat: &OatRequest,
    accepted: Option<bool>,
    reason: Option<&str>,
    view: &SubjectView,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    in_status(oat, CommandKind::DecideDate, UNTIL_LIVE)?;
    let asked = oat.open_date_change().ok_or(Reason::NoDateChange)?;
    let date = asked.date;
    let accepted = accepted.ok_or_else(|| invalid(Field::Accepted, Violation::Missing))?;
    if !accepted {
        let reason = note(reason.unwrap_or_default(), Field::DecisionReason, oat)?;
        return Ok(vec![EventKind::DateChangeDeclined { date, reason }]);
    }
    can_be_moved(view)?;
    if date <= ctx.today {
        return Err(Reason::DatePassed.into());
    }
    let reason = optional_note(reason, Field::DecisionReason, oat)?;
    Ok(vec![EventKind::DateChangeAccepted { date, reason }])
}

pub(super) fn give(
    oat: &OatRequest,
    date: Option<Date>,
    view: &SubjectView,
) -> Result<Vec<EventKind>, Refusal> {
    let Some(going_live) = oat.going_live() else { return Err(Reason::DateOfChange.into()) };
    in_status(oat, CommandKind::GiveConnectionDate, &[Status::Passed])?;
    if going_live != GoingLive::DateNeeded {
        return Err(Reason::NoDateNeeded.into());
    }
    can_be_moved(view)?;
    let date = connection_date(date, view, oat.limits())?;
    Ok(superseded(oat, date).into_iter().chain([EventKind::ConnectionDateGiven { date }]).collect())
}

/// A newer date settles an older request: were it accepted afterwards, the older date would win over the newer one (O2, G2).
pub(super) fn superseded(oat: &OatRequest, given: Date) -> Vec<EventKind> {
    let open = oat.open_date_change();
    open.map(|asked| EventKind::DateChangeSuperseded { date: asked.date, given }).into_iter().collect()
}

/// Nothing, unless it was passed, nothing is in the way and the date is reached: then all endpoints at once (O7, G4).
pub(super) fn go_live(oat: &OatRequest, view: &SubjectView, ctx: &Context<'_>) -> Vec<EventKind> {
    let is_due = oat.go_live_at().is_some_and(|at| at <= ctx.now);
    if is_due && view.status == SubjectStatus::Open && !view.endpoints.is_empty() {
        vec![EventKind::SchemeWentLive { endpoints: view.endpoints.clone() }]
    } else {
        vec![]
    }
}

/// Whether nothing is live yet, and nothing has ended.
fn can_be_moved(view: &SubjectView) -> Result<(), Refusal> {
    if view.can_be_undone() { Ok(()) } else { Err(Reason::NotNow { status: view.status.clone() }.into()) }
}
