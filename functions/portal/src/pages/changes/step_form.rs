//! The form that submits a step: its questions, and what was typed as the API takes it. Each step has the answers that the API has for
//! it and no others.

use api::{FindingsRequest, StepSubmissionBody, StepSubmissionRequest};
use domain::change::step_answers::Accreditation;
use domain::codes::Coded;
use domain::policy::{Limits, Step};

use crate::components::{Choice, Choices, Field};
use crate::form_view::FormView;
use crate::web::form::Form;

/// The fields of the page that the API's are shown at.
pub const PLACES: &[(&str, &str)] = &[
    ("harness", "harness"),
    ("tests_run", "tests_run"),
    ("tests_passed", "tests_passed"),
    ("supplier", "supplier"),
    ("accreditation", "accreditation"),
    ("findings.critical", "critical"),
    ("findings.high", "high"),
    ("findings.medium", "medium"),
    ("findings.low", "low"),
    ("remediation_plan", "remediation_plan"),
    ("note", "note"),
    ("new_material_needed", "new_material_needed"),
    ("deployed", "deployed"),
    ("evidence", "evidence"),
];

/// The fields that take a number, each with the beginning of what is said when it is none.
const NUMBERS: [(&str, &str); 6] = [
    ("tests_run", "The number of system tests that ran"),
    ("tests_passed", "The number of system tests that passed"),
    ("critical", "The number of critical findings"),
    ("high", "The number of high findings"),
    ("medium", "The number of medium findings"),
    ("low", "The number of low findings"),
];

/// A question of the form.
pub enum Asked {
    Text(Field),
    /// With the most characters that it takes.
    Long(Field, usize),
    Choice(Choices),
    /// A heading over the questions that follow, and what it says of them.
    Heading(&'static str, &'static str),
}

/// What was typed, as the API takes it, and what of it is no number: the API gets nothing of that, and misses it with the rest.
pub fn answers(typed: &Form, step: Step) -> (StepSubmissionRequest, Vec<(String, String)>) {
    let mut unread = Vec::new();
    for (name, what) in NUMBERS {
        if let Some(text) = typed.text(name)
            && text.parse::<u32>().is_err()
        {
            unread.push((name.to_owned(), format!("{what} must be a whole number, like 12")));
        }
    }
    let number = |name: &str| typed.text(name).and_then(|text| text.parse().ok());
    let none = StepSubmissionRequest::default();
    let answers = match step {
        Step::Prerequisites => StepSubmissionRequest {
            harness: Some(typed.value("harness")),
            tests_run: number("tests_run"),
            tests_passed: number("tests_passed"),
            ..none
        },
        Step::ItHealthCheck => StepSubmissionRequest {
            supplier: Some(typed.value("supplier")),
            accreditation: Accreditation::from_code(&typed.value("accreditation")).map(Into::into),
            findings: Some(FindingsRequest {
                critical: number("critical"),
                high: number("high"),
                medium: number("medium"),
                low: number("low"),
            }),
            remediation_plan: Some(typed.value("remediation_plan")),
            ..none
        },
        Step::IntegrationTestingReport | Step::ServiceAcceptance => {
            StepSubmissionRequest { note: Some(typed.value("note")), ..none }
        }
        Step::TestCryptographicMaterial => {
            StepSubmissionRequest { deployed: typed.yes_no("deployed"), ..none }
        }
        Step::LiveCryptographicMaterial => {
            let needed = typed.yes_no("new_material_needed");
            // Without new material there is nothing to deploy, whatever was chosen before that was.
            let deployed = typed.yes_no("deployed").filter(|_| needed != Some(false));
            StepSubmissionRequest { new_material_needed: needed, deployed, ..none }
        }
        // Nobody submits these; the API says so.
        Step::IntegrationTesting | Step::OperationalAcceptanceTesting => none,
    };
    (answers, unread)
}

/// The questions of a step; none of a step that nobody submits. Until something is typed they show what was submitted before.
pub fn asked(
    step: Step,
    form: &FormView,
    before: Option<&StepSubmissionBody>,
    limits: &Limits,
) -> Option<Vec<Asked>> {
    let was = before.cloned().unwrap_or_default();
    let text = |value: Option<String>| value.unwrap_or_default();
    let number = |value: Option<u32>| value.map_or_else(String::new, |value| value.to_string());
    let note = |hint| {
        let field = form.field("note", "Note (optional)", &text(was.note.clone())).hint(hint);
        vec![Asked::Long(field, limits.note_characters)]
    };
    let asked = match step {
        Step::Prerequisites => vec![
            Asked::Text(
                form.field("harness", "Test harness", &text(was.harness))
                    .hint("The harness that your system tests ran on."),
            ),
            Asked::Text(form.field("tests_run", "How many system tests ran", &number(was.tests)).digits(5)),
            Asked::Text(
                form.field("tests_passed", "How many of them passed", &number(was.tests))
                    .digits(5)
                    .hint("All of them have to pass."),
            ),
        ],
        Step::ItHealthCheck => {
            let found = was.findings;
            let count = |name: &str, label: &str, value: Option<u32>| {
                Asked::Text(form.field(name, label, &number(value)).digits(5))
            };
            let schemes = Accreditation::ALL.iter().map(|one| Choice::new(one.code(), &one.to_string()));
            let accreditation = was.accreditation.map_or("", |word| word.0.code());
            vec![
                Asked::Text(form.field("supplier", "Supplier of the IT health check", &text(was.supplier))),
                Asked::Choice(form.radios(
                    "accreditation",
                    "The supplier’s accreditation",
                    schemes.collect(),
                    accreditation,
                )),
                Asked::Heading("Findings", "How many there are of each severity. Enter 0 if there are none."),
                count("critical", "Critical findings", found.map(|found| found.critical)),
                count("high", "High findings", found.map(|found| found.high)),
                count("medium", "Medium findings", found.map(|found| found.medium)),
                count("low", "Low findings", found.map(|found| found.low)),
                Asked::Long(
                    form.field("remediation_plan", "Remediation plan", &text(was.remediation_plan))
                        .hint("What you do about each critical, high and medium finding, and by when. Leave it empty if there are none."),
                    limits.question_characters,
                ),
            ]
        }
        Step::IntegrationTestingReport => note("Anything that PDP should know about the report."),
        Step::ServiceAcceptance => note("Anything that PDP should know about the evidence."),
        Step::TestCryptographicMaterial => vec![Asked::Choice(form.yes_no(
            "deployed",
            "Have you deployed the test cryptographic material?",
            was.deployed,
        ))],
        Step::LiveCryptographicMaterial => vec![
            Asked::Choice(form.yes_no(
                "new_material_needed",
                "Do you need new live cryptographic material?",
                was.new_material_needed,
            )),
            Asked::Choice(
                form.yes_no(
                    "deployed",
                    "Have you deployed the new live cryptographic material?",
                    was.deployed,
                )
                .hint("Leave this out if you do not need new material."),
            ),
        ],
        Step::IntegrationTesting | Step::OperationalAcceptanceTesting => return None,
    };
    Some(asked)
}
