//! Withdrawing a change (C9).

use domain::change::steps::StepStateKind;
use domain::change::{Command, Reason, Stage, Status};
use domain::policy::{Scale, Step};
use domain::refusal::Refusal;
use rstest::rstest;

use crate::support::people::business_contact;
use crate::support::positions::in_status;
use crate::support::samples::{confirmed_at, withdraw};
use crate::support::scenario::given;
use crate::support::work::{
    decider, open_at, request_step_upload, send_back, state, step_file, submit_step, submitted, submitter,
};

fn withdraw_because(reason: &str) -> Command {
    Command::Withdraw { reason: Some(reason.to_owned()) }
}

/// Holds C9.
#[rstest]
fn a_change_can_be_withdrawn_at_any_time_before_it_is_complete(
    #[values(Status::Draft, Status::InReview, Status::AwaitingInformation, Status::Confirmed)] status: Status,
) {
    let change =
        given(in_status(status)).when(business_contact(), withdraw()).then(&["change_withdrawn"]).change;
    assert_eq!(change.status(), Status::Withdrawn);
    assert_eq!(change.steps(), in_status(status).steps());
    assert_eq!((change.review_due(), change.next_step()), (None, None));
}

/// Holds C9.
#[rstest]
fn what_has_ended_cannot_be_withdrawn(
    #[values(Status::Rejected, Status::Withdrawn, Status::Complete)] status: Status,
) {
    given(in_status(status)).when(business_contact(), withdraw()).refused_for_status();
}

/// Holds C9.
#[rstest]
#[case("We found a simpler way", Some("We found a simpler way"))]
#[case("  ", None)]
#[case("", None)]
fn a_reason_is_kept_when_there_is_one(#[case] reason: &str, #[case] kept: Option<&str>) {
    let change = given(in_status(Status::Confirmed))
        .when(business_contact(), withdraw_because(reason))
        .then(&["change_withdrawn"])
        .change;
    let Stage::Withdrawn { reason, .. } = change.stage else { panic!("withdrawn") };
    assert_eq!(reason.as_ref().map(|reason| reason.as_str()), kept);
}

#[test]
fn a_reason_that_cannot_be_kept_is_refused() {
    let found = given(in_status(Status::InReview))
        .when(business_contact(), withdraw_because(&"x".repeat(5_001)))
        .refused_fields();
    assert_eq!(found, ["reason: too_long"]);
}

/// Holds C9.
#[test]
fn what_was_submitted_stays_readable() {
    let change = given(in_status(Status::InReview))
        .when(business_contact(), withdraw())
        .then(&["change_withdrawn"])
        .change;
    assert!(change.submitted.is_some());
    assert!(change.reference().is_some());
}

/// Holds S1.
#[test]
fn steps_of_a_withdrawn_change_stay_as_they_were() {
    let step = Step::ItHealthCheck;
    let change = submitted(open_at(confirmed_at(Scale::Significant, true), step), step);
    let change = given(change)
        .when(decider(step), send_back(step, "The report has no date"))
        .then(&["step_returned"])
        .change;
    let before = change.steps();
    let change = given(change).when(business_contact(), withdraw()).then(&["change_withdrawn"]).change;
    assert_eq!(change.steps(), before);
    assert_eq!(state(&change, step), Some(StepStateKind::Returned));
    assert!(change.submissions.contains_key(&step), "what was submitted is there to read");
    assert_eq!(change.confirmation().map(|confirmation| confirmation.oat_required), Some(true));
    assert!(change.next_step().is_none());
    let upload = request_step_upload(step, step_file(99));
    for (actor, command) in [(submitter(step), submit_step(step)), (submitter(step), upload)] {
        let refusal = given(change.clone()).when(actor, command).refused();
        assert!(
            matches!(refusal, Refusal::Change(Reason::WrongStatus { status: Status::Withdrawn, .. })),
            "{refusal:?}"
        );
    }
}
