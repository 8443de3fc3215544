//! Support requests (D1) and notices of planned downtime (D2).

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use super::steps::state;
use super::{OPEN, invalid, note, submitted_in};
use crate::calendar::{Reading, london_date, london_instant};
use crate::change::answers::check_affected;
use crate::change::downtime::{DowntimeAnswers, DowntimeWindow};
use crate::change::steps::StepState;
use crate::change::support::{
    Granted, HoldReason, SupportAsked, SupportRequest, SupportSubject, superseded_by,
};
use crate::change::testing::{TestEndpointAnswers, TestUrls};
use crate::change::{
    Change, CommandKind, Context, EventKind, NotGrantable, Reason, Refusal, Status, Submitted,
};
use crate::endpoint::EndpointType;
use crate::ids::{DowntimeId, EndpointId};
use crate::policy::{Limits, Policy, Step};
use crate::problem::{Field, Problem, Violation};
use crate::reference::SupportReference;
use crate::text::{FreeText, is_blank_text};

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
    let subject = match asked {
        SupportAsked::DelayGoingLive { until } => {
            can_be_held(change, command)?;
            if let Some(violation) = until.and_then(|until| is_no_delay(change, until, ctx)) {
                return Err(invalid(Field::Until, violation));
            }
            SupportSubject::DelayGoingLive { until: *until }
        }
        SupportAsked::ChangeTestEndpoints(typed) => {
            SupportSubject::ChangeTestEndpoints(other_test_endpoints(change, submitted, typed, ctx)?)
        }
        SupportAsked::OatSupportSession => match state(change, Step::OperationalAcceptanceTesting) {
            Ok(StepState::Complete { .. }) => return Err(Reason::OatOver.into()),
            Ok(StepState::NotNeeded) | Err(_) => return Err(Reason::OatNotRequired.into()),
            Ok(_) => SupportSubject::OatSupportSession,
        },
        SupportAsked::Other => SupportSubject::Other,
    };
    let text = note(text, Field::Text, submitted)?;
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
    let needs_none = !submitted.submission.needs_downtime && notice.needed_after_all != Some(true);
    let window = window(notice, live, limits, ctx);
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

fn window(
    notice: &DowntimeAnswers,
    live: &BTreeMap<EndpointId, EndpointType>,
    limits: &Limits,
    ctx: &Context<'_>,
) -> Result<DowntimeWindow, Vec<Problem>> {
    let mut found = Vec::new();
    let start = time(notice.start, Field::DowntimeStart, Reading::First, &mut found);
    match start {
        Some(start) if start <= ctx.now => {
            found.push(Problem::new(Field::DowntimeStart, Violation::NotInFuture));
        }
        Some(start) => {
            let latest = ctx.latest_day(limits);
            if london_date(start) > latest {
                found.push(Problem::new(Field::DowntimeStart, Violation::TooFarAhead { latest }));
            }
        }
        None => {}
    }
    // In the hour that comes twice the downtime is as long as it can be meant.
    let end = time(notice.end, Field::DowntimeEnd, Reading::Second, &mut found);
    match (start, end) {
        (Some(start), Some(end)) if end <= start => {
            found.push(Problem::new(Field::DowntimeEnd, Violation::EndsBeforeStart));
        }
        (Some(start), Some(end)) if end.duration_since(start) > lasts_at_most(limits) => {
            let days = limits.downtime_days;
            found.push(Problem::new(Field::DowntimeEnd, Violation::DowntimeTooLong { days }));
        }
        _ => {}
    }
    let mut read = |typed: &str, field| {
        FreeText::parse(typed, limits.note_characters)
            .map_err(|violation| found.push(Problem::new(field, violation)))
            .ok()
    };
    let nature = read(&notice.nature, Field::DowntimeNature);
    let has_reason = !is_blank_text(&notice.short_notice_reason);
    let reason = has_reason.then(|| read(&notice.short_notice_reason, Field::ShortNoticeReason)).flatten();
    let working_days = limits.downtime_notice_working_days;
    let is_short = start
        .is_some_and(|start| ctx.calendar.working_days_between(ctx.today, london_date(start)) < working_days);
    if is_short && !has_reason {
        found.push(Problem::new(Field::ShortNoticeReason, Violation::ShortNotice { working_days }));
    }
    if notice.affected_endpoints.is_empty() {
        found.push(Problem::new(Field::AffectedEndpoints, Violation::Missing));
    }
    let affected_endpoints = check_affected(&notice.affected_endpoints, live, &mut found);
    match (start, end, nature) {
        (Some(start), Some(end), Some(nature)) if found.is_empty() => Ok(DowntimeWindow {
            start,
            end,
            nature,
            affected_endpoints,
            short_notice: reason.filter(|_| is_short),
        }),
        _ => Err(found),
    }
}

/// Whatever the clocks do meanwhile.
fn lasts_at_most(limits: &Limits) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(limits.downtime_days) + 1)
}

fn time(
    shown: Option<DateTime>,
    field: Field,
    reading: Reading,
    found: &mut Vec<Problem>,
) -> Option<Timestamp> {
    let read = shown
        .ok_or(Violation::Missing)
        .and_then(|shown| london_instant(shown, reading).map_err(|hour| Violation::NoSuchTime { hour }));
    read.map_err(|violation| found.push(Problem::new(field, violation))).ok()
}

/// Only before it begins: afterwards it is on record what was announced, and tests have kept to it (O11).
pub(super) fn cancel_downtime(
    change: &Change,
    id: DowntimeId,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    submitted_in(change, CommandKind::CancelDowntime, OPEN)?;
    let notice = change.downtime.iter().find(|notice| notice.id == id).ok_or(Reason::DowntimeNotFound)?;
    let is_over = notice.window.end <= ctx.now;
    if notice.window.start <= ctx.now {
        Err(Reason::DowntimeBegun { is_over }.into())
    } else {
        Ok(vec![EventKind::DowntimeCancelled { id }])
    }
}
