//! What an event changes. Pure and total: an event that does not fit leaves the stage as it is, and still counts.

use super::{Answer, Change, Confirmation, Event, EventKind, Question, Stage, Submitted};
use crate::actor::By;
use crate::answers::Answers;
use crate::evidence::{EvidenceFile, EvidenceFiles, EvidenceState};
use crate::ids::{ChangeId, EvidenceId, OrganisationId};
use crate::steps::StepProgresses;

/// The state that the events lead to; none when they do not begin with a draft.
pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<Change> {
    let mut events = events.into_iter();
    let first = events.next()?;
    let EventKind::ChangeDrafted { id, organisation, answers } = &first.kind else {
        return None;
    };
    let mut change = drafted(*id, *organisation, answers.clone(), first);
    events.for_each(|event| apply(&mut change, event));
    Some(change)
}

fn drafted(id: ChangeId, organisation: OrganisationId, answers: Answers, first: &Event) -> Change {
    Change {
        id,
        organisation,
        version: 1,
        acted_version: 1,
        drafted_at: first.at,
        drafted_by: first.by,
        updated_at: first.at,
        answers,
        evidence: EvidenceFiles::default(),
        submitted: None,
        questions: Vec::new(),
        stage: Stage::Draft,
        progress: StepProgresses::new(),
    }
}

/// Changes `change` as `event` says.
pub fn apply(change: &mut Change, event: &Event) {
    let Event { at, by, kind } = event;
    let (at, by) = (*at, *by);
    change.version += 1;
    if !kind.is_about_evidence() {
        change.acted_version = change.version;
    }
    change.updated_at = at;
    match kind {
        EventKind::ChangeDrafted { .. } => {}
        EventKind::DraftEdited { answers } => change.answers = answers.clone(),
        EventKind::UploadRequested { id, file_name, declared, expires_at } => {
            if let By::Person { person, .. } = by {
                let file = EvidenceFile {
                    file_name: file_name.clone(),
                    declared: *declared,
                    requested_by: person,
                    requested_at: at,
                    expires_at: *expires_at,
                    state: EvidenceState::AwaitingUpload,
                };
                change.evidence.0.insert(*id, file);
            }
        }
        EventKind::EvidenceReceived { id } => set(change, *id, EvidenceState::Checking { since: at }),
        EventKind::EvidenceAccepted { id, file } => set(change, *id, EvidenceState::Accepted(file.clone())),
        EventKind::EvidenceRejected { id, reason } => {
            set(change, *id, EvidenceState::Rejected { reason: *reason, at });
        }
        EventKind::EvidenceRemoved { id } => {
            change.evidence.0.remove(id);
        }
        EventKind::ChangeSubmitted { reference, organisation_name, policy, submission, due } => {
            change.stage = Stage::InReview { due: *due };
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
        EventKind::InformationRequested { question, working_days_left } => {
            change.stage = Stage::AwaitingInformation { working_days_left: *working_days_left };
            change.questions.push(Question { at, by, text: question.clone(), answer: None });
        }
        EventKind::InformationSupplied { answer, due } => {
            change.stage = Stage::InReview { due: *due };
            if let Some(question) = change.questions.last_mut() {
                question.answer = Some(Answer { at, by, text: answer.clone() });
            }
        }
        EventKind::ChangeConfirmed { scale, reason, oat_required, .. } => {
            change.stage = Stage::Confirmed(Confirmation { at, by, oat_required: *oat_required });
            if let Some(submitted) = &mut change.submitted {
                submitted.scale = *scale;
                if reason.is_some() {
                    submitted.scale_reason.clone_from(reason);
                }
            }
        }
        EventKind::ChangeRejected { reason } => {
            change.stage = Stage::Rejected { reason: reason.clone(), at };
        }
        EventKind::ChangeReclassified { to, reason, oat_required, .. } => {
            if let Some(submitted) = &mut change.submitted {
                submitted.scale = *to;
                submitted.scale_reason = Some(reason.clone());
            }
            if let (Stage::Confirmed(confirmation), Some(oat)) = (&mut change.stage, oat_required) {
                confirmation.oat_required = *oat;
            }
        }
        EventKind::ChangeWithdrawn { reason } => {
            change.stage = Stage::Withdrawn { reason: reason.clone(), at };
        }
    }
}

fn set(change: &mut Change, id: EvidenceId, state: EvidenceState) {
    if let Some(file) = change.evidence.0.get_mut(&id) {
        file.state = state;
    }
}
