//! Confirming and submitting (C1, C4, C5, C7, V1).

use std::collections::BTreeMap;

use domain::change::answers::Answers;
use domain::change::{Command, EventKind, Reason, Status};
use domain::policy::Scale;
use rstest::rstest;

use crate::support::people::business_contact;
use crate::support::positions::in_statuses_but;
use crate::support::samples::{self, monday_morning, submit};
use crate::support::scenario::given;
use crate::support::{day, policy};

fn ready() -> domain::change::Change {
    samples::ready_draft_of(samples::answers())
}

fn minimal() -> Answers {
    Answers { suggested_scale: Some(Scale::Minimal), ..samples::answers() }
}

#[test]
fn a_complete_draft_is_submitted_and_goes_to_review() {
    let after = given(ready()).when(business_contact(), submit()).then(&["change_submitted"]);
    assert_eq!(after.change.status(), Status::InReview);
    let submitted = after.change.submitted.expect("a submission");
    assert_eq!(submitted.at, monday_morning());
    assert_eq!(submitted.organisation_name, "Harbour Pensions");
    assert_eq!(submitted.scale, submitted.submission.suggested_scale);
    assert_eq!(submitted.scale_reason, None);
}

/// Holds C7.
#[test]
fn a_submission_has_the_reference_it_was_given() {
    let change = given(ready()).when(business_contact(), submit()).then(&["change_submitted"]).change;
    let Command::Submit { reference, .. } = submit() else { panic!("a submission") };
    assert_eq!(change.reference(), Some(reference));
}

#[test]
fn a_submission_keeps_the_version_of_the_policy_in_force() {
    let after = given(ready()).when(business_contact(), submit()).then(&["change_submitted"]);
    assert_eq!(after.change.submitted.map(|submitted| submitted.policy), Some(policy().version));
}

/// Holds V1.
#[rstest]
#[case::monday("2026-09-07T09:00:00Z", "2026-09-14")]
#[case::friday("2026-09-11T09:00:00Z", "2026-09-18")]
#[case::saturday("2026-09-12T09:00:00Z", "2026-09-21")]
#[case::bank_holiday("2026-08-31T09:00:00Z", "2026-09-08")]
#[case::before_easter("2027-03-25T09:00:00Z", "2027-04-05")]
#[case::before_christmas("2026-12-23T09:00:00Z", "2027-01-04")]
#[case::before_midnight_in_london("2026-09-07T22:59:59Z", "2026-09-14")]
#[case::after_midnight_in_london("2026-09-07T23:00:00Z", "2026-09-15")]
fn review_is_due_five_working_days_after_submission(#[case] now: &str, #[case] due: &str) {
    let after = given(ready()).at(now).when(business_contact(), submit()).then(&["change_submitted"]);
    assert_eq!(after.change.review_due(), Some(day(due)));
}

/// Holds C5.
#[test]
fn an_incomplete_draft_is_refused_with_every_problem() {
    let found =
        given(samples::draft_of(Answers::default())).when(business_contact(), submit()).refused_fields();
    let missing = ["change_type", "reason", "oat_requested", "suggested_scale", "needs_downtime"];
    assert_eq!(found, missing.map(|field| format!("{field}: missing")));
}

/// Holds C4.
#[test]
fn a_minor_change_without_an_accepted_file_is_refused() {
    let found =
        given(samples::draft_of(samples::answers())).when(business_contact(), submit()).refused_fields();
    assert_eq!(found, ["evidence: missing"]);
}

/// Holds C4.
#[test]
fn a_minimal_change_needs_no_file() {
    given(samples::draft_of(minimal())).when(business_contact(), submit()).then(&["change_submitted"]);
}

/// Holds C1.
#[test]
fn an_organisation_that_lost_its_live_endpoints_cannot_submit() {
    let Command::Submit { reference, organisation_name, .. } = submit() else { panic!("a submission") };
    let command = Command::Submit { reference, organisation_name, live_endpoints: BTreeMap::new() };
    assert_eq!(given(ready()).when(business_contact(), command).refused(), Reason::NoLiveEndpoints.into());
}

/// Holds C2.
#[test]
fn submitting_finds_an_affected_endpoint_no_longer_live() {
    let Command::Submit { reference, organisation_name, mut live_endpoints } = submit() else {
        panic!("a submission")
    };
    live_endpoints.pop_first();
    let command = Command::Submit { reference, organisation_name, live_endpoints };
    let found = given(ready()).when(business_contact(), command).refused_fields();
    assert_eq!(found, ["affected_endpoints[0]: endpoint_not_live"]);
}

/// Holds C7.
#[test]
fn a_change_is_submitted_once() {
    for change in in_statuses_but(&[Status::Draft]) {
        given(change).when(business_contact(), submit()).refused_for_status();
    }
}

/// Holds A1.
#[test]
fn the_event_holds_all_that_was_submitted() {
    let after = given(ready()).when(business_contact(), submit()).then(&["change_submitted"]);
    let EventKind::ChangeSubmitted { submission, due, .. } = after.last() else { panic!("a submission") };
    assert_eq!(submission.new_endpoints.len(), 3);
    assert_eq!(Some(*due), after.change.review_due());
}
