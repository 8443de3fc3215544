//! Attempts of the probe, and their consequences (O3, O6, O7, O11).

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::oat::observation::Observation;
use crate::oat::{
    AttemptSummary, Cause, Context, DowntimeWait, EventKind, OatRequest, RecordedAttempt, Status,
    SubjectView, TargetProgress, Verdict, Warning, doubts, retry_after, warnings,
};
use crate::policy::OatLimits;

/// Attempts of another run, or that were recorded already, change nothing.
pub(super) fn record(
    oat: &OatRequest,
    number: u32,
    attempts: &[Arc<RecordedAttempt>],
    view: &SubjectView,
    ctx: &Context<'_>,
) -> Vec<EventKind> {
    let Some(run) = oat.open_run().filter(|run| run.number == number) else { return vec![] };
    let limits = oat.oat_limits();
    let mut progress = run.progress_of(&view.targets);
    let made: Vec<_> =
        attempts.iter().filter_map(|attempt| take_up(&mut progress, attempt, limits)).collect();
    let mut kinds = Vec::new();
    let report = reported(&progress, &made, number, limits);
    if let Some(first) = made.first() {
        let is_first = |attempt: &&Arc<RecordedAttempt>| {
            (attempt.endpoint, attempt.number) == (first.endpoint, first.number)
        };
        let profile = attempts.iter().find(is_first).and_then(|first| first.observation.profile.clone());
        let targets = view.targets.clone();
        kinds.push(EventKind::AttemptsRecorded { run: number, targets, attempts: made, profile });
    }
    kinds.extend(report);
    if let Some(why) = view.gone(oat.status() == Status::Passed) {
        kinds.push(EventKind::OatClosed { why });
        return kinds;
    }
    let waits = waits(&progress, view, limits, ctx.now);
    if !waits.is_empty() {
        kinds.push(EventKind::DowntimeAwaited { run: number, targets: view.targets.clone(), waits });
    }
    kinds.extend(ended(oat, number, &progress, view));
    kinds
}

/// Closes it when what was to be tested moved on while a run is open.
pub(super) fn close(oat: &OatRequest, view: &SubjectView) -> Vec<EventKind> {
    let gone = oat.open_run().and_then(|_| view.gone(oat.status() == Status::Passed));
    gone.map(|why| EventKind::OatClosed { why }).into_iter().collect()
}

/// The summary of the attempt, taken up in the progress of its target; none when that has it already or needs no more.
fn take_up(
    progress: &mut [TargetProgress],
    attempt: &RecordedAttempt,
    limits: &OatLimits,
) -> Option<AttemptSummary> {
    let seen = &attempt.observation;
    let target = progress.iter_mut().find(|one| {
        let is_next = one.next_at.is_some() && attempt.number == one.made + 1;
        one.target.endpoint == attempt.endpoint && one.target.url == seen.url && is_next
    })?;
    let cause = attempt.cause;
    let expires = |warning: &Warning| match warning {
        Warning::CertificateExpires { at, .. } => Some(*at),
        Warning::Doubt(_) => None,
    };
    let made = AttemptSummary {
        endpoint: attempt.endpoint,
        url: seen.url.clone(),
        number: attempt.number,
        request: seen.request,
        at: seen.at,
        cause,
        status: seen.response.as_ref().map(|response| response.status),
        certificate_expires: warnings(seen, limits).iter().filter_map(expires).min(),
        doubts: doubts(seen),
        next_at: cause.and_then(|cause| next_at(target, cause, seen, limits)),
    };
    target.record(&made);
    Some(made)
}

