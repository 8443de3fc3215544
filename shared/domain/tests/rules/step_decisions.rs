//! PDP approves or returns what was submitted, and nothing submitted before is lost (S2).

use domain::change::steps::{StepState, StepStateKind};
use domain::change::{Change, Command, EventKind, Reason};
use domain::evidence::FileRejection;
use domain::policy::{Scale, Step};
use domain::refusal::Refusal;
use rstest::rstest;

use crate::support::people::{acting, inspection, reviewer};
use crate::support::samples::{confirmed_at, monday_morning};
use crate::support::scenario::given;
use crate::support::work::{
    after, approve, decider, done, open_at, request_step_upload, send_back, state, step_file, submit_step,
    submitted, submitter, with_file,
};

const ACCEPTANCE: Step = Step::ServiceAcceptance;

fn with_pdp() -> Change {
    submitted(confirmed_at(Scale::Minor, false), ACCEPTANCE)
}

fn returned() -> Change {
    given(with_pdp())
        .when(reviewer(), send_back(ACCEPTANCE, "The date is missing"))
        .then(&["step_returned"])
        .change
}

/// Holds S2.
#[rstest]
fn what_is_decided_on_is_with_pdp_once_submitted(
    #[values(
        Step::Prerequisites,
        Step::ItHealthCheck,
        Step::IntegrationTestingReport,
        Step::ServiceAcceptance
    )]
    step: Step,
) {
    let change = submitted(open_at(confirmed_at(Scale::Significant, false), step), step);
    assert_eq!(state(&change, step), Some(StepStateKind::WithPdp));
    let approved = given(change.clone()).when(decider(step), approve(step)).then(&["step_approved"]).change;
    assert_eq!(state(&approved, step), Some(StepStateKind::Complete));
    let returned = given(change).when(decider(step), send_back(step, "Why")).then(&["step_returned"]).change;
    assert_eq!(state(&returned, step), Some(StepStateKind::Returned));
    given(with_file(returned, step)).when(submitter(step), submit_step(step)).then(&["step_submitted"]);
}

#[rstest]
fn what_nobody_decides_on_is_complete_once_submitted(
    #[values(Step::TestCryptographicMaterial, Step::LiveCryptographicMaterial)] step: Step,
) {
    let change = submitted(open_at(confirmed_at(Scale::Significant, true), step), step);
    assert_eq!(state(&change, step), Some(StepStateKind::Complete));
    let refusal = given(change).when(reviewer(), approve(step)).refused();
    assert_eq!(refusal, Reason::StepNotWithPdp { step, state: StepStateKind::Complete }.into());
}

/// Holds S2.
#[test]
fn a_returned_step_says_why_and_by_whom_and_is_open_again() {
    let by = acting(&reviewer(), domain::actor::PdpRole::Reviewer);
    let StepState::Returned { at, by: who, reason } = returned().steps()[0].state.clone() else {
        panic!("returned")
    };
    assert_eq!((at, who, reason.as_str()), (monday_morning(), by, "The date is missing"));
    assert!(returned().steps()[0].state.is_open());
}

/// Holds S2.
#[test]
fn a_step_is_returned_with_a_reason() {
    let found = given(with_pdp()).when(reviewer(), send_back(ACCEPTANCE, " ")).refused_fields();
    assert_eq!(found, ["reason: missing"]);
    let found =
        given(with_pdp()).when(reviewer(), send_back(ACCEPTANCE, &"x".repeat(5_001))).refused_fields();
    assert_eq!(found, ["reason: too_long"]);
}

/// Holds S2.
#[test]
fn a_returned_step_is_submitted_again_with_old_and_new_files() {
    let change = with_file(returned(), ACCEPTANCE);
    let again = given(change).when(submitter(ACCEPTANCE), submit_step(ACCEPTANCE)).then(&["step_submitted"]);
    let EventKind::StepSubmitted { evidence, .. } = again.last() else { panic!("submitted") };
    assert_eq!(evidence.len(), 2);
    assert_eq!(again.change.submissions[&ACCEPTANCE].evidence.len(), 2);
    given(again.change).when(reviewer(), approve(ACCEPTANCE)).then(&["step_approved"]);
}

#[test]
fn a_returned_step_may_be_submitted_again_without_another_file() {
    given(returned()).when(submitter(ACCEPTANCE), submit_step(ACCEPTANCE)).then(&["step_submitted"]);
}

