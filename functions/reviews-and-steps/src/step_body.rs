//! The answers of a step as callers send them: one shape for all steps, of which each takes its own part.

use api::{FieldProblem, FindingsRequest, StepSubmissionRequest};
use domain::change::step_answers::{Findings, StepAnswers};
use domain::policy::Step;
use httpapi::ApiError;

/// The answers of `step`.
///
/// # Errors
/// [`ApiError::Fields`] naming every answer that is not the step's; [`ApiError::NoSuchRoute`] for a step that nobody submits.
pub(crate) fn answers_of(body: StepSubmissionRequest, step: Step) -> Result<StepAnswers, ApiError> {
    let problems = not_of(&body, step);
    if !problems.is_empty() {
        return Err(ApiError::Fields(problems));
    }
    Ok(match step {
        Step::Prerequisites => StepAnswers::Prerequisites {
            harness: body.harness.unwrap_or_default(),
            tests_run: body.tests_run,
            tests_passed: body.tests_passed,
        },
        Step::TestCryptographicMaterial => StepAnswers::TestCryptographicMaterial { deployed: body.deployed },
        Step::ItHealthCheck => StepAnswers::ItHealthCheck {
            supplier: body.supplier.unwrap_or_default(),
            accreditation: body.accreditation.map(Into::into),
            findings: findings(body.findings.unwrap_or_default()),
            remediation_plan: body.remediation_plan.unwrap_or_default(),
        },
        Step::IntegrationTestingReport => {
            StepAnswers::IntegrationTestingReport { note: body.note.unwrap_or_default() }
        }
        Step::ServiceAcceptance => StepAnswers::ServiceAcceptance { note: body.note.unwrap_or_default() },
        Step::LiveCryptographicMaterial => StepAnswers::LiveCryptographicMaterial {
            new_material_needed: body.new_material_needed,
            deployed: body.deployed,
        },
        Step::IntegrationTesting | Step::OperationalAcceptanceTesting => {
            return Err(ApiError::NoSuchRoute);
        }
    })
}

/// The answers given that are not those of `step`.
fn not_of(body: &StepSubmissionRequest, step: Step) -> Vec<FieldProblem> {
    use Step as S;
    let prerequisites = step == S::Prerequisites;
    let health_check = step == S::ItHealthCheck;
    let note = matches!(step, S::IntegrationTestingReport | S::ServiceAcceptance);
    let live = step == S::LiveCryptographicMaterial;
    let material = live || step == S::TestCryptographicMaterial;
    let not_here = [
        ("harness", body.harness.is_some() && !prerequisites),
        ("tests_run", body.tests_run.is_some() && !prerequisites),
        ("tests_passed", body.tests_passed.is_some() && !prerequisites),
        ("supplier", body.supplier.is_some() && !health_check),
        ("accreditation", body.accreditation.is_some() && !health_check),
        ("findings", body.findings.is_some() && !health_check),
        ("remediation_plan", body.remediation_plan.is_some() && !health_check),
        ("note", body.note.is_some() && !note),
        ("new_material_needed", body.new_material_needed.is_some() && !live),
        ("deployed", body.deployed.is_some() && !material),
    ];
    let message = format!("Leave this out: it is not part of the step “{step}”");
    FieldProblem::none_expected(not_here, &message).collect()
}

const fn findings(found: FindingsRequest) -> Findings<Option<u32>> {
    let FindingsRequest { critical, high, medium, low } = found;
    Findings { critical, high, medium, low }
}
