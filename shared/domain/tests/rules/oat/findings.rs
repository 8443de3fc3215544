//! A synthetic request that came back in a registration is a finding on its run (O10).

use domain::ids::FindRequestId;
use domain::oat::{Command, FoundAttempt, OatRequest, Reason, Status};
use rstest::rstest;

use super::samples::{closed, failed, passed, requested, target};
use super::scenario::given;
use crate::support::people::pdp_support;

fn found(n: u128, attempt: Option<FoundAttempt>) -> Command {
    let note = "It came back as a match".to_owned();
    Command::RecordFinding { run: 1, request: FindRequestId::from_u128(n), attempt, note }
}

fn attempt() -> Option<FoundAttempt> {
    Some(FoundAttempt { endpoint: target(1).endpoint, number: 1 })
}

/// Holds O10.
#[rstest]
#[case::while_it_is_tested(requested())]
#[case::after_a_failure(failed())]
#[case::after_a_pass(passed())]
#[case::after_it_was_closed(closed())]
fn it_is_recorded_whatever_came_of_the_run(#[case] oat: OatRequest) {
    let status = oat.status();
    let after = given(oat).when(pdp_support(), found(5, attempt())).then(&["finding_recorded"]);
    let [finding] = after.oat.findings.as_slice() else { panic!("one finding") };
    assert_eq!((finding.run, finding.endpoint, finding.attempt), (1, target(1).endpoint, 1));
    assert_eq!(finding.request, FindRequestId::from_u128(5));
    assert_eq!(finding.note.as_str(), "It came back as a match");
    assert_eq!(after.oat.status(), status, "PDP decides by an override what follows");
}

#[test]
fn the_same_request_is_recorded_once() {
    let once = given(passed()).when(pdp_support(), found(5, attempt())).then(&["finding_recorded"]).oat;
    given(once).when(pdp_support(), found(5, attempt())).then(&[]);
}

/// Holds O10.
#[test]
fn it_needs_an_attempt_of_a_run_and_a_note() {
    let refused = given(passed()).when(pdp_support(), found(5, None)).refused();
    assert_eq!(refused, Reason::AttemptNotFound.into());
    let request = FindRequestId::from_u128(5);
    let other_run = Command::RecordFinding { run: 2, request, attempt: attempt(), note: "x".to_owned() };
    assert_eq!(given(passed()).when(pdp_support(), other_run).refused(), Reason::RunNotFound.into());
    let blank = Command::RecordFinding { run: 1, request, attempt: attempt(), note: " ".to_owned() };
    assert_eq!(given(passed()).when(pdp_support(), blank).refused_fields(), ["note: missing"]);
}

#[test]
fn there_are_at_most_twenty() {
    let mut oat = passed();
    for n in 0..20 {
        oat = given(oat).when(pdp_support(), found(n, attempt())).then(&["finding_recorded"]).oat;
    }
    let refused = given(oat.clone()).when(pdp_support(), found(20, attempt())).refused();
    assert_eq!(refused, Reason::TooManyFindings { max: 20 }.into());
    given(oat.clone()).when(pdp_support(), found(19, attempt())).then(&[]);
    assert_eq!(oat.status(), Status::Passed);
}
