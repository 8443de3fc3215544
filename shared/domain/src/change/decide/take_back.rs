//! What PDP takes back (Q5): a question, a confirmation, a rejection. The clock of the review goes on as it stood, so that PDP
//! neither wins nor loses a working day by it.

use super::{invalid, submitted_in, text};
use crate::calendar::london_date;
use crate::change::review_clock::{ReviewStanding, Stopped, resume, stop};
use crate::change::{Change, CommandKind, Context, EventKind, Reason, Refusal, Stage, Status};
use crate::policy::Policy;
use crate::problem::Field;
use crate::text::FreeText;

pub(super) fn question(change: &Change, reason: &str, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::TakeBackQuestion;
    let submitted = submitted_in(change, command, &[Status::AwaitingInformation])?;
    let Stage::AwaitingInformation { working_days_left: left, working_days_late: late } = change.stage else {
        return Err(Reason::WrongStatus { command, status: change.status() }.into());
    };
    // It stands where the answer would, so it has the room of one.
    let reason = FreeText::parse(reason, Policy::version(submitted.policy).limits.question_characters)
        .map_err(|violation| invalid(Field::DecisionReason, violation))?;
    let (due, working_days) = resume(Stopped { left, late }, ctx.today, ctx.calendar);
    Ok(vec![EventKind::QuestionTakenBack { reason, due, working_days }])
}

pub(super) fn confirmation(
    change: &Change,
    reason: &str,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::TakeBackConfirmation;
    let submitted = submitted_in(change, command, &[Status::Confirmed])?;
    if change.live_at.is_some() {
        return Err(Reason::ConfirmationStands.into());
    }
    let Some(confirmation) = change.confirmation() else {
        return Err(Reason::WrongStatus { command, status: change.status() }.into());
    };
    let reason = text(reason, Field::DecisionReason, submitted)?;
    let whole = Policy::version(submitted.policy).limits.review_working_days;
    let stopped = match confirmation.review {
        Some(ReviewStanding::Running { due }) => stop(due, london_date(confirmation.at), ctx.calendar),
        Some(ReviewStanding::Stopped { left, late }) => Stopped { left, late },
        // Confirmed before this was noted.
        None => Stopped { left: whole, late: None },
    };
    let (due, working_days) = resume(stopped, ctx.today, ctx.calendar);
    Ok(vec![EventKind::ConfirmationTakenBack { reason, due, working_days }])
}

/// A change that was rejected while it waited for an answer waits for it again.
pub(super) fn rejection(change: &Change, reason: &str, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::TakeBackRejection;
    let submitted = submitted_in(change, command, &[Status::Rejected])?;
    let Stage::Rejected { at, review, .. } = &change.stage else {
        return Err(Reason::WrongStatus { command, status: change.status() }.into());
    };
    let limits = &Policy::version(submitted.policy).limits;
    let (rejected, working_days) = (london_date(*at), limits.rejection_working_days);
    if let Some(until) = change.rejection_stands_after(ctx.calendar).filter(|until| ctx.today > *until) {
        return Err(Reason::RejectionStands { until, working_days }.into());
    }
    let reason = text(reason, Field::DecisionReason, submitted)?;
    let stopped = match review {
        Some(ReviewStanding::Stopped { .. }) => {
            return Ok(vec![EventKind::RejectionTakenBack { reason, due: None, working_days: None }]);
        }
        Some(ReviewStanding::Running { due }) => stop(*due, rejected, ctx.calendar),
        // Rejected before this was noted.
        None => Stopped { left: limits.review_working_days, late: None },
    };
    let (due, working_days) = resume(stopped, ctx.today, ctx.calendar);
    Ok(vec![EventKind::RejectionTakenBack { reason, due: Some(due), working_days }])
}
