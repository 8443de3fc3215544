//! What a step was submitted with, as shown.

use domain::change::step_answers::{Findings, StepSubmission};
use domain::text::FreeText;
use serde::Serialize;
use utoipa::ToSchema;

/// The answers of a step; those that the step does not have are absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct StepSubmissionBody {
    /// The harness of the system tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub harness: Option<String>,
    /// How many system tests ran and passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tests: Option<u32>,
    /// The supplier of the IT health check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// `check` or `crest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accreditation: Option<&'static str>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<FindingsBody>,
    /// What is done about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remediation_plan: Option<String>,
    /// A note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whether new cryptographic material was needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_material_needed: Option<bool>,
    /// Whether cryptographic material is deployed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed: Option<bool>,
}

/// Findings of an IT health check by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FindingsBody {
    /// Critical.
    pub critical: u32,
    /// High.
    pub high: u32,
    /// Medium.
    pub medium: u32,
    /// Low.
    pub low: u32,
}

impl From<&Findings<u32>> for FindingsBody {
    fn from(findings: &Findings<u32>) -> Self {
        let Findings { critical, high, medium, low } = *findings;
        Self { critical, high, medium, low }
    }
}

impl From<&StepSubmission> for StepSubmissionBody {
    fn from(submission: &StepSubmission) -> Self {
        let text = |text: &FreeText| Some(text.to_string());
        match submission {
            StepSubmission::Prerequisites { harness, tests } => {
                Self { harness: text(harness), tests: Some(*tests), ..Self::default() }
            }
            StepSubmission::TestCryptographicMaterial => Self { deployed: Some(true), ..Self::default() },
            StepSubmission::ItHealthCheck { supplier, accreditation, findings, remediation_plan } => Self {
                supplier: text(supplier),
                accreditation: Some(accreditation.code()),
                findings: Some(findings.into()),
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
