//! Runs, and the report of one (O6).

use api::{RunBody, RunPage, RunReportBody, TargetBody};
use app::{Page, SeenRuns};
use domain::dispute::DisputesOfResult;
use domain::oat::{
    OatRequest, ProfileMark, RecordedAttempt, Run, RunOutcome, RunReason, TargetProgress, Warning,
};
use domain::policy::Policy;

use super::attempt::attempt_body;
use super::profile::find_profile_body;
use crate::dispute::disputes_of;
use crate::shown::Of;

impl Of<&Run> for RunBody {
    fn of(run: &Run) -> Self {
        let cause = match run.ended.as_ref().map(|end| end.outcome) {
            Some(RunOutcome::Failed { cause }) => Some(cause),
            _ => None,
        };
        let text = match &run.why {
            RunReason::First => None,
            RunReason::ReTest { fixed } => Some(fixed),
            RunReason::ReRun { reason } => reason.as_ref(),
        };
        Self {
            number: run.number,
            why: run.why.kind().into(),
            text: text.map(ToString::to_string),
            requested_at: run.at,
            requested_by: Of::of(&run.by),
            state: run.state().into(),
            ended_at: run.ended.as_ref().map(|end| end.at),
            cause: cause.map(Of::of),
            next_at: run.next_at(),
            find_profile: run.profile.as_ref().map(|mark| find_profile_body(mark, None)),
            targets: run.targets.iter().map(Of::of).collect(),
        }
    }
}

impl Of<&TargetProgress> for TargetBody {
    fn of(progress: &TargetProgress) -> Self {
        let last = progress.last.as_ref();
        Self {
            endpoint: progress.target.endpoint,
            url: progress.target.url.to_string(),
            state: progress.state().into(),
            attempts: progress.made,
            counted: progress.counted,
            cause: last.and_then(|last| last.cause).map(Of::of),
            status: last.and_then(|last| last.status),
            doubts: last
                .iter()
                .flat_map(|last| &last.doubts)
                .map(|doubt| Warning::Doubt(*doubt).to_string())
                .collect(),
            last_at: last.map(|last| last.at),
            next_at: progress.next_at,
            certificate_expires: last.and_then(|last| last.certificate_expires),
        }
    }
}

/// A run, beside the find profile that is used now.
pub(super) fn run_body(run: &Run, present: Option<&ProfileMark>) -> RunBody {
    let find_profile = run.profile.as_ref().map(|mark| find_profile_body(mark, present));
    RunBody { find_profile, ..Of::of(run) }
}

/// Every run of a request for OAT.
pub fn run_page(seen: &SeenRuns) -> RunPage {
    RunPage { items: seen.oat.runs.iter().map(|run| run_body(run, seen.present.as_ref())).collect() }
}

/// The report of `run` with a page of its attempts, beside the find profile that is used now and the disputes of its result; bodies only when PDP reads it (O9).
pub fn run_report_body(
    oat: &OatRequest,
    run: &Run,
    page: Page<RecordedAttempt>,
    (present, disputes): (Option<&ProfileMark>, Option<&DisputesOfResult>),
    to_pdp: bool,
) -> RunReportBody {
    let limits = &Policy::version(oat.policy).limits.oat;
    let body = |attempt: &RecordedAttempt| {
        let place = (attempt.endpoint, attempt.number);
        attempt_body(place, &attempt.observation, attempt.cause, (limits, present), to_pdp)
    };
    RunReportBody {
        oat_request: oat.id,
        reference: oat.reference.to_string(),
        run: run_body(run, present),
        disputes: disputes_of(disputes),
        attempts: page.items.iter().map(body).collect(),
        next: page.next.map(|cursor| cursor.0),
        not_shown: if to_pdp { page.unreadable } else { 0 },
    }
}