/// When the attempt after this one is due, if there is to be one.
fn next_at(
    before: &TargetProgress,
    cause: Cause,
    seen: &Observation,
    limits: &OatLimits,
) -> Option<Timestamp> {
    let ended = after(seen.at, SignedDuration::try_from(seen.timings.total).unwrap_or(SignedDuration::ZERO));
    let minutes = |minutes: u32| SignedDuration::from_mins(i64::from(minutes));
    if cause.is_ours() {
        return Some(after(ended, minutes(nth(&limits.own_fault_minutes, before.own_faults))));
    }
    if !cause.may_pass_by_itself() || before.counted + 1 >= limits.attempts {
        return None;
    }
    let spaced = i64::from(nth(&limits.spacing_seconds, before.counted));
    let spaced = after(ended, SignedDuration::from_secs(spaced));
    let bound = after(ended, minutes(limits.retry_after_minutes));
    let asked = asked_for(cause, seen, ended).map_or(spaced, |asked| asked.min(bound));
    Some(spaced.max(asked))
}

/// When the endpoint itself asks to be tried again (O6).
fn asked_for(cause: Cause, seen: &Observation, ended: Timestamp) -> Option<Timestamp> {
    if !matches!(cause, Cause::TooManyRequests | Cause::ServerError | Cause::GatewayError) {
        return None;
    }
    retry_after(seen.response.as_ref()?.header("retry-after")?, ended)
}

/// What PDP is told of a fault on its side: at which targets it has now happened as often in a row as it takes.
fn reported(
    progress: &[TargetProgress],
    made: &[AttemptSummary],
    run: u32,
    limits: &OatLimits,
) -> Option<EventKind> {
    let is_new = |one: &&TargetProgress| made.iter().any(|attempt| attempt.endpoint == one.target.endpoint);
    let fault = |one: &TargetProgress| one.last.as_ref()?.cause?.own_fault();
    let told = |one: &&TargetProgress| one.own_faults == limits.own_faults_told;
    let told: Vec<_> = progress.iter().filter(is_new).filter(told).collect();
    let first = fault(told.first()?)?;
    let same = told.iter().filter(|one| fault(one) == Some(first));
    let urls = same.map(|one| one.target.url.clone()).collect();
    Some(EventKind::OwnFaultReported { run, fault: first, in_a_row: limits.own_faults_told, urls })
}

/// Which targets would be due and are in declared downtime (O11). It may end sooner than it was announced (Q6), so the probe looks
/// again meanwhile.
fn waits(
    progress: &[TargetProgress],
    view: &SubjectView,
    limits: &OatLimits,
    now: Timestamp,
) -> Vec<DowntimeWait> {
    let look_at = now.saturating_add(SignedDuration::from_mins(i64::from(limits.downtime_look_minutes)));
    let look_at = look_at.unwrap_or(Timestamp::MAX);
    let wait = |one: &TargetProgress| {
        one.next_at.filter(|at| *at <= now)?;
        let until = view.downtime.get(&one.target.endpoint).copied()?;
        let look_at = Some(look_at).filter(|look_at| *look_at < until);
        (until > now).then_some(DowntimeWait { endpoint: one.target.endpoint, until, look_at })
    };
    progress.iter().filter_map(wait).collect()
}

/// How the run ended, when every target has its verdict. All of them are waited for, so that the report is whole.
fn ended(oat: &OatRequest, run: u32, progress: &[TargetProgress], view: &SubjectView) -> Option<EventKind> {
    let verdicts: Option<Vec<_>> = progress.iter().map(TargetProgress::verdict).collect();
    let verdicts = verdicts.filter(|verdicts| !verdicts.is_empty())?;
    let failed = verdicts.iter().find_map(|verdict| match verdict {
        Verdict::Failed(cause) => Some(*cause),
        Verdict::Passed => None,
    });
    let was_passed = oat.status() == Status::Passed;
    Some(match failed {
        None if was_passed => EventKind::RerunPassed { run },
        None => EventKind::OatPassed { run, connection_date: view.date_of(oat) },
        Some(cause) if was_passed => EventKind::RerunFailed { run, cause },
        Some(cause) => EventKind::OatFailed { run, cause },
    })
}

/// The place `at` of a row of waits, or its last.
fn nth<const N: usize>(row: &[u32; N], at: u32) -> u32 {
    row[(at as usize).min(N - 1)]
}

fn after(at: Timestamp, wait: SignedDuration) -> Timestamp {
    at.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
