//! What a step is submitted with: every problem at once, tied to its field, in words to act on (§4).

use domain::change::step_answers::{Accreditation, Findings, StepAnswers, StepSubmission, takes_evidence};
use domain::change::{Change, Command, EventKind};
use domain::policy::{Scale, Step};
use domain::problem::Problem;
use rstest::rstest;

use crate::support::people::inspection;
use crate::support::samples::confirmed_at;
use crate::support::scenario::{fields, given};
use crate::support::work::{
    after, good_answers, open_at, prepared, request_step_upload, step_file, submit_step, submitter, with_file,
};

/// A significant change whose `step` is open, with all that it needs but its answers.
fn ready(step: Step) -> Change {
    prepared(open(step), step)
}

fn open(step: Step) -> Change {
    open_at(confirmed_at(Scale::Significant, false), step)
}

fn problems(change: Change, answers: StepAnswers) -> Vec<String> {
    given(change).when(submitter(answers.step()), Command::SubmitStep { answers }).refused_fields()
}

fn submission(answers: StepAnswers) -> StepSubmission {
    let change = ready(answers.step());
    let command = Command::SubmitStep { answers: answers.clone() };
    let after = given(change).when(submitter(answers.step()), command).then(&["step_submitted"]);
    let EventKind::StepSubmitted { submission, .. } = after.last() else { panic!("submitted") };
    submission.clone()
}

fn prerequisites(tests_run: Option<u32>, tests_passed: Option<u32>) -> StepAnswers {
    StepAnswers::Prerequisites { harness: "Harness 3".to_owned(), tests_run, tests_passed }
}

fn health_check(findings: [Option<u32>; 4], plan: &str) -> StepAnswers {
    let [critical, high, medium, low] = findings;
    StepAnswers::ItHealthCheck {
        supplier: "Northern Testing".to_owned(),
        accreditation: Some(Accreditation::Check),
        findings: Findings { critical, high, medium, low },
        remediation_plan: plan.to_owned(),
    }
}

fn note(step: Step, note: &str) -> StepAnswers {
    let note = note.to_owned();
    match step {
        Step::ServiceAcceptance => StepAnswers::ServiceAcceptance { note },
        _ => StepAnswers::IntegrationTestingReport { note },
    }
}

#[test]
fn prerequisites_show_every_problem_at_once() {
    let empty = StepAnswers::Prerequisites { harness: " ".to_owned(), tests_run: None, tests_passed: None };
    assert_eq!(
        problems(open(Step::Prerequisites), empty),
        [
            "harness: missing",
            "tests_run: missing",
            "tests_passed: missing",
            "evidence: step_evidence_missing"
        ]
    );
}

/// Holds S2.
#[rstest]
#[case(None, Some(3), "tests_run: missing")]
#[case(Some(3), None, "tests_passed: missing")]
#[case(Some(0), Some(0), "tests_run: no_tests")]
#[case(Some(120), Some(119), "tests_passed: not_all_passed")]
#[case(Some(120), Some(121), "tests_passed: more_passed_than_ran")]
fn prerequisites_are_met_when_every_test_passed(
    #[case] run: Option<u32>,
    #[case] passed: Option<u32>,
    #[case] problem: &str,
) {
    assert_eq!(problems(ready(Step::Prerequisites), prerequisites(run, passed)), [problem]);
}

#[test]
fn prerequisites_keep_the_harness_and_the_number_of_tests() {
    let StepSubmission::Prerequisites { harness, tests } = submission(prerequisites(Some(120), Some(120)))
    else {
        panic!("prerequisites")
    };
    assert_eq!((harness.as_str(), tests), ("Harness 3", 120));
}

#[test]
fn a_name_is_bounded() {
    let harness = "x".repeat(201);
    let answers = StepAnswers::Prerequisites { harness, tests_run: Some(1), tests_passed: Some(1) };
    assert_eq!(problems(ready(Step::Prerequisites), answers), ["harness: too_long"]);
}

#[test]
fn an_it_health_check_shows_every_problem_at_once() {
    let empty = StepAnswers::ItHealthCheck {
        supplier: String::new(),
        accreditation: None,
        findings: Findings::default(),
        remediation_plan: "bell\u{7}".to_owned(),
    };
    assert_eq!(
        problems(open(Step::ItHealthCheck), empty),
        [
            "supplier: missing",
            "accreditation: missing",
            "findings.critical: missing",
            "findings.high: missing",
            "findings.medium: missing",
            "findings.low: missing",
            "remediation_plan: control_characters",
            "evidence: step_evidence_missing",
        ]
    );
}

/// Holds S2.
#[rstest]
#[case([1, 0, 0, 0], true)]
#[case([0, 1, 0, 0], true)]
#[case([0, 0, 1, 0], true)]
#[case([0, 0, 0, 9], false)]
#[case([0, 0, 0, 0], false)]
fn critical_high_and_medium_findings_need_a_remediation_plan(#[case] counts: [u32; 4], #[case] needed: bool) {
    let findings = counts.map(Some);
    if needed {
        let found = problems(ready(Step::ItHealthCheck), health_check(findings, "  "));
        assert_eq!(found, ["remediation_plan: remediation_plan_missing"]);
        let StepSubmission::ItHealthCheck { remediation_plan, .. } =
            submission(health_check(findings, "Patched by June"))
        else {
            panic!("a health check")
        };
        assert_eq!(remediation_plan.map(|plan| plan.to_string()).as_deref(), Some("Patched by June"));
    } else {
        let kept = submission(health_check(findings, ""));
        assert!(matches!(kept, StepSubmission::ItHealthCheck { remediation_plan: None, .. }));
    }
}

