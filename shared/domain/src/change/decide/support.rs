//! Support requests (D1) and notices of planned downtime (D2).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::steps::state;
use super::{OPEN, invalid, note, submitted_in};
use crate::calendar::london_date;
use crate::change::steps::StepState;
use crate::change::support::{
    Granted, HoldReason, SupportAsked, SupportRequest, SupportSubject, superseded_by,
};
use crate::change::testing::{TestEndpointAnswers, TestUrls};
use crate::change::{
    Change, CommandKind, Context, EventKind, NotGrantable, Reason, Refusal, Status, Submitted,
};
use crate::downtime::{self, DowntimeAnswers, DowntimeWindow, Known};
use crate::endpoint::EndpointType;
use crate::ids::{DowntimeId, EndpointId};
use crate::policy::{Policy, Step};
use crate::problem::{Field, Problem, Violation};
use crate::reference::SupportReference;

const COMPLETE_TOO: &[Status] =
    &[Status::InReview, Status::AwaitingInformation, Status::Confirmed, Status::Complete];

pub(super) fn open(
    change: &Change,
    reference: SupportReference,
    asked: &SupportAsked,
    text: &str,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::OpenSupportRequest;
    let submitted = submitted_in(change, command, COMPLETE_TOO)?;
    if change.support.iter().any(|request| request.reference == reference) {
        return Ok(vec![]);
    }
    // Requests about something else never stop one that nothing may go live without having been answered.
    let limits = &Policy::version(submitted.policy).limits;
    let is_delay = matches!(asked, SupportAsked::DelayGoingLive { .. });
    let max = limits.support_requests + if is_delay { limits.delay_requests } else { 0 };
    if change.support.len() >= max {
        return Err(Reason::TooManySupportRequests { max }.into());
    }
    let (subject, field) = match asked {
        SupportAsked::DelayGoingLive { until } => {
            can_be_held(change, command)?;
            if let Some(violation) = until.and_then(|until| is_no_delay(change, until, ctx)) {
                return Err(invalid(Field::Until, violation));
            }
            (SupportSubject::DelayGoingLive { until: *until }, Field::DelayText)
        }
        SupportAsked::ChangeTestEndpoints(typed) => {
            let urls = other_test_endpoints(change, submitted, typed, ctx)?;
            (SupportSubject::ChangeTestEndpoints(urls), Field::TestEndpointsText)
        }
        SupportAsked::OatSupportSession => match state(change, Step::OperationalAcceptanceTesting) {
            Ok(StepState::Complete { .. }) => return Err(Reason::OatOver.into()),
            Ok(StepState::NotNeeded) | Err(_) => return Err(Reason::OatNotRequired.into()),
            Ok(_) => (SupportSubject::OatSupportSession, Field::SessionText),
        },
        SupportAsked::Other => (SupportSubject::Other, Field::Text),
    };
    let text = note(text, field, submitted)?;
    Ok(vec![EventKind::SupportRequestOpened { reference, subject, text }])
}

/// Once testing is arranged, other test endpoints need notice (S3).
fn other_test_endpoints(
    change: &Change,
    submitted: &Submitted,
    typed: &TestEndpointAnswers,
    ctx: &Context<'_>,
) -> Result<TestUrls, Refusal> {
    let limits = &Policy::version(submitted.policy).limits;
    let on = change.testing.at.map(london_date).ok_or(Reason::TestingNotArranged)?;
    let step = Step::IntegrationTesting;
    if state(change, step)? == StepState::NotNeeded {
        return Err(Reason::StepNotNeeded { step }.into());
    }
    let working_days = limits.test_endpoints_working_days;
    if ctx.calendar.working_days_between(ctx.today, on) < working_days {
        return Err(Reason::TooLateForTestEndpoints { working_days, on }.into());
    }
    TestUrls::check(typed, limits).map_err(Refusal::Invalid)
}

/// Whether there is something that could go live and has not.
pub(super) fn can_be_held(change: &Change, command: CommandKind) -> Result<&Submitted, Refusal> {
    if change.live_at.is_some() {
        return Err(Reason::AlreadyLive.into());
    }
    let submitted = submitted_in(change, command, OPEN)?;
    if change.adds_endpoints() { Ok(submitted) } else { Err(Reason::NothingGoesLive.into()) }
}

/// What is wrong with `granted` as the answer to `subject`.
fn check(
    granted: &Granted,
    change: &Change,
    subject: &SupportSubject,
    ctx: &Context<'_>,
    found: &mut Vec<Problem>,
) {
    match subject {
        SupportSubject::DelayGoingLive { .. } => {
            granted.check_delay(|until| is_no_delay(change, until, ctx), found);
        }
        SupportSubject::ChangeTestEndpoints(_) if granted.accepted.is_none() => {
            found.push(Problem::new(Field::Accepted, Violation::Missing));
        }
        _ => {}
    }
}

/// What is wrong with `until` as the day until which going live is delayed.
pub(super) fn is_no_delay(change: &Change, until: Date, ctx: &Context<'_>) -> Option<Violation> {
    let latest = ctx.latest_day(change.limits(ctx));
    match change.connection_date {
        _ if until <= ctx.today => Some(Violation::NotAfterToday),
        _ if until > latest => Some(Violation::TooFarAhead { latest }),
        Some(on) if change.requires_oat() && until <= on => Some(Violation::DelayChangesNothing { on }),
        _ => None,
    }
}

