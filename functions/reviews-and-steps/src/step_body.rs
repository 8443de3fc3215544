//! The answers of a step as callers send them: one shape for all steps, of which each takes its own part.

use domain::change::step_answers::{Findings, StepAnswers};
use domain::policy::Step;
use httpapi::representation::AccreditationWord;
use httpapi::{ApiError, FieldProblem};
use serde::Deserialize;
use utoipa::ToSchema;

/// The answers of a step: those that belong to it, and no others.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct StepSubmissionRequest {
    /// Prerequisites: the harness the system tests ran on.
    #[schema(max_length = 200)]
    #[serde(default)]
    pub harness: Option<String>,
    /// Prerequisites: how many system tests ran.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub tests_run: Option<u32>,
    /// Prerequisites: how many of them passed; it has to be all.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub tests_passed: Option<u32>,
    /// IT health check: the supplier.
    #[schema(max_length = 200)]
    #[serde(default)]
    pub supplier: Option<String>,
    /// IT health check: the supplier's accreditation.
    #[serde(default)]
    pub accreditation: Option<AccreditationWord>,
    /// IT health check: findings by severity.
    #[serde(default)]
    pub findings: Option<FindingsRequest>,
    /// IT health check: what is done about critical, high and medium findings.
    #[schema(max_length = 2_000)]
    #[serde(default)]
    pub remediation_plan: Option<String>,
    /// Integration testing report, service acceptance: anything worth saying.
    #[schema(max_length = 1_000)]
    #[serde(default)]
    pub note: Option<String>,
    /// Live cryptographic material: whether new material is needed.
    #[serde(default)]
    pub new_material_needed: Option<bool>,
    /// Test and live cryptographic material: whether it is deployed.
    #[serde(default)]
    pub deployed: Option<bool>,
}

/// Findings of an IT health check by severity.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct FindingsRequest {
    /// Critical.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub critical: Option<u32>,
    /// High.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub high: Option<u32>,
    /// Medium.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub medium: Option<u32>,
    /// Low.
    #[schema(maximum = 4_294_967_295u32)]
    #[serde(default)]
    pub low: Option<u32>,
}

impl StepSubmissionRequest {
    /// The answers of `step`.
    ///
    /// # Errors
    /// [`ApiError::Fields`] naming every answer that is not the step's; [`ApiError::NoSuchRoute`] for a step that nobody submits.
    pub(crate) fn into_answers(self, step: Step) -> Result<StepAnswers, ApiError> {
        let problems = self.not_of(step);
        if !problems.is_empty() {
            return Err(ApiError::Fields(problems));
        }
        Ok(match step {
            Step::Prerequisites => StepAnswers::Prerequisites {
                harness: self.harness.unwrap_or_default(),
                tests_run: self.tests_run,
                tests_passed: self.tests_passed,
            },
            Step::TestCryptographicMaterial => {
                StepAnswers::TestCryptographicMaterial { deployed: self.deployed }
            }
            Step::ItHealthCheck => StepAnswers::ItHealthCheck {
                supplier: self.supplier.unwrap_or_default(),
                accreditation: self.accreditation.map(Into::into),
                findings: self.findings.unwrap_or_default().into(),
                remediation_plan: self.remediation_plan.unwrap_or_default(),
            },
            Step::IntegrationTestingReport => {
                StepAnswers::IntegrationTestingReport { note: self.note.unwrap_or_default() }
            }
            Step::ServiceAcceptance => StepAnswers::ServiceAcceptance { note: self.note.unwrap_or_default() },
            Step::LiveCryptographicMaterial => StepAnswers::LiveCryptographicMaterial {
                new_material_needed: self.new_material_needed,
                deployed: self.deployed,
            },
            Step::IntegrationTesting | Step::OperationalAcceptanceTesting => {
                return Err(ApiError::NoSuchRoute);
            }
        })
    }

    /// The answers given that are not those of `step`.
    fn not_of(&self, step: Step) -> Vec<FieldProblem> {
        use Step as S;
        let prerequisites = step == S::Prerequisites;
        let health_check = step == S::ItHealthCheck;
        let note = matches!(step, S::IntegrationTestingReport | S::ServiceAcceptance);
        let live = step == S::LiveCryptographicMaterial;
        let material = live || step == S::TestCryptographicMaterial;
        let given = [
            ("harness", self.harness.is_some(), prerequisites),
            ("tests_run", self.tests_run.is_some(), prerequisites),
            ("tests_passed", self.tests_passed.is_some(), prerequisites),
            ("supplier", self.supplier.is_some(), health_check),
            ("accreditation", self.accreditation.is_some(), health_check),
            ("findings", self.findings.is_some(), health_check),
            ("remediation_plan", self.remediation_plan.is_some(), health_check),
            ("note", self.note.is_some(), note),
            ("new_material_needed", self.new_material_needed.is_some(), live),
            ("deployed", self.deployed.is_some(), material),
        ];
        let problem = |(field, given, belongs): (&str, bool, bool)| {
            let message = format!("Leave this out: it is not part of the step “{step}”");
            (given && !belongs).then(|| FieldProblem::new(field, "not_expected", message))
        };
        given.into_iter().filter_map(problem).collect()
    }
}

impl From<FindingsRequest> for Findings<Option<u32>> {
    fn from(findings: FindingsRequest) -> Self {
        let FindingsRequest { critical, high, medium, low } = findings;
        Self { critical, high, medium, low }
    }
}
