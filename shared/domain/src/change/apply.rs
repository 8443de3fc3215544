//! Applies an event to the state. Pure and total: an event that does not fit leaves the stage as it is, and still counts.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    Answer, Change, Confirmation, Event, EventKind, Question, ReviewStanding, Stage, Status, Submitted,
    SubmittedStep, TakenBack,
};
use crate::actor::By;
use crate::aggregate::{self, Aggregate};
use crate::calendar::london_date;
use crate::change::answers::Answers;
use crate::change::downtime::DowntimeNotice;
use crate::change::material::Pack;
use crate::change::steps::{StepProgress, StepProgresses};
use crate::change::support::{Hold, HoldReason, SupportAnswer, SupportRequest, hold, release};
use crate::change::testing::IntegrationTesting;
use crate::downtime::DowntimeWindow;
use crate::evidence::{EvidenceFile, EvidenceFiles, EvidenceState};
use crate::ids::{ChangeId, DowntimeId, OrganisationId};
use crate::policy::{Policy, Step};

impl Aggregate for Change {
    type Kind = EventKind;
    type Status = Status;

    fn begin(first: &Event) -> Option<Self> {
        let EventKind::ChangeDrafted { id, organisation, answers, from } = &first.kind else {
            return None;
        };
        Some(Self { begun_from: *from, ..drafted(*id, *organisation, answers.clone(), first) })
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

/// The state that the events lead to; none when they do not begin with a draft.
pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<Change> {
    aggregate::replay(events)
}

fn drafted(id: ChangeId, organisation: OrganisationId, answers: Answers, first: &Event) -> Change {
    Change {
        id,
        organisation,
        version: 1,
        acted_version: 1,
        drafted_at: first.at,
        drafted_by: first.by,
        begun_from: None,
        updated_at: first.at,
        answers,
        evidence: EvidenceFiles::default(),
        submitted: None,
        questions: Vec::new(),
        stage: Stage::Draft,
        progress: StepProgresses::new(),
        submissions: BTreeMap::new(),
        testing: IntegrationTesting::default(),
        material: BTreeMap::new(),
        support: Vec::new(),
        holds: Vec::new(),
        connection_date: None,
        live_at: None,
        endpoints_since: None,
        reminded_on: None,
        downtime: Vec::new(),
    }
}

/// Changes `change` as `event` says.
pub fn apply(change: &mut Change, event: &Event) {
    let was = change.endpoint_state();
    happens(change, event);
    // Once something is to be done again, what goes live then does so by that, and not because of the reclassification (V4).
    if change.waits_for_work() {
        change.holds.retain(|hold| hold.reason != HoldReason::Reclassified);
    }
    if change.endpoint_state() != was {
        change.endpoints_since = Some(event.at);
    }
}

fn happens(change: &mut Change, event: &Event) {
    let Event { at, by, kind } = event;
    let (at, by) = (*at, *by);
    change.version += 1;
    if !kind.leaves_views_fresh() {
        change.acted_version = change.version;
    }
    change.updated_at = at;
    match kind {
        EventKind::ChangeDrafted { .. } => {}
        EventKind::DraftEdited { answers } => change.answers = answers.clone(),
        EventKind::UploadRequested { id, file_name, declared, step, expires_at } => {
            if let By::Person { person, .. } = by {
                let file = EvidenceFile {
                    file_name: file_name.clone(),
                    declared: *declared,
                    step: *step,
                    requested_by: person,
                    requested_at: at,
                    expires_at: *expires_at,
                    state: EvidenceState::AwaitingUpload,
                };
                change.evidence.0.insert(*id, file);
            }
        }
        EventKind::EvidenceReceived { id } => change.evidence.set(*id, EvidenceState::Checking { since: at }),
        EventKind::EvidenceAccepted { id, file } => {
            change.evidence.set(*id, EvidenceState::Accepted(file.clone()))
        }
        EventKind::EvidenceRejected { id, reason } => {
            change.evidence.set(*id, EvidenceState::Rejected { reason: *reason, at });
        }
        EventKind::EvidenceRemoved { id } => {
            change.evidence.0.remove(id);
        }
        EventKind::ChangeSubmitted { reference, organisation_name, policy, submission, due } => {
            let working_days = Some(Policy::version(*policy).limits.review_working_days);
            change.stage = Stage::InReview { due: *due, working_days, from: None };
            change.submitted = Some(Submitted {
                reference: *reference,
                organisation_name: organisation_name.clone(),
                at,
                by,
                policy: *policy,
                scale: submission.suggested_scale,
                scale_reason: None,
                submission: submission.clone(),
            });
        }
        EventKind::InformationRequested { question, working_days_left, working_days_late } => {
            let (working_days_left, working_days_late) = (*working_days_left, *working_days_late);
            change.stage = Stage::AwaitingInformation { working_days_left, working_days_late };
            let text = question.clone();
            change.questions.push(Question { at, by, text, answer: None, taken_back: None });
        }
        EventKind::InformationSupplied { answer, due, working_days } => {
            change.stage = Stage::InReview { due: *due, working_days: *working_days, from: None };
            if let Some(question) = change.questions.last_mut() {
                question.answer = Some(Answer { at, by, text: answer.clone() });
            }
        }
        EventKind::ChangeConfirmed { scale, reason, oat_required, .. } => {
            let (oat_required, review) = (*oat_required, change.review_standing());
            change.stage = Stage::Confirmed(Confirmation { at, by, oat_required, review });
            if let Some(submitted) = &mut change.submitted {
                submitted.scale = *scale;
                if reason.is_some() {
                    submitted.scale_reason.clone_from(reason);
                }
            }
        }
        EventKind::ChangeRejected { reason } => {
            change.stage = Stage::Rejected { reason: reason.clone(), at, review: change.review_standing() };
        }
        EventKind::QuestionTakenBack { .. }
        | EventKind::ConfirmationTakenBack { .. }
        | EventKind::RejectionTakenBack { .. } => take_back(change, at, by, kind),
        EventKind::ChangeReclassified { to, reason, oat_required, .. } => {
            if let Some(submitted) = &mut change.submitted {
                submitted.scale = *to;
                submitted.scale_reason = Some(reason.clone());
            }
            if let (Stage::Confirmed(confirmation), Some(oat)) = (&mut change.stage, oat_required) {
                confirmation.oat_required = *oat;
            }
        }
        EventKind::ChangeWithdrawn { reason, .. } => {
            let confirmation = change.confirmation().cloned();
            change.stage = Stage::Withdrawn { reason: reason.clone(), at, confirmation };
        }
        EventKind::ChangeCompleted => {
            if let Stage::Confirmed(confirmation) = &change.stage {
                change.stage = Stage::Complete { at, confirmation: confirmation.clone() };
            }
        }
        EventKind::ReviewDueMoved { to, .. } => {
            if let Stage::InReview { due, .. } = &mut change.stage {
                *due = *to;
            }
        }
        EventKind::ReviewReminded { on, .. } => change.reminded_on = Some(*on),
        EventKind::StepSubmitted { .. }
        | EventKind::StepApproved { .. }
        | EventKind::StepReturned { .. }
        | EventKind::StepReopened { .. }
        | EventKind::TestEndpointsRecorded { .. }
        | EventKind::IntegrationTestingArranged { .. }
        | EventKind::MaterialPublished { .. }
        | EventKind::MaterialFetched { .. }
        | EventKind::OatPassed { .. }
        | EventKind::OatRevoked { .. } => apply_to_steps(change, at, by, kind),
        EventKind::SupportRequestOpened { .. }
        | EventKind::SupportRequestAnswered { .. }
        | EventKind::GoingLiveHeld { .. }
        | EventKind::GoingLiveReleased { .. }
        | EventKind::OatSettled
        | EventKind::ConnectionDateGiven { .. }
        | EventKind::ConnectionDateMoved { .. }
        | EventKind::EndpointsWentLive { .. }
        | EventKind::DowntimeRecorded { .. }
        | EventKind::DowntimeMoved { .. }
        | EventKind::DowntimeEnded { .. }
        | EventKind::DowntimeCancelled { .. } => apply_to_going_live(change, at, by, kind),
    }
}

/// What PDP takes back (Q5): the review goes on, or waits for an answer again.
fn take_back(change: &mut Change, at: Timestamp, by: By, kind: &EventKind) {
    let (reason, due, working_days) = match kind {
        EventKind::QuestionTakenBack { reason, due, working_days }
        | EventKind::ConfirmationTakenBack { reason, due, working_days } => {
            (reason, Some(*due), *working_days)
        }
        EventKind::RejectionTakenBack { reason, due, working_days } => (reason, *due, *working_days),
        _ => return,
    };
    if let (EventKind::QuestionTakenBack { .. }, Some(question)) = (kind, change.questions.last_mut()) {
        question.taken_back = Some(TakenBack { at, by, reason: reason.clone() });
    }
    change.stage = match (due, &change.stage) {
        (Some(due), _) => Stage::InReview { due, working_days, from: Some(london_date(at)) },
        (None, Stage::Rejected { review: Some(ReviewStanding::Stopped { left, late }), .. }) => {
            Stage::AwaitingInformation { working_days_left: *left, working_days_late: *late }
        }
        (None, stage) => stage.clone(),
    };
}

/// Events of steps (§4).
fn apply_to_steps(change: &mut Change, at: Timestamp, by: By, kind: &EventKind) {
    match kind {
        EventKind::StepSubmitted { submission, evidence } => {
            let step = submission.step();
            let policy = change.submitted.as_ref().map(|submitted| Policy::version(submitted.policy));
            let decided = policy.is_some_and(|policy| policy.rule(step).approved_by.is_some());
            let progress = if decided {
                StepProgress::WithPdp { at, by, reopened: None }
            } else {
                StepProgress::Complete { at, by }
            };
            change.progress.insert(step, progress);
            let (submission, evidence) = (submission.clone(), evidence.clone());
            change.submissions.insert(step, SubmittedStep { at, by, submission, evidence });
        }
        EventKind::StepApproved { step } => {
            change.progress.insert(*step, StepProgress::Complete { at, by });
        }
        EventKind::StepReturned { step, reason } => {
            change.progress.insert(*step, StepProgress::Returned { at, by, reason: reason.clone() });
        }
        EventKind::StepReopened { step, reason } => {
            let submitted_by = change.submissions.get(step).map_or(by, |submitted| submitted.by);
            let reopened = Some(reason.clone());
            change.progress.insert(*step, StepProgress::WithPdp { at, by: submitted_by, reopened });
        }
        EventKind::TestEndpointsRecorded { endpoints } => {
            change.testing.endpoints = Some(endpoints.clone());
            change.testing.recorded = Some((at, by));
        }
        EventKind::IntegrationTestingArranged { time } => {
            change.testing.at = Some(*time);
            change.progress.insert(Step::IntegrationTesting, StepProgress::Complete { at, by });
        }
        EventKind::MaterialPublished { environment, id, bytes, sha256 } => {
            let pack = Pack { id: *id, at, by, bytes: *bytes, sha256: *sha256, fetched: None };
            change.material.insert(*environment, pack);
        }
        EventKind::MaterialFetched { environment, id } => {
            if let Some(pack) = change.material.get_mut(environment).filter(|pack| pack.id == *id) {
                pack.fetched = Some((at, by));
            }
        }
        EventKind::OatPassed { connection_date } => {
            change.progress.insert(Step::OperationalAcceptanceTesting, StepProgress::Complete { at, by });
            // What is live is connected: its test does not move the date (V4).
            if change.live_at.is_none() {
                change.connection_date = Some(*connection_date);
            }
        }
        EventKind::OatRevoked { reason } => {
            let returned = StepProgress::Returned { at, by, reason: reason.clone() };
            change.progress.insert(Step::OperationalAcceptanceTesting, returned);
            change.connection_date = None;
            settle(&mut change.holds);
        }
        _ => {}
    }
}

/// Events of support requests, holds, downtime and going live (§5, §8).
fn apply_to_going_live(change: &mut Change, at: Timestamp, by: By, kind: &EventKind) {
    match kind {
        EventKind::SupportRequestOpened { reference, subject, text } => {
            change.support.push(SupportRequest {
                reference: *reference,
                subject: subject.clone(),
                text: text.clone(),
                at,
                by,
                answer: None,
            });
        }
        EventKind::SupportRequestAnswered { reference, answer, accepted } => {
            let answer = SupportAnswer { at, by, text: answer.clone(), accepted: *accepted };
            if let Some(request) = change.support.iter_mut().find(|one| one.reference == *reference) {
                request.answer = Some(answer);
            }
        }
        EventKind::GoingLiveHeld { reason, until } => {
            hold(&mut change.holds, Hold { at, by, reason: reason.clone(), until: *until });
        }
        EventKind::GoingLiveReleased { .. } => release(&mut change.holds),
        EventKind::OatSettled => settle(&mut change.holds),
        EventKind::ConnectionDateGiven { date } | EventKind::ConnectionDateMoved { date } => {
            change.connection_date = Some(*date)
        }
        EventKind::EndpointsWentLive { .. } => change.live_at = Some(at),
        EventKind::DowntimeRecorded { id, window } => {
            let window = window.clone();
            let notice = DowntimeNotice { id: *id, at, by, window, sequence: 0, changed_at: None };
            change.downtime.push(notice);
        }
        EventKind::DowntimeMoved { id, to, .. } => {
            announce(change, *id, at, |window| *window = to.clone());
        }
        EventKind::DowntimeEnded { id, .. } => announce(change, *id, at, |window| window.end = at),
        EventKind::DowntimeCancelled { id } => change.downtime.retain(|notice| notice.id != *id),
        _ => {}
    }
}

/// A notice says something else.
fn announce(change: &mut Change, id: DowntimeId, at: Timestamp, edit: impl FnOnce(&mut DowntimeWindow)) {
    if let Some(notice) = change.downtime.iter_mut().find(|notice| notice.id == id) {
        edit(&mut notice.window);
        notice.sequence = notice.sequence.saturating_add(1);
        notice.changed_at = Some(at);
    }
}

/// Nothing about a pass of OAT is undecided.
fn settle(holds: &mut Vec<Hold>) {
    holds.retain(|hold| hold.reason != HoldReason::Oat);
}
