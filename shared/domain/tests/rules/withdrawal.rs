//! Withdrawing a change (C9).

use domain::change::{Command, Stage, Status};
use rstest::rstest;

use crate::support::people::business_contact;
use crate::support::positions::in_status;
use crate::support::samples::withdraw;
use crate::support::scenario::given;

fn withdraw_because(reason: &str) -> Command {
    Command::Withdraw { reason: Some(reason.to_owned()) }
}

#[rstest]
fn a_change_can_be_withdrawn_at_any_time_before_it_is_complete(
    #[values(Status::Draft, Status::InReview, Status::AwaitingInformation, Status::Confirmed)] status: Status,
) {
    let change =
        given(in_status(status)).when(business_contact(), withdraw()).then(&["change_withdrawn"]).change;
    assert_eq!(change.status(), Status::Withdrawn);
    assert!(change.steps().is_empty());
    assert_eq!(change.review_due(), None);
}

#[rstest]
fn what_has_ended_cannot_be_withdrawn(
    #[values(Status::Rejected, Status::Withdrawn, Status::Complete)] status: Status,
) {
    given(in_status(status)).when(business_contact(), withdraw()).refused_for_status();
}

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

#[test]
fn what_was_submitted_stays_readable() {
    let change = given(in_status(Status::InReview))
        .when(business_contact(), withdraw())
        .then(&["change_withdrawn"])
        .change;
    assert!(change.submitted.is_some());
    assert!(change.reference().is_some());
}
