//! Steps, as shown (S1).

use domain::policy::Step;
use domain::steps::{StepState, StepView};
use serde::Serialize;
use utoipa::ToSchema;

use super::codes::{RoleCode, StepCode, StepStateCode};
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
    #[schema(example = "Evidence of service acceptance")]
    pub needs: String,
    /// The steps that come first.
    #[schema(value_type = Vec<StepCode>)]
    pub blocked_by: Vec<&'static str>,
    /// When the state began, if someone brought it about.
    #[schema(required = true, format = DateTime)]
    pub since: Option<String>,
    /// Who brought it about.
    #[schema(required = true)]
    pub by: Option<ByBody>,
    /// Why it was returned.
    #[schema(required = true)]
    pub reason: Option<String>,
}

impl From<&StepView> for StepBody {
    fn from(view: &StepView) -> Self {
        let (since, by, reason) = match &view.state {
            StepState::WithPdp { since: at, by } | StepState::Complete { at, by } => {
                (Some(at), Some(by), None)
            }
            StepState::Returned { at, by, reason } => (Some(at), Some(by), Some(reason)),
            StepState::CannotStartYet { .. } | StepState::ToDo | StepState::NotNeeded => (None, None, None),
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
        }
    }
}
