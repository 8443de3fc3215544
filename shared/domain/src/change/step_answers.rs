//! The answers that a step is submitted with (requirements §4): as typed, and as they count. [`check`] is the only way from one
//! to the other.
//!
//! The files of a step are not named here: every accepted file that was uploaded for it belongs to its submission.

use crate::evidence::EvidenceFiles;
use crate::ids::EvidenceId;
use crate::policy::{Limits, Step};
use crate::problem::{Field, Problem, Violation, required};
use crate::text::FreeText;

codes! {
    /// Who accredited the supplier of an IT health check.
    Accreditation {
        /// CHECK, of the National Cyber Security Centre.
        Check = "check", "CHECK";
        Crest = "crest", "CREST";
    }
}

/// Findings of an IT health check by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Findings<N> {
    pub critical: N,
    pub high: N,
    pub medium: N,
    /// Low, informational ones included.
    pub low: N,
}

/// The answers of a step as typed: anything may be missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepAnswers {
    Prerequisites {
        /// Which harness the tests ran on.
        harness: String,
        /// How many tests ran.
        tests_run: Option<u32>,
        tests_passed: Option<u32>,
    },
    TestCryptographicMaterial {
        deployed: Option<bool>,
    },
    ItHealthCheck {
        supplier: String,
        accreditation: Option<Accreditation>,
        findings: Findings<Option<u32>>,
        remediation_plan: String,
    },
    IntegrationTestingReport {
        /// Anything worth saying; may be empty.
        note: String,
    },
    ServiceAcceptance {
        /// Anything worth saying; may be empty.
        note: String,
    },
    LiveCryptographicMaterial {
        new_material_needed: Option<bool>,
        deployed: Option<bool>,
    },
}

impl StepAnswers {
    /// The step they belong to.
    pub const fn step(&self) -> Step {
        match self {
            Self::Prerequisites { .. } => Step::Prerequisites,
            Self::TestCryptographicMaterial { .. } => Step::TestCryptographicMaterial,
            Self::ItHealthCheck { .. } => Step::ItHealthCheck,
            Self::IntegrationTestingReport { .. } => Step::IntegrationTestingReport,
            Self::ServiceAcceptance { .. } => Step::ServiceAcceptance,
            Self::LiveCryptographicMaterial { .. } => Step::LiveCryptographicMaterial,
        }
    }
}

/// The answers of a step, complete and correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepSubmission {
    /// Prerequisites: every test passed.
    Prerequisites {
        /// Which harness the tests ran on.
        harness: FreeText,
        /// How many tests ran and passed.
        tests: u32,
    },
    /// Test cryptographic material is deployed.
    TestCryptographicMaterial,
    ItHealthCheck {
        supplier: FreeText,
        accreditation: Accreditation,
        findings: Findings<u32>,
        /// What is done about it; there whenever something critical, high or medium was found.
        remediation_plan: Option<FreeText>,
    },
    IntegrationTestingReport {
        /// Anything worth saying.
        note: Option<FreeText>,
    },
    ServiceAcceptance {
        /// Anything worth saying.
        note: Option<FreeText>,
    },
    LiveCryptographicMaterial {
        /// Whether new material was needed; if so it is deployed.
        new_material_needed: bool,
    },
}

impl StepSubmission {
    /// The step it belongs to.
    pub const fn step(&self) -> Step {
        match self {
            Self::Prerequisites { .. } => Step::Prerequisites,
            Self::TestCryptographicMaterial => Step::TestCryptographicMaterial,
            Self::ItHealthCheck { .. } => Step::ItHealthCheck,
            Self::IntegrationTestingReport { .. } => Step::IntegrationTestingReport,
            Self::ServiceAcceptance { .. } => Step::ServiceAcceptance,
            Self::LiveCryptographicMaterial { .. } => Step::LiveCryptographicMaterial,
        }
    }
}

/// Whether `step` is submitted with files.
pub const fn takes_evidence(step: Step) -> bool {
    matches!(
        step,
        Step::Prerequisites | Step::ItHealthCheck | Step::IntegrationTestingReport | Step::ServiceAcceptance
    )
}

