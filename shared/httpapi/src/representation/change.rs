//! A technical change, and rows of lists of them.

use app::{Checked, Page, RegisteredForm, Summary};
use domain::change::{Change, Question, Stage};
use domain::policy::Policy;
use domain::problem::Advice;
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::AnswersBody;
use super::codes::StepCode;
use super::progress::{
    DowntimeView, GoingLiveBody, HoldView, IntegrationTestingView, MaterialView, NewEndpointBody,
    SupportRequestView,
};
use super::step::StepBody;
use super::words::{ByBody, ChangeTypeWord, ScaleWord, StatusWord};
use crate::problem::FieldProblem;

/// A technical change. Its evidence files are at `…/evidence`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangeBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// The reference to quote, once submitted.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^TC-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: Option<String>,
    /// The organisation's id.
    #[schema(format = "uuid")]
    pub organisation: String,
    /// The organisation's name when it submitted.
    #[schema(required = true)]
    pub organisation_name: Option<String>,
    /// Where it is.
    pub status: StatusWord,
    /// Where it is, in words that finish “The change …”.
    #[schema(example = "is being reviewed by PDP")]
    pub status_words: &'static str,
    /// Its version; also its entity tag.
    #[schema(minimum = 1)]
    pub version: u64,
    /// When it was drafted.
    #[schema(format = DateTime)]
    pub drafted_at: String,
    /// When it was submitted.
    #[schema(required = true, format = DateTime)]
    pub submitted_at: Option<String>,
    /// When anything last happened to it.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// The day PDP aims to have reviewed it by; none while the clock is stopped.
    #[schema(required = true, format = Date)]
    pub review_due: Option<String>,
    /// Working days PDP has left when the answer comes, while the clock is stopped.
    #[schema(required = true)]
    pub working_days_left: Option<u32>,
    /// By how many working days the review was late when the clock was stopped, if it was: it is as late when the answer comes.
    #[schema(required = true)]
    pub working_days_late: Option<u32>,
    /// The answers as typed.
    pub answers: AnswersBody,
    /// PDP's questions, oldest first.
    pub questions: Vec<QuestionBody>,
    /// The scale as it stands, once submitted.
    #[schema(required = true)]
    pub scale: Option<ScaleWord>,
    /// Why PDP sees another scale than the organisation suggested.
    #[schema(required = true)]
    pub scale_reason: Option<String>,
    /// Whether OAT is required, once confirmed.
    #[schema(required = true)]
    pub oat_required: Option<bool>,
    /// Why it was rejected or withdrawn.
    #[schema(required = true)]
    pub end_reason: Option<String>,
    /// Its steps in order, once confirmed. Those of a withdrawn change are as they were when it was.
    pub steps: Vec<StepBody>,
    /// The code of the step that is next; none when the change has ended.
    #[schema(required = true, value_type = Option<StepCode>)]
    pub next_step: Option<&'static str>,
    /// The endpoints it adds, as the register has them; none before it is submitted.
    pub new_endpoints: Vec<NewEndpointBody>,
    /// Where they are on their way.
    pub going_live: GoingLiveBody,
    /// The holds on going live, oldest first; each of them holds.
    pub holds: Vec<HoldView>,
    /// Integration testing.
    pub integration_testing: IntegrationTestingView,
    /// The latest cryptographic material of each environment.
    pub cryptographic_material: Vec<MaterialView>,
    /// Support requests, oldest first.
    pub support_requests: Vec<SupportRequestView>,
    /// What the planned downtime process asks for, when the change needs downtime.
    #[schema(required = true)]
    pub downtime_advice: Option<String>,
    /// Notices of planned downtime, oldest first.
    pub downtime_notices: Vec<DowntimeView>,
}

/// A question of PDP and its answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionBody {
    /// When it was asked.
    #[schema(format = DateTime)]
    pub asked_at: String,
    /// By whom.
    pub asked_by: ByBody,
    /// The question.
    pub question: String,
    /// When it was answered.
    #[schema(required = true, format = DateTime)]
    pub answered_at: Option<String>,
    /// By whom.
    #[schema(required = true)]
    pub answered_by: Option<ByBody>,
    /// The answer.
    #[schema(required = true)]
    pub answer: Option<String>,
}

impl From<&Question> for QuestionBody {
    fn from(question: &Question) -> Self {
        let answer = question.answer.as_ref();
        Self {
            asked_at: question.at.to_string(),
            asked_by: (&question.by).into(),
            question: question.text.to_string(),
            answered_at: answer.map(|answer| answer.at.to_string()),
            answered_by: answer.map(|answer| (&answer.by).into()),
            answer: answer.map(|answer| answer.text.to_string()),
        }
    }
}

impl From<&Change> for ChangeBody {
    fn from(change: &Change) -> Self {
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
            id: change.id.to_string(),
            reference: change.reference().map(|reference| reference.to_string()),
            organisation: change.organisation.to_string(),
            organisation_name: submitted.map(|s| s.organisation_name.clone()),
            status: change.status().into(),
            status_words: change.status().words(),
            version: change.version,
            drafted_at: change.drafted_at.to_string(),
            submitted_at: submitted.map(|s| s.at.to_string()),
            updated_at: change.updated_at.to_string(),
            review_due: change.review_due().map(|day| day.to_string()),
            working_days_left,
            working_days_late,
            answers: (&change.answers).into(),
            questions: change.questions.iter().map(Into::into).collect(),
            scale: submitted.map(|s| s.scale.into()),
            scale_reason: submitted.and_then(|s| s.scale_reason.as_ref()).map(ToString::to_string),
            oat_required: change.confirmation().map(|confirmation| confirmation.oat_required),
            end_reason,
            next_step: change.next_step().map(|view| view.step.code()),
            steps: views.iter().map(|view| StepBody::new(view, change.submissions.get(&view.step))).collect(),
            new_endpoints: change.register().iter().map(Into::into).collect(),
            going_live: change.into(),
            holds: change.holds.iter().map(Into::into).collect(),
            integration_testing: (&change.testing).into(),
            cryptographic_material: change.material.iter().map(Into::into).collect(),
            support_requests: change.support.iter().map(Into::into).collect(),
            downtime_advice: submitted
                .filter(|s| s.submission.needs_downtime || !change.downtime.is_empty())
                .map(|s| Advice::downtime(&Policy::version(s.policy).limits).to_string()),
            downtime_notices: change.downtime.iter().map(Into::into).collect(),
        }
    }
}

