//! Steps, as shown (S1).

use domain::change::SubmittedStep;
use domain::change::steps::{StepState, StepView};
use domain::policy::Step;
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{RoleCode, StepCode, StepStateCode};
use super::step_submission::StepSubmissionBody;
use super::words::ByBody;

/// One step of a confirmed change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StepBody {
    /// Its code.
    #[schema(value_type = StepCode)]
    pub step: &'static str,
    /// Its name.
    #[schema(example = "Service acceptance")]
    pub title: String,
    /// Where it is.
    #[schema(value_type = StepStateCode)]
    pub state: &'static str,
    /// The role that must act.
    #[schema(value_type = RoleCode)]
    pub role: &'static str,
    /// The role at PDP that decides on what is submitted; none when nobody has to.
    #[schema(required = true, value_type = Option<RoleCode>)]
    pub approved_by: Option<&'static str>,
    /// What it needs.
    #[schema(example = "The integration testing report")]
    pub needs: String,
    /// The steps that come first.
    #[schema(value_type = Vec<StepCode>)]
    pub blocked_by: Vec<&'static str>,
    /// Since when it is there.
    #[schema(required = true, format = DateTime)]
    pub since: Option<String>,
    /// Who brought it about.
    #[schema(required = true)]
    pub by: Option<ByBody>,
    /// Why it was returned.
    #[schema(required = true)]
    pub reason: Option<String>,
    /// What it was last submitted with.
    #[schema(required = true)]
    pub submission: Option<StepSubmissionBody>,
    /// When it was last submitted.
    #[schema(required = true, format = DateTime)]
    pub submitted_at: Option<String>,
    /// By whom.
    #[schema(required = true)]
    pub submitted_by: Option<ByBody>,
    /// The ids of the files that were submitted with it.
    pub evidence: Vec<String>,
}

impl StepBody {
    /// The step and what it was last submitted with.
    pub(super) fn new(view: &StepView, submitted: Option<&SubmittedStep>) -> Self {
        let (since, by, reason) = match &view.state {
            StepState::WithPdp { since: at, by } | StepState::Complete { at, by } => {
                (Some(at), Some(by), None)
            }
            StepState::Returned { at, by, reason } => (Some(at), Some(by), Some(reason)),
            StepState::ToDo { since } => (Some(since), None, None),
            StepState::CannotStartYet { .. } | StepState::NotNeeded => (None, None, None),
        };
        let blocked_by = match &view.state {
            StepState::CannotStartYet { blocked_by } => blocked_by.iter().copied().map(Step::code).collect(),
            _ => Vec::new(),
        };
        Self {
            step: view.step.code(),
            title: view.step.to_string(),
            state: view.state.code(),
            role: view.by.code(),
            approved_by: view.approved_by.map(|role| role.code()),
            needs: view.needs.clone(),
            blocked_by,
            since: since.map(ToString::to_string),
            by: by.map(Into::into),
            reason: reason.map(ToString::to_string),
            submission: submitted.map(|submitted| (&submitted.submission).into()),
            submitted_at: submitted.map(|submitted| submitted.at.to_string()),
            submitted_by: submitted.map(|submitted| (&submitted.by).into()),
            evidence: submitted.iter().flat_map(|own| &own.evidence).map(ToString::to_string).collect(),
        }
    }
}