/// Reads the answers, and finds the files that belong to them.
///
/// # Errors
/// Every problem at once, in the order of the form.
pub fn check(
    answers: &StepAnswers,
    evidence: &EvidenceFiles,
    limits: &Limits,
) -> Result<(StepSubmission, Vec<EvidenceId>), Vec<Problem>> {
    let mut found = Vec::new();
    let submission = match answers {
        StepAnswers::Prerequisites { harness, tests_run, tests_passed } => {
            let harness = named(harness, Field::Harness, limits, &mut found);
            let tests = all_passed(*tests_run, *tests_passed, &mut found);
            harness.zip(tests).map(|(harness, tests)| StepSubmission::Prerequisites { harness, tests })
        }
        StepAnswers::TestCryptographicMaterial { deployed } => {
            is_deployed(*deployed, &mut found).then_some(StepSubmission::TestCryptographicMaterial)
        }
        StepAnswers::ItHealthCheck { supplier, accreditation, findings, remediation_plan } => {
            health_check(supplier, *accreditation, findings, remediation_plan, limits, &mut found)
        }
        StepAnswers::IntegrationTestingReport { note } => {
            note_of(note, limits, &mut found).map(|note| StepSubmission::IntegrationTestingReport { note })
        }
        StepAnswers::ServiceAcceptance { note } => {
            note_of(note, limits, &mut found).map(|note| StepSubmission::ServiceAcceptance { note })
        }
        StepAnswers::LiveCryptographicMaterial { new_material_needed, deployed } => {
            let needed = required(*new_material_needed, Field::NewMaterialNeeded, &mut found);
            if needed == Some(false) && *deployed == Some(false) {
                found.push(Problem::new(Field::Deployed, Violation::NothingToDeploy));
            }
            needed
                .filter(|needed| !needed || is_deployed(*deployed, &mut found))
                .map(|new_material_needed| StepSubmission::LiveCryptographicMaterial { new_material_needed })
        }
    };
    let step = answers.step();
    let files = evidence.accepted_for(step);
    if takes_evidence(step) {
        if evidence.checking_for(step) {
            found.push(Problem::new(Field::Evidence, Violation::EvidenceNotReady));
        } else if files.is_empty() {
            found.push(Problem::new(Field::Evidence, Violation::StepEvidenceMissing { step }));
        }
    }
    match submission {
        Some(submission) if found.is_empty() => Ok((submission, files)),
        _ => Err(found),
    }
}

fn health_check(
    supplier: &str,
    accreditation: Option<Accreditation>,
    findings: &Findings<Option<u32>>,
    plan: &str,
    limits: &Limits,
    found: &mut Vec<Problem>,
) -> Option<StepSubmission> {
    let supplier = named(supplier, Field::Supplier, limits, found);
    let accreditation = required(accreditation, Field::Accreditation, found);
    let critical = required(findings.critical, Field::FindingsCritical, found);
    let high = required(findings.high, Field::FindingsHigh, found);
    let medium = required(findings.medium, Field::FindingsMedium, found);
    let low = required(findings.low, Field::FindingsLow, found);
    let needs_plan = [critical, high, medium].into_iter().flatten().any(|count| count > 0);
    let plan = match FreeText::parse_optional(plan, limits.question_characters) {
        Ok(None) if needs_plan => {
            found.push(Problem::new(Field::RemediationPlan, Violation::RemediationPlanMissing));
            None
        }
        Ok(plan) => plan,
        Err(violation) => {
            found.push(Problem::new(Field::RemediationPlan, violation));
            None
        }
    };
    Some(StepSubmission::ItHealthCheck {
        supplier: supplier?,
        accreditation: accreditation?,
        findings: Findings { critical: critical?, high: high?, medium: medium?, low: low? },
        remediation_plan: plan,
    })
}

fn all_passed(run: Option<u32>, passed: Option<u32>, found: &mut Vec<Problem>) -> Option<u32> {
    let run = required(run, Field::TestsRun, found);
    let passed = required(passed, Field::TestsPassed, found);
    let (run, passed) = (run?, passed?);
    if run == 0 {
        found.push(Problem::new(Field::TestsRun, Violation::NoTests));
    } else if passed > run {
        found.push(Problem::new(Field::TestsPassed, Violation::MorePassedThanRan));
    } else if passed != run {
        found.push(Problem::new(Field::TestsPassed, Violation::NotAllPassed));
    }
    Some(run)
}

fn is_deployed(deployed: Option<bool>, found: &mut Vec<Problem>) -> bool {
    let violation = match deployed {
        Some(true) => return true,
        Some(false) => Violation::NotDeployed,
        None => Violation::Missing,
    };
    found.push(Problem::new(Field::Deployed, violation));
    false
}

fn named(typed: &str, field: Field, limits: &Limits, found: &mut Vec<Problem>) -> Option<FreeText> {
    FreeText::parse(typed, limits.name_characters)
        .map_err(|violation| found.push(Problem::new(field, violation)))
        .ok()
}

/// None when it is wrong, none inside when nothing was written.
fn note_of(typed: &str, limits: &Limits, found: &mut Vec<Problem>) -> Option<Option<FreeText>> {
    FreeText::parse_optional(typed, limits.note_characters)
        .map_err(|violation| found.push(Problem::new(Field::Note, violation)))
        .ok()
}