/// Holds S2.
#[test]
fn a_step_may_be_returned_as_often_as_it_takes() {
    let mut change = with_pdp();
    for _ in 0..12 {
        change = after(change, &reviewer(), send_back(ACCEPTANCE, "Still not"));
        change = after(change, &submitter(ACCEPTANCE), submit_step(ACCEPTANCE));
    }
    given(change).when(reviewer(), approve(ACCEPTANCE)).then(&["step_approved"]);
}

/// Holds S2.
#[test]
fn only_a_file_that_was_not_submitted_can_be_taken_out() {
    let change = with_file(returned(), ACCEPTANCE);
    let [first, second] = change.evidence.accepted_for(ACCEPTANCE)[..] else { panic!("two files") };
    let remove = |id| Command::RemoveEvidence { id };
    let refusal = given(change.clone()).when(submitter(ACCEPTANCE), remove(first)).refused();
    assert_eq!(refusal, Reason::EvidenceSubmitted.into());
    given(change).when(submitter(ACCEPTANCE), remove(second)).then(&["evidence_removed"]);
}

#[test]
fn files_come_and_go_only_while_the_step_is_open() {
    let form = || request_step_upload(ACCEPTANCE, step_file(99));
    let refusal = given(with_pdp()).when(submitter(ACCEPTANCE), form()).refused();
    assert_eq!(refusal, Reason::StepNotOpen { step: ACCEPTANCE, state: StepStateKind::WithPdp }.into());
    let id = with_pdp().evidence.accepted_for(ACCEPTANCE)[0];
    let refusal = given(with_pdp()).when(submitter(ACCEPTANCE), Command::RemoveEvidence { id }).refused();
    assert_eq!(refusal, Reason::StepNotOpen { step: ACCEPTANCE, state: StepStateKind::WithPdp }.into());
    let blocked = confirmed_at(Scale::Moderate, false);
    let refusal = given(blocked).when(submitter(ACCEPTANCE), form()).refused();
    assert!(matches!(refusal, Refusal::Change(Reason::StepBlocked { step: ACCEPTANCE, .. })));
    let small = confirmed_at(Scale::Minimal, false);
    let refusal = given(small).when(submitter(ACCEPTANCE), form()).refused();
    assert_eq!(refusal, Reason::StepNotNeeded { step: ACCEPTANCE }.into());
    given(returned()).when(submitter(ACCEPTANCE), form()).then(&["upload_requested"]);
}

#[rstest]
fn a_step_without_a_report_takes_no_files(
    #[values(Step::TestCryptographicMaterial, Step::LiveCryptographicMaterial)] step: Step,
) {
    let form = request_step_upload(step, step_file(99));
    let refusal = given(confirmed_at(Scale::Significant, false)).when(submitter(step), form).refused();
    assert_eq!(refusal, Reason::StepTakesNoFiles { step }.into());
}

#[test]
fn a_verdict_on_a_file_comes_even_after_its_step_was_submitted() {
    let change = with_file(confirmed_at(Scale::Minor, false), ACCEPTANCE);
    let change = after(change, &submitter(ACCEPTANCE), request_step_upload(ACCEPTANCE, step_file(99)));
    let change = after(change, &submitter(ACCEPTANCE), submit_step(ACCEPTANCE));
    let reject = Command::RejectEvidence { id: step_file(99), reason: FileRejection::Damaged };
    given(change).when(inspection(), reject).then(&["evidence_received", "evidence_rejected"]);
}

/// Holds S2.
#[test]
fn only_a_submitted_and_undecided_step_can_be_decided() {
    let not_with_pdp = |state| Reason::StepNotWithPdp { step: ACCEPTANCE, state };
    let open = confirmed_at(Scale::Minor, false);
    assert_eq!(
        given(open).when(reviewer(), approve(ACCEPTANCE)).refused(),
        not_with_pdp(StepStateKind::ToDo).into()
    );
    assert_eq!(
        given(returned()).when(reviewer(), approve(ACCEPTANCE)).refused(),
        not_with_pdp(StepStateKind::Returned).into()
    );
    let again = given(returned()).when(reviewer(), send_back(ACCEPTANCE, "Why")).refused();
    assert_eq!(again, not_with_pdp(StepStateKind::Returned).into());
    let complete = done(confirmed_at(Scale::Minor, false), ACCEPTANCE);
    assert_eq!(
        given(complete.clone()).when(reviewer(), approve(ACCEPTANCE)).refused(),
        not_with_pdp(StepStateKind::Complete).into()
    );
    let refusal = given(complete).when(reviewer(), send_back(ACCEPTANCE, "Why")).refused();
    assert_eq!(refusal, not_with_pdp(StepStateKind::Complete).into());
}
