//! Applies an event to the state. Pure and total: an event that does not fit leaves the stage as it is, and still counts.

use jiff::Timestamp;

use super::{
    DateChange, DateDecision, Event, EventKind, Failure, Finding, OatRequest, Outcome, Pass,
    ProposedOverride, Run, RunEnd, RunOutcome, RunReason, Stage, Status, TargetProgress,
};
use crate::actor::By;
use crate::aggregate::{self, Aggregate};
use crate::change::support::{Hold, SupportAnswer, SupportRequest, SupportSubject, hold, release};

impl Aggregate for OatRequest {
    type Kind = EventKind;
    type Status = Status;

    fn begin(first: &Event) -> Option<Self> {
        requested(first)
    }

    fn apply(&mut self, event: &Event) {
        apply(self, event);
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn status(&self) -> Status {
        self.status()
    }
}

/// The state that the events lead to; none when they do not begin with a request.
pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<OatRequest> {
    aggregate::replay(events)
}

fn requested(first: &Event) -> Option<OatRequest> {
    let Event { at, by, kind } = first;
    let EventKind::OatRequested {
        id,
        reference,
        organisation,
        organisation_name,
        subject,
        policy,
        connection_date,
    } = kind
    else {
        return None;
    };
    let mut oat = OatRequest {
        id: *id,
        reference: *reference,
        organisation: *organisation,
        organisation_name: organisation_name.clone(),
        subject: subject.clone(),
        version: 1,
        acted_version: 1,
        policy: *policy,
        requested_at: *at,
        requested_by: *by,
        updated_at: *at,
        connection_date: *connection_date,
        stage: Stage::Testing,
        runs: Vec::new(),
        proposed_override: None,
        date_changes: Vec::new(),
        findings: Vec::new(),
        support: Vec::new(),
        holds: Vec::new(),
    };
    begin(&mut oat, 1, RunReason::First, *at, *by);
    Some(oat)
}

/// Changes `oat` as `event` says.
pub fn apply(oat: &mut OatRequest, event: &Event) {
    let Event { at, by, kind } = event;
    let (at, by) = (*at, *by);
    oat.version += 1;
    if !kind.leaves_views_fresh() {
        oat.acted_version = oat.version;
    }
    oat.updated_at = at;
    match kind {
        EventKind::OatRequested { .. } | EventKind::OwnFaultReported { .. } => {}
        EventKind::OatRequestedAnew { run, subject, policy, connection_date } => {
            oat.subject = subject.clone();
            oat.policy = *policy;
            oat.connection_date = *connection_date;
            (oat.requested_at, oat.requested_by) = (at, by);
            oat.date_changes.retain(|change| change.decision.is_some());
            oat.stage = Stage::Testing;
            begin(oat, *run, RunReason::First, at, by);
        }
        EventKind::RetestRequested { run, fixed } => {
            oat.stage = Stage::Testing;
            begin(oat, *run, RunReason::ReTest { fixed: fixed.clone() }, at, by);
        }
        EventKind::RerunRequested { run, reason } => {
            // What was passed stays passed while it is tested again.
            if !matches!(oat.stage, Stage::Passed { .. }) {
                oat.stage = Stage::Testing;
            }
            begin(oat, *run, RunReason::ReRun { reason: reason.clone() }, at, by);
        }
        EventKind::AttemptsRecorded { .. }
        | EventKind::DowntimeAwaited { .. }
        | EventKind::OatPassed { .. }
        | EventKind::OatFailed { .. }
        | EventKind::RerunPassed { .. }
        | EventKind::RerunFailed { .. }
        | EventKind::OatClosed { .. } => apply_to_run(oat, at, kind),
        EventKind::OverrideProposed { outcome, reason } => {
            let (outcome, reason) = (*outcome, reason.clone());
            oat.proposed_override = Some(ProposedOverride { at, by, outcome, reason });
        }
        EventKind::OverrideApproved { outcome, reason, .. } => {
            oat.proposed_override = None;
            let reason = reason.clone();
            oat.stage = match outcome {
                Outcome::Passed => Stage::Passed { at, because: Pass::Override { reason } },
                Outcome::Failed => Stage::Failed { at, because: Failure::Override { reason } },
            };
        }
        EventKind::OverrideDeclined { .. } => oat.proposed_override = None,
        EventKind::DateChangeAsked { date, reason } => {
            let (date, reason) = (*date, reason.clone());
            oat.date_changes.push(DateChange { at, by, date, reason, decision: None });
        }
        EventKind::DateChangeAccepted { date, reason } => {
            oat.connection_date = *date;
            let reason = reason.clone();
            decide_date(oat, DateDecision { at, by, accepted: true, reason, superseded_by: None });
        }
        EventKind::DateChangeDeclined { reason, .. } => {
            let reason = Some(reason.clone());
            decide_date(oat, DateDecision { at, by, accepted: false, reason, superseded_by: None });
        }
        EventKind::DateChangeSuperseded { given, .. } => {
            let superseded_by = Some(*given);
            decide_date(oat, DateDecision { at, by, accepted: false, reason: None, superseded_by });
        }
        EventKind::ConnectionDateGiven { date } => oat.connection_date = *date,
        EventKind::SchemeWentLive { .. } => oat.stage = Stage::Live { at },
        EventKind::FindingRecorded { run, endpoint, attempt, request, note } => {
            oat.findings.push(Finding {
                at,
                by,
                run: *run,
                endpoint: *endpoint,
                attempt: *attempt,
                request: *request,
                note: note.clone(),
            });
        }
        EventKind::SupportAsked { reference, text } => oat.support.push(SupportRequest {
            reference: *reference,
            subject: SupportSubject::OatSupportSession,
            text: text.clone(),
            at,
            by,
            answer: None,
        }),
        EventKind::SupportAnswered { reference, answer, accepted } => {
            if let Some(request) = oat.support.iter_mut().find(|one| one.reference == *reference) {
                request.answer = Some(SupportAnswer { at, by, text: answer.clone(), accepted: *accepted });
            }
        }
        EventKind::DelayAsked { reference, until, text } => oat.support.push(SupportRequest {
            reference: *reference,
            subject: SupportSubject::DelayGoingLive { until: *until },
            text: text.clone(),
            at,
            by,
            answer: None,
        }),
        EventKind::GoingLiveHeld { reason, until } => {
            hold(&mut oat.holds, Hold { at, by, reason: reason.clone(), until: *until });
        }
        EventKind::GoingLiveReleased { .. } => release(&mut oat.holds),
    }
}

/// Events of the run under way.
fn apply_to_run(oat: &mut OatRequest, at: Timestamp, kind: &EventKind) {
    match kind {
        EventKind::AttemptsRecorded { targets, attempts, profile, .. } => {
            if let Some(run) = oat.runs.last_mut() {
                if run.profile.is_none() {
                    run.profile.clone_from(profile);
                }
                run.targets = run.progress_of(targets);
                for attempt in attempts {
                    let known = |one: &&mut TargetProgress| one.target.endpoint == attempt.endpoint;
                    if let Some(progress) = run.targets.iter_mut().find(known) {
                        progress.record(attempt);
                    }
                }
            }
        }
        EventKind::DowntimeAwaited { targets, waits, .. } => {
            if let Some(run) = oat.runs.last_mut() {
                run.targets = run.progress_of(targets);
                for wait in waits {
                    let known = |one: &&mut TargetProgress| one.target.endpoint == wait.endpoint;
                    if let Some(progress) = run.targets.iter_mut().find(known) {
                        progress.next_at = Some(wait.look_at.unwrap_or(wait.until));
                    }
                }
            }
        }
        EventKind::OatPassed { run, .. } => {
            end(oat, at, RunOutcome::Passed);
            oat.stage = Stage::Passed { at, because: Pass::Run { run: *run } };
        }
        EventKind::OatFailed { run, cause } => {
            end(oat, at, RunOutcome::Failed { cause: *cause });
            oat.stage = Stage::Failed { at, because: Failure::Run { run: *run, cause: *cause } };
        }
        EventKind::RerunPassed { .. } => end(oat, at, RunOutcome::Passed),
        EventKind::RerunFailed { cause, .. } => end(oat, at, RunOutcome::Failed { cause: *cause }),
        EventKind::OatClosed { why } => {
            end(oat, at, RunOutcome::Stopped);
            oat.stage = Stage::Closed { at, why: *why };
        }
        _ => {}
    }
}

/// A new run makes a proposed override void: it was about the result before. Of the runs before, the attempts are kept beside.
fn begin(oat: &mut OatRequest, number: u32, why: RunReason, at: Timestamp, by: By) {
    oat.proposed_override = None;
    oat.runs.iter_mut().for_each(|run| run.targets.clear());
    oat.runs.push(Run { number, why, at, by, targets: Vec::new(), profile: None, ended: None });
}

fn end(oat: &mut OatRequest, at: Timestamp, outcome: RunOutcome) {
    if let Some(run) = oat.runs.last_mut() {
        run.ended = Some(RunEnd { at, outcome });
    }
}

fn decide_date(oat: &mut OatRequest, decision: DateDecision) {
    if let Some(change) = oat.date_changes.last_mut() {
        change.decision = Some(decision);
    }
}
