//! A technical change with everything that belongs to it.

use api::{ChangeBody, QuestionBody};
use app::SeenChange;
use domain::change::{Change, Question, Stage};
use domain::policy::Policy;
use domain::problem::Advice;

use super::step::step_body;
use crate::shown::Of;

impl Of<&Question> for QuestionBody {
    fn of(question: &Question) -> Self {
        let (answer, taken_back) = (question.answer.as_ref(), question.taken_back.as_ref());
        Self {
            asked_at: question.at,
            asked_by: Of::of(&question.by),
            question: question.text.to_string(),
            answered_at: answer.map(|answer| answer.at),
            answered_by: answer.map(|answer| Of::of(&answer.by)),
            answer: answer.map(|answer| answer.text.to_string()),
            taken_back_at: taken_back.map(|back| back.at),
            taken_back_by: taken_back.map(|back| Of::of(&back.by)),
            taken_back_reason: taken_back.map(|back| back.reason.to_string()),
        }
    }
}

impl Of<&SeenChange> for ChangeBody {
    fn of(seen: &SeenChange) -> Self {
        let new_endpoints = seen.endpoints.iter().map(Of::of).collect();
        let tasks = Some(seen.tasks.iter().map(Of::of).collect());
        let people = Some(seen.people.iter().map(Of::of).collect());
        let take_back_until = seen.take_back_until;
        let cannot_be_shown = seen.missing.iter().map(|part| (*part).into()).collect();
        let change = Self::of(&seen.change);
        Self { new_endpoints, tasks, people, take_back_until, cannot_be_shown, ..change }
    }
}

impl Of<&Change> for ChangeBody {
    fn of(change: &Change) -> Self {
        let submitted = change.submitted.as_ref();
        let views = change.steps();
        let end_reason = match &change.stage {
            Stage::Rejected { reason, .. } => Some(reason.to_string()),
            Stage::Withdrawn { reason, .. } => reason.as_ref().map(ToString::to_string),
            _ => None,
        };
        let (working_days_left, working_days_late) = match change.stage {
            Stage::AwaitingInformation { working_days_left, working_days_late } => {
                (Some(working_days_left), working_days_late)
            }
            _ => (None, None),
        };
        Self {
            id: change.id,
            reference: change.reference().map(|reference| reference.to_string()),
            organisation: change.organisation,
            organisation_name: submitted.map(|s| s.organisation_name.clone()),
            begun_from: change.begun_from,
            status: change.status().into(),
            status_words: change.status().to_string(),
            version: change.version,
            drafted_at: change.drafted_at,
            submitted_at: submitted.map(|s| s.at),
            updated_at: change.updated_at,
            review_due: change.review_due(),
            working_days_left,
            working_days_late,
            answers: Of::of(&change.answers),
            questions: change.questions.iter().map(Of::of).collect(),
            scale: submitted.map(|s| s.scale.into()),
            scale_reason: submitted.and_then(|s| s.scale_reason.as_ref()).map(ToString::to_string),
            oat_required: change.confirmation().map(|confirmation| confirmation.oat_required),
            end_reason,
            take_back_until: None,
            next_step: change.next_step().map(|view| view.step.into()),
            tasks: None,
            people: None,
            steps: views.iter().map(|view| step_body(view, change.submissions.get(&view.step))).collect(),
            new_endpoints: change.register().iter().map(Of::of).collect(),
            going_live: Of::of(change),
            holds: change.holds.iter().map(Of::of).collect(),
            integration_testing: Of::of(&change.testing),
            cryptographic_material: change.material.iter().map(Of::of).collect(),
            support_requests: change.support.iter().map(Of::of).collect(),
            downtime_advice: submitted
                .filter(|s| s.submission.needs_downtime || !change.downtime.is_empty())
                .map(|s| Advice::downtime(&Policy::version(s.policy).limits).to_string()),
            downtime_notices: change.downtime.iter().map(Of::of).collect(),
            cannot_be_shown: Vec::new(),
        }
    }
}