/// A change as a row of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SummaryBody {
    /// Its id.
    #[schema(format = "uuid")]
    pub id: String,
    /// Its reference, once submitted.
    #[schema(required = true, example = "TC-7Q4M0ZKD", pattern = "^TC-[0-9A-HJKMNP-TV-Z]{8}$")]
    pub reference: Option<String>,
    /// The organisation's id.
    #[schema(format = "uuid")]
    pub organisation: String,
    /// The organisation's name when it submitted.
    #[schema(required = true)]
    pub organisation_name: Option<String>,
    /// Its type, if answered.
    #[schema(required = true)]
    pub change_type: Option<ChangeTypeWord>,
    /// Its scale as it stands, or as suggested.
    #[schema(required = true)]
    pub scale: Option<ScaleWord>,
    /// Where it is.
    pub status: StatusWord,
    /// The day PDP aims to have reviewed it by.
    #[schema(required = true, format = Date)]
    pub review_due: Option<String>,
    /// Working days PDP has left when the answer comes, while the clock is stopped.
    #[schema(required = true)]
    pub working_days_left: Option<u32>,
    /// By how many working days the review was late when the clock was stopped, if it was: it is as late when the answer comes.
    #[schema(required = true)]
    pub working_days_late: Option<u32>,
    /// When it was drafted.
    #[schema(format = DateTime)]
    pub drafted_at: String,
    /// When it was submitted.
    #[schema(required = true, format = DateTime)]
    pub submitted_at: Option<String>,
    /// When anything last happened to it.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// The code of the step that is next.
    #[schema(required = true, value_type = Option<StepCode>)]
    pub next_step: Option<&'static str>,
    /// Since when PDP has that step to decide on, if it has.
    #[schema(required = true, format = DateTime)]
    pub with_pdp_since: Option<String>,
    /// From when on its new endpoints may go live, as far as it is known.
    #[schema(required = true, format = DateTime)]
    pub go_live_at: Option<String>,
}

impl From<&Summary> for SummaryBody {
    fn from(row: &Summary) -> Self {
        Self {
            id: row.id.to_string(),
            reference: row.reference.map(|reference| reference.to_string()),
            organisation: row.organisation.to_string(),
            organisation_name: row.organisation_name.clone(),
            change_type: row.change_type.map(Into::into),
            scale: row.scale.map(Into::into),
            status: row.status.into(),
            review_due: row.review_due.map(|day| day.to_string()),
            working_days_left: row.working_days_left,
            working_days_late: row.working_days_late,
            drafted_at: row.drafted_at.to_string(),
            submitted_at: row.submitted_at.map(|at| at.to_string()),
            updated_at: row.updated_at.to_string(),
            next_step: row.next_step.map(|step| step.code()),
            with_pdp_since: row.with_pdp_since.map(|at| at.to_string()),
            go_live_at: row.go_live_at.map(|at| at.to_string()),
        }
    }
}

/// One page of changes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangePage {
    /// The rows.
    pub items: Vec<SummaryBody>,
    /// The cursor of the next page; none on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

impl From<Page<Summary>> for ChangePage {
    fn from(page: Page<Summary>) -> Self {
        Self { items: page.items.iter().map(Into::into).collect(), next: page.next.map(|cursor| cursor.0) }
    }
}

/// What a check found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CheckBody {
    /// Whether it can be submitted as it is.
    pub ready: bool,
    /// Everything that stops a submission, in the order of the form.
    pub problems: Vec<FieldProblem>,
    /// What is worth knowing; it stops nothing.
    pub advice: Vec<FieldAdvice>,
    /// Answers that will be registered in another form than they were typed in: both forms, to be looked at before submitting.
    pub registered_forms: Vec<RegisteredFormBody>,
}

/// The form in which an answer will be registered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegisteredFormBody {
    /// The answer.
    #[schema(example = "new_endpoints[0].url")]
    pub field: String,
    /// As it was typed.
    #[schema(example = "https://FIND.example.org:443/%66ind")]
    pub typed: String,
    /// As it will be registered; an international host name in its ASCII form.
    #[schema(example = "https://find.example.org/find")]
    pub registered: String,
}

impl From<&RegisteredForm> for RegisteredFormBody {
    fn from(form: &RegisteredForm) -> Self {
        Self { field: form.field.to_string(), typed: form.typed.clone(), registered: form.registered.clone() }
    }
}

/// Advice that stops nothing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldAdvice {
    /// For programs.
    #[schema(example = "process_not_needed")]
    pub code: &'static str,
    /// For people.
    pub message: String,
}

impl From<&Checked> for CheckBody {
    fn from(checked: &Checked) -> Self {
        let advice =
            checked.advice.iter().map(|a| FieldAdvice { code: a.code(), message: a.to_string() }).collect();
        Self {
            ready: checked.problems.is_empty() && !checked.change.status().is_terminal(),
            problems: checked.problems.iter().map(Into::into).collect(),
            advice,
            registered_forms: checked.registered.iter().map(Into::into).collect(),
        }
    }
}