#[test]
fn a_missing_count_does_not_hide_that_a_plan_is_needed() {
    let found = problems(ready(Step::ItHealthCheck), health_check([Some(2), None, Some(0), Some(0)], ""));
    assert_eq!(found, ["findings.high: missing", "remediation_plan: remediation_plan_missing"]);
}

#[test]
fn an_it_health_check_keeps_supplier_accreditation_and_counts() {
    let StepSubmission::ItHealthCheck { supplier, accreditation, findings, .. } =
        submission(health_check([Some(1), Some(2), Some(3), Some(4)], "Soon"))
    else {
        panic!("a health check")
    };
    assert_eq!((supplier.as_str(), accreditation), ("Northern Testing", Accreditation::Check));
    assert_eq!(findings, Findings { critical: 1, high: 2, medium: 3, low: 4 });
}

#[rstest]
fn report_and_service_acceptance_need_a_file_and_allow_a_note(
    #[values(Step::IntegrationTestingReport, Step::ServiceAcceptance)] step: Step,
) {
    assert_eq!(problems(open(step), note(step, "")), ["evidence: step_evidence_missing"]);
    let long = "x".repeat(1_001);
    assert_eq!(
        problems(open(step), note(step, &long)),
        ["note: too_long", "evidence: step_evidence_missing"]
    );
    let kept = |text: &str| match submission(note(step, text)) {
        StepSubmission::IntegrationTestingReport { note } | StepSubmission::ServiceAcceptance { note } => {
            note.map(|note| note.to_string())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(kept("  "), None);
    assert_eq!(kept(" All well ").as_deref(), Some("All well"));
}

#[rstest]
#[case(None, "deployed: missing")]
#[case(Some(false), "deployed: not_deployed")]
fn test_material_is_confirmed_when_it_is_deployed(#[case] deployed: Option<bool>, #[case] problem: &str) {
    let step = Step::TestCryptographicMaterial;
    assert_eq!(problems(ready(step), StepAnswers::TestCryptographicMaterial { deployed }), [problem]);
}

#[rstest]
#[case(None, None, "new_material_needed: missing")]
#[case(None, Some(true), "new_material_needed: missing")]
#[case(Some(true), None, "deployed: missing")]
#[case(Some(true), Some(false), "deployed: not_deployed")]
#[case(Some(false), Some(false), "deployed: nothing_to_deploy")]
fn live_material_is_confirmed_once_deployed_or_not_needed(
    #[case] new_material_needed: Option<bool>,
    #[case] deployed: Option<bool>,
    #[case] problem: &str,
) {
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed, deployed };
    assert_eq!(problems(ready(Step::LiveCryptographicMaterial), answers), [problem]);
}

#[rstest]
fn an_unchecked_file_is_awaited_even_beside_an_accepted_one(
    #[values(
        Step::Prerequisites,
        Step::ItHealthCheck,
        Step::IntegrationTestingReport,
        Step::ServiceAcceptance
    )]
    step: Step,
    #[values(false, true)] one_accepted: bool,
) {
    let change = if one_accepted { with_file(open(step), step) } else { open(step) };
    let change = after(change, &submitter(step), request_step_upload(step, step_file(99)));
    let change = after(change, &inspection(), Command::ReceiveEvidence { id: step_file(99) });
    assert_eq!(problems(change, good_answers(step)), ["evidence: evidence_not_ready"]);
}

#[test]
fn a_file_of_another_step_or_the_form_does_not_count_here() {
    let change = with_file(open(Step::Prerequisites), Step::Prerequisites);
    let change = after(change, &submitter(Step::Prerequisites), submit_step(Step::Prerequisites));
    assert!(change.evidence.any_accepted());
    let accepted = change.evidence.accepted_for(Step::Prerequisites);
    assert_eq!(accepted.len(), 1);
    for step in Step::ALL.iter().filter(|step| **step != Step::Prerequisites) {
        assert!(change.evidence.accepted_for(*step).is_empty());
    }
}

#[test]
fn only_steps_with_a_report_take_files() {
    let takes: Vec<_> = Step::ALL.iter().copied().filter(|step| takes_evidence(*step)).collect();
    let expected =
        [Step::Prerequisites, Step::ItHealthCheck, Step::IntegrationTestingReport, Step::ServiceAcceptance];
    assert_eq!(takes, expected);
}

#[test]
fn each_form_says_for_which_step_it_is() {
    for step in Step::ALL {
        let submitted = !matches!(step, Step::IntegrationTesting | Step::OperationalAcceptanceTesting);
        if submitted {
            assert_eq!(good_answers(*step).step(), *step);
            assert_eq!(submission(good_answers(*step)).step(), *step);
        }
    }
}

#[test]
fn the_problems_read_well_and_say_which_report_is_missing() {
    let change = open(Step::Prerequisites);
    let limits = &crate::support::policy().limits;
    let messages = |answers: &StepAnswers| -> Vec<String> {
        let found =
            domain::change::step_answers::check(answers, &change.evidence, limits).expect_err("problems");
        assert!(!fields(&found).is_empty());
        found.iter().map(Problem::message).collect()
    };
    assert_eq!(
        messages(&prerequisites(Some(120), Some(119))),
        [
            "All system tests must pass before you submit. Fix what failed, run the tests again and submit the new report",
            "Upload at least one file for this step, and wait until it is accepted: the system test report",
        ]
    );
    assert!(messages(&health_check([Some(0); 4], ""))[0].ends_with("the report of the IT health check"));
    assert!(
        messages(&note(Step::IntegrationTestingReport, ""))[0].ends_with("the integration testing report")
    );
    assert!(messages(&note(Step::ServiceAcceptance, ""))[0].ends_with(
        "a screenshot from your service management tool that shows the change request in the scheduled state"
    ));
}
