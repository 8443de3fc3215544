//! Steps, as shown (S1).

use api::{FindingsBody, StepBody, StepSubmissionBody};
use domain::actor::Role;
use domain::change::SubmittedStep;
use domain::change::step_answers::{Findings, StepSubmission};
use domain::change::steps::{StepState, StepView};
use domain::text::FreeText;

use crate::shown::Of;

/// The step and what it was last submitted with.
pub(super) fn step_body(view: &StepView, submitted: Option<&SubmittedStep>) -> StepBody {
    let (since, by, reason) = match &view.state {
        StepState::WithPdp { since: at, by, reopened } => (Some(*at), Some(by), reopened.as_ref()),
        StepState::Complete { at, by } => (Some(*at), Some(by), None),
        StepState::Returned { at, by, reason } => (Some(*at), Some(by), Some(reason)),
        StepState::ToDo { since } => (Some(*since), None, None),
        StepState::CannotStartYet { .. } | StepState::NotNeeded => (None, None, None),
    };
    let blocked_by = match &view.state {
        StepState::CannotStartYet { blocked_by } => blocked_by.iter().copied().map(Of::of).collect(),
        _ => Vec::new(),
    };
    StepBody {
        step: view.step.into(),
        title: view.step.to_string(),
        state: view.state.kind().into(),
        role: view.by.into(),
        approved_by: view.approved_by.map(|role| Role::from(role).into()),
        needs: view.needs.clone(),
        blocked_by,
        since,
        by: by.map(Of::of),
        reason: reason.map(ToString::to_string),
        submission: submitted.map(|submitted| Of::of(&submitted.submission)),
        submitted_at: submitted.map(|submitted| submitted.at),
        submitted_by: submitted.map(|submitted| Of::of(&submitted.by)),
        evidence: submitted.iter().flat_map(|own| &own.evidence).copied().collect(),
    }
}

impl Of<&Findings<u32>> for FindingsBody {
    fn of(findings: &Findings<u32>) -> Self {
        let Findings { critical, high, medium, low } = *findings;
        Self { critical, high, medium, low }
    }
}

impl Of<&StepSubmission> for StepSubmissionBody {
    fn of(submission: &StepSubmission) -> Self {
        let text = |text: &FreeText| Some(text.to_string());
        match submission {
            StepSubmission::Prerequisites { harness, tests } => {
                Self { harness: text(harness), tests: Some(*tests), ..Self::default() }
            }
            StepSubmission::TestCryptographicMaterial => Self { deployed: Some(true), ..Self::default() },
            StepSubmission::ItHealthCheck { supplier, accreditation, findings, remediation_plan } => Self {
                supplier: text(supplier),
                accreditation: Some((*accreditation).into()),
                findings: Some(Of::of(findings)),
                remediation_plan: remediation_plan.as_ref().map(ToString::to_string),
                ..Self::default()
            },
            StepSubmission::IntegrationTestingReport { note }
            | StepSubmission::ServiceAcceptance { note } => {
                Self { note: note.as_ref().map(ToString::to_string), ..Self::default() }
            }
            StepSubmission::LiveCryptographicMaterial { new_material_needed } => Self {
                new_material_needed: Some(*new_material_needed),
                deployed: new_material_needed.then_some(true),
                ..Self::default()
            },
        }
    }
}
