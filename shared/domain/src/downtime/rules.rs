//! The rules about every notice of downtime (D2, Q6).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::{Context, DowntimeAnswers, DowntimeState, DowntimeWindow, Reason};
use crate::calendar::{Reading, london_date, london_instant};
use crate::change::answers::check_affected;
use crate::endpoint::EndpointType;
use crate::ids::EndpointId;
use crate::policy::Limits;
use crate::problem::{Field, Problem, Violation};
use crate::text::{FreeText, is_blank_text};

/// What a notice is judged by, besides what it says.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The live endpoints of the organisation.
    pub(crate) live: &'a BTreeMap<EndpointId, EndpointType>,
    pub(crate) limits: &'a Limits,
    pub(crate) ctx: &'a Context<'a>,
}

/// Reads a notice, in place of what it said `before` if it was given already.
pub(crate) fn read(
    typed: &DowntimeAnswers,
    before: Option<&DowntimeWindow>,
    Known { live, limits, ctx }: Known<'_>,
) -> Result<DowntimeWindow, Vec<Problem>> {
    let mut found = Vec::new();
    // What has begun was announced, and tests have kept to it (O11): only its end and its nature are still to come.
    let begun = before.filter(|before| before.start <= ctx.now);
    let start = time(typed.start, Field::DowntimeStart, Reading::First, &mut found);
    let wrong = start.and_then(|start| wrong_start(start, begun, limits, ctx));
    found.extend(wrong.map(|violation| Problem::new(Field::DowntimeStart, violation)));
    // In the hour that comes twice the downtime is as long as it can be meant.
    let end = time(typed.end, Field::DowntimeEnd, Reading::Second, &mut found);
    let wrong = end.and_then(|end| wrong_end(start, end, begun, limits, ctx));
    found.extend(wrong.map(|violation| Problem::new(Field::DowntimeEnd, violation)));
    let mut read = |typed: &str, field| {
        FreeText::parse(typed, limits.note_characters)
            .map_err(|violation| found.push(Problem::new(field, violation)))
            .ok()
    };
    let nature = read(&typed.nature, Field::DowntimeNature);
    let has_reason = !is_blank_text(&typed.short_notice_reason);
    let reason = has_reason.then(|| read(&typed.short_notice_reason, Field::ShortNoticeReason)).flatten();
    let working_days = limits.downtime_notice_working_days;
    let is_short =
        |at: Timestamp| ctx.calendar.working_days_between(ctx.today, london_date(at)) < working_days;
    let named: BTreeSet<_> = typed.affected_endpoints.iter().copied().collect();
    let first_new = match begun {
        Some(begun) => end.filter(|end| *end > begun.end).map(|_| begun.end),
        None => start.and_then(|start| first_new(before, start, end.unwrap_or(start), &named)),
    };
    let is_short_notice = first_new.is_some_and(is_short);
    if is_short_notice && !has_reason {
        found.push(Problem::new(Field::ShortNoticeReason, Violation::ShortNotice { working_days }));
    }
    if typed.affected_endpoints.is_empty() {
        found.push(Problem::new(Field::AffectedEndpoints, Violation::Missing));
    }
    // An endpoint that was taken out of use since notice was given may stay in it.
    let was_named = |id: &EndpointId| before.is_some_and(|before| before.affected_endpoints.contains(id));
    let affected_endpoints =
        check_affected(&typed.affected_endpoints, |id| live.contains_key(id) || was_named(id), &mut found);
    if begun.is_some_and(|begun| begun.affected_endpoints != named) && !named.is_empty() {
        found.push(Problem::new(Field::AffectedEndpoints, Violation::DowntimeEndpointsStay));
    }
    match (start, end, nature) {
        (Some(start), Some(end), Some(nature)) if found.is_empty() => {
            let short_notice = match before {
                _ if is_short_notice => reason,
                // What was announced late stays so, unless all of it is far enough away by now.
                Some(before) if is_short(start) => before.short_notice.clone(),
                _ => None,
            };
            Ok(DowntimeWindow { start, end, nature, affected_endpoints, short_notice })
        }
        _ => Err(found),
    }
}

/// The first moment that was not announced `before`, if there is one: only of that notice has to be given now.
fn first_new(
    before: Option<&DowntimeWindow>,
    start: Timestamp,
    end: Timestamp,
    named: &BTreeSet<EndpointId>,
) -> Option<Timestamp> {
    let Some(before) = before else { return Some(start) };
    let is_elsewhere = start < before.start || start >= before.end;
    if is_elsewhere || !named.is_subset(&before.affected_endpoints) {
        Some(start)
    } else {
        (end > before.end).then_some(before.end)
    }
}

fn wrong_start(
    start: Timestamp,
    begun: Option<&DowntimeWindow>,
    limits: &Limits,
    ctx: &Context<'_>,
) -> Option<Violation> {
    let latest = ctx.latest_day(limits);
    match begun {
        Some(begun) => (start != begun.start).then_some(Violation::DowntimeStartStays),
        None if start <= ctx.now => Some(Violation::NotInFuture),
        None => (london_date(start) > latest).then_some(Violation::TooFarAhead { latest }),
    }
}

fn wrong_end(
    start: Option<Timestamp>,
    end: Timestamp,
    begun: Option<&DowntimeWindow>,
    limits: &Limits,
    ctx: &Context<'_>,
) -> Option<Violation> {
    let start = start?;
    if end <= start {
        Some(Violation::EndsBeforeStart)
    } else if end.duration_since(start) > lasts_at_most(limits) {
        Some(Violation::DowntimeTooLong { days: limits.downtime_days })
    } else {
        (begun.is_some() && end <= ctx.now).then_some(Violation::NotInFuture)
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

/// What the notice says from now on; none when that is what it says already.
///
/// # Errors
/// [`Reason::Over`], and everything that is wrong with what was typed.
pub(crate) fn move_to(
    window: &DowntimeWindow,
    typed: &DowntimeAnswers,
    known: Known<'_>,
) -> Result<Option<DowntimeWindow>, super::Refusal> {
    not_over(window, known.ctx)?;
    let to = read(typed, Some(window), known).map_err(super::Refusal::Invalid)?;
    Ok((to != *window).then_some(to))
}

/// Whether downtime can be ended now.
///
/// # Errors
/// [`Reason::NotBegun`], [`Reason::Over`].
pub(crate) fn end_now(window: &DowntimeWindow, ctx: &Context<'_>) -> Result<(), Reason> {
    match window.state(ctx.now) {
        DowntimeState::Planned => Err(Reason::NotBegun),
        _ => not_over(window, ctx),
    }
}

/// Whether a notice can be cancelled: until it is over, because then it is on record that there was downtime.
///
/// # Errors
/// [`Reason::Over`].
pub(crate) fn cancel(window: &DowntimeWindow, ctx: &Context<'_>) -> Result<(), Reason> {
    not_over(window, ctx)
}

fn not_over(window: &DowntimeWindow, ctx: &Context<'_>) -> Result<(), Reason> {
    if window.state(ctx.now) == DowntimeState::Over { Err(Reason::Over) } else { Ok(()) }
}
