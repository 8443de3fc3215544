//! A run of the probe (O3, O6): its targets, how far each is, and what is due.

use jiff::Timestamp;

use super::{AttemptSummary, Cause, Doubt, OatRequest, PlannedAttempt, ProfileMark, SubjectView};
use crate::actor::By;
use crate::endpoint::EndpointUrl;
use crate::ids::{EndpointId, FindRequestId};
use crate::text::FreeText;

/// A Find endpoint that is tested.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    pub endpoint: EndpointId,
    pub url: EndpointUrl,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Counts from 1, over everything that is requested under one id.
    pub number: u32,
    pub why: RunReason,
    pub at: Timestamp,
    pub by: By,
    /// How far each target is; none before the first probe batch, and none any more when another run has begun: what a run
    /// did is kept attempt by attempt beside, so that a request stays one item.
    pub targets: Vec<TargetProgress>,
    /// The find profile of its first attempts (Q10); none before them, and of runs before that was noted. An attempt that was made by
    /// another says so.
    pub profile: Option<ProfileMark>,
    /// How it ended, once it has.
    pub ended: Option<RunEnd>,
}

/// Why there is a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunReason {
    /// OAT was requested, for the first time or anew.
    First,
    /// The service manager asked for a re-test (O7).
    ReTest { fixed: FreeText },
    /// PDP support asked for a re-run (O8).
    ReRun {
        /// Why, if said.
        reason: Option<FreeText>,
    },
}

kinds_of! {
    RunReason: /// Why there is a run.
    RunReasonKind {
        First = "first";
        ReTest = "re_test";
        ReRun = "re_run";
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEnd {
    pub at: Timestamp,
    pub outcome: RunOutcome,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOutcome {
    /// Every target answered 202 in time.
    Passed,
    /// At least one did not.
    Failed {
        /// The cause at the first that did not.
        cause: Cause,
    },
    /// It was stopped because its subject moved on.
    Stopped,
}

codes! {
    /// Where a run is.
    RunState {
        /// It has not ended.
        UnderWay = "under_way", "under way";
        /// See [`RunOutcome::Passed`].
        Passed = "passed", "passed";
        /// See [`RunOutcome::Failed`].
        Failed = "failed", "not passed";
        /// See [`RunOutcome::Stopped`].
        Stopped = "stopped", "stopped";
    }
}

/// How far a target is in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetProgress {
    pub target: Target,
    /// Attempts made, all of them: the number of the last.
    pub made: u32,
    /// Those that count (O6).
    pub counted: u32,
    /// Our own faults in a row, up to now (O7).
    pub own_faults: u32,
    pub last: Option<LastAttempt>,
    /// When the next attempt is due; none when it is settled.
    pub next_at: Option<Timestamp>,
}

/// What a run keeps of the summary of the last attempt at a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAttempt {
    /// When it began.
    pub at: Timestamp,
    pub request: FindRequestId,
    /// Why it was no pass; none when it was.
    pub cause: Option<Cause>,
    /// The status that was answered; none when none was, and of attempts before that was noted.
    pub status: Option<u16>,
    /// When the first certificate expires that will soon (O6).
    pub certificate_expires: Option<Timestamp>,
    /// Why the answer may mean less than it seems to.
    pub doubts: Vec<Doubt>,
}

codes! {
    /// Where a target is in a run.
    TargetState {
        /// It is to be tried, or tried again.
        Waiting = "waiting";
        /// See [`Verdict::Passed`].
        Passed = "passed";
        /// See [`Verdict::Failed`].
        Failed = "failed";
    }
}

/// The result of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It answered 202 in time.
    Passed,
    Failed(Cause),
}

impl TargetProgress {
    /// A target that has not been tried, due at `due`.
    pub(super) const fn fresh(target: Target, due: Timestamp) -> Self {
        Self { target, made: 0, counted: 0, own_faults: 0, last: None, next_at: Some(due) }
    }

    /// Its result, once that is known.
    pub fn verdict(&self) -> Option<Verdict> {
        match (&self.next_at, &self.last) {
            (None, Some(last)) => Some(last.cause.map_or(Verdict::Passed, Verdict::Failed)),
            _ => None,
        }
    }

    /// Where it is.
    pub fn state(&self) -> TargetState {
        match self.verdict() {
            None => TargetState::Waiting,
            Some(Verdict::Passed) => TargetState::Passed,
            Some(Verdict::Failed(_)) => TargetState::Failed,
        }
    }

    pub(super) fn record(&mut self, attempt: &AttemptSummary) {
        let is_ours = attempt.cause.is_some_and(Cause::is_ours);
        self.made = attempt.number;
        self.counted += u32::from(!is_ours);
        self.own_faults = if is_ours { self.own_faults + 1 } else { 0 };
        self.next_at = attempt.next_at;
        self.last = Some(LastAttempt {
            at: attempt.at,
            request: attempt.request,
            cause: attempt.cause,
            status: attempt.status,
            certificate_expires: attempt.certificate_expires,
            doubts: attempt.doubts.clone(),
        });
    }
}

impl Run {
    /// How far `targets` are in this run: those it knows, and fresh ones. What is not among them any more does not matter, and does not
    /// come back: out of use is final (G5).
    pub(super) fn progress_of(&self, targets: &[Target]) -> Vec<TargetProgress> {
        let known = |target: &Target| self.targets.iter().find(|progress| progress.target == *target);
        let progress = |target: &Target| {
            known(target).cloned().unwrap_or_else(|| TargetProgress::fresh(target.clone(), self.at))
        };
        targets.iter().map(progress).collect()
    }

    /// Where it is.
    pub fn state(&self) -> RunState {
        match self.ended.as_ref().map(|end| end.outcome) {
            None => RunState::UnderWay,
            Some(RunOutcome::Passed) => RunState::Passed,
            Some(RunOutcome::Failed { .. }) => RunState::Failed,
            Some(RunOutcome::Stopped) => RunState::Stopped,
        }
    }

    /// When the probe has something to do for it; none when it has ended.
    pub fn next_at(&self) -> Option<Timestamp> {
        if self.ended.is_some() {
            return None;
        }
        let next = self.targets.iter().filter_map(|progress| progress.next_at).min();
        // Nothing was tried yet, or all is settled and only waits to be recorded.
        Some(next.unwrap_or(self.at))
    }

    /// The targets that failed, and why.
    pub fn failures(&self) -> impl Iterator<Item = (&Target, Cause)> {
        self.targets.iter().filter_map(|progress| match progress.verdict() {
            Some(Verdict::Failed(cause)) => Some((&progress.target, cause)),
            _ => None,
        })
    }
}

impl OatRequest {
    /// When the probe has something to do; none when no run is open.
    pub fn probe_at(&self) -> Option<Timestamp> {
        self.open_run().and_then(Run::next_at)
    }

    /// Plans the attempts of the open run that are due at `now`, outside declared downtime (O11). One per target: between two at the
    /// same, the run waits.
    pub fn planned_attempts(&self, view: &SubjectView, now: Timestamp) -> Vec<PlannedAttempt> {
        let Some(run) = self.open_run() else { return Vec::new() };
        let is_due = |progress: &TargetProgress| {
            let in_downtime = view.downtime.get(&progress.target.endpoint).is_some_and(|until| *until > now);
            progress.next_at.is_some_and(|at| at <= now) && !in_downtime
        };
        let progress = run.progress_of(&view.targets).into_iter().filter(is_due);
        progress.map(|one| PlannedAttempt { number: one.made + 1, target: one.target }).collect()
    }
}