pub(super) fn answer(
    change: &Change,
    reference: SupportReference,
    answer: &str,
    granted: Granted,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = change.submitted.as_ref().ok_or(Reason::SupportRequestNotFound)?;
    let request = change.support.iter().find(|request| request.reference == reference);
    let request = request.ok_or(Reason::SupportRequestNotFound)?;
    if request.answer.is_some() {
        return Err(Reason::SupportRequestAnswered.into());
    }
    let mut problems = Vec::new();
    let text = note(answer, Field::Answer, submitted).map_err(|refusal| {
        if let Refusal::Invalid(found) = refusal {
            problems.extend(found);
        }
    });
    check(&granted, change, &request.subject, ctx, &mut problems);
    let Ok(text) = text else { return Err(Refusal::Invalid(problems)) };
    if !problems.is_empty() {
        return Err(Refusal::Invalid(problems));
    }
    let can_be_granted = matches!(
        request.subject,
        SupportSubject::DelayGoingLive { .. } | SupportSubject::ChangeTestEndpoints(_)
    );
    let accepted = granted.accepted.filter(|_| can_be_granted);
    if accepted == Some(true)
        && let Some(why) = not_grantable(change, &request.subject, ctx)
    {
        return Err(Reason::NotGrantable { why }.into());
    }
    let mut kinds = vec![EventKind::SupportRequestAnswered { reference, answer: text, accepted }];
    if accepted == Some(true) {
        kinds.extend(superseded(change, request));
        kinds.push(match &request.subject {
            SupportSubject::ChangeTestEndpoints(endpoints) => {
                EventKind::TestEndpointsRecorded { endpoints: endpoints.clone() }
            }
            _ => {
                let reason = HoldReason::Asked { request: reference };
                EventKind::GoingLiveHeld { reason, until: granted.until }
            }
        });
    }
    Ok(kinds)
}

/// Granting a request answers those about the same that are older: were one of them granted afterwards, it would undo the newer
/// (S3, G3).
fn superseded(change: &Change, granted: &SupportRequest) -> Vec<EventKind> {
    let newer = granted.reference;
    let older = change.support.iter().take_while(|request| request.reference != newer);
    let same = older.filter(|one| one.answer.is_none() && one.subject.kind() == granted.subject.kind());
    same.map(|one| EventKind::SupportRequestAnswered {
        reference: one.reference,
        answer: superseded_by(newer),
        accepted: None,
    })
    .collect()
}

/// Why what was asked for cannot be granted any more, if it cannot: a request outlives what it is about, and is declined then.
fn not_grantable(change: &Change, subject: &SupportSubject, ctx: &Context<'_>) -> Option<NotGrantable> {
    let status = change.status();
    if change.live_at.is_some() && matches!(subject, SupportSubject::DelayGoingLive { .. }) {
        return Some(NotGrantable::Live);
    }
    if !OPEN.contains(&status) {
        return Some(NotGrantable::Ended { status });
    }
    if !matches!(subject, SupportSubject::ChangeTestEndpoints(_)) {
        return None;
    }
    match (state(change, Step::IntegrationTesting), change.testing.at) {
        (Err(_) | Ok(StepState::NotNeeded), _) => Some(NotGrantable::NotTested),
        (_, Some(at)) if at <= ctx.now => Some(NotGrantable::Tested { on: london_date(at) }),
        _ => None,
    }
}

pub(super) fn record_downtime(
    change: &Change,
    id: DowntimeId,
    notice: &DowntimeAnswers,
    needed_after_all: Option<bool>,
    live: &BTreeMap<EndpointId, EndpointType>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = submitted_in(change, CommandKind::RecordDowntime, OPEN)?;
    if change.downtime.iter().any(|notice| notice.id == id) {
        return Ok(vec![]);
    }
    let limits = &Policy::version(submitted.policy).limits;
    if change.downtime.len() >= limits.downtime_notices {
        return Err(Reason::TooManyDowntimeNotices { max: limits.downtime_notices }.into());
    }
    let needs_none = !submitted.submission.needs_downtime && needed_after_all != Some(true);
    let window = downtime::read(notice, None, Known { live, limits, ctx });
    let window = match (
        window,
        needs_none.then(|| Problem::new(Field::NeededAfterAll, Violation::NoDowntimeNeeded)),
    ) {
        (Ok(window), None) => window,
        (Ok(_), Some(problem)) => return Err(Refusal::Invalid(vec![problem])),
        (Err(found), problem) => {
            return Err(Refusal::Invalid(found.into_iter().chain(problem).collect()));
        }
    };
    Ok(vec![EventKind::DowntimeRecorded { id, window }])
}

pub(super) fn move_downtime(
    change: &Change,
    id: DowntimeId,
    typed: &DowntimeAnswers,
    live: &BTreeMap<EndpointId, EndpointType>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let window = window_of(change, id, CommandKind::MoveDowntime)?;
    let known = Known { live, limits: change.limits(ctx), ctx };
    let to = downtime::move_to(window, typed, known)?;
    Ok(to.map(|to| EventKind::DowntimeMoved { id, from: window.clone(), to }).into_iter().collect())
}

pub(super) fn end_downtime(
    change: &Change,
    id: DowntimeId,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let window = window_of(change, id, CommandKind::EndDowntime)?;
    downtime::end_now(window, ctx)?;
    Ok(vec![EventKind::DowntimeEnded { id, announced: window.end }])
}

pub(super) fn cancel_downtime(
    change: &Change,
    id: DowntimeId,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    downtime::cancel(window_of(change, id, CommandKind::CancelDowntime)?, ctx)?;
    Ok(vec![EventKind::DowntimeCancelled { id }])
}

/// What a notice says. Downtime may go on, or be still to come, when the change is complete.
fn window_of(change: &Change, id: DowntimeId, command: CommandKind) -> Result<&DowntimeWindow, Refusal> {
    submitted_in(change, command, COMPLETE_TOO)?;
    let notice = change.downtime.iter().find(|notice| notice.id == id);
    Ok(&notice.ok_or(Reason::DowntimeNotFound)?.window)
}
