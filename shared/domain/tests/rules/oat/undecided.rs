//! Whether something about a pass is undecided that could still stop what waits for it (G3): re-runs, overrides, other dates.

use domain::change::GoingLive;
use domain::oat::{Command, OatRequest, Outcome, Reason, Status};
use jiff::Timestamp;
use rstest::rstest;

use super::samples::{
    after, ask_for_date, closed, connection, decide_date, decide_override, failed, open_change,
    other_support, passed, passed_and_rerun, propose, ran, requested, requested_for_change, retest, view_of,
};
use super::scenario::given;
use crate::support::at;
use crate::support::people::{go_live_process, oat, pdp_support, service_manager};
use crate::support::samples::monday_morning;
use crate::support::work::{after as after_change, pass_oat};

/// Midnight in London of the connection date of the samples.
const MIDNIGHT: &str = "2026-09-20T23:00:00Z";

fn rerun(oat: OatRequest, now: Timestamp) -> OatRequest {
    after(oat, &pdp_support(), Command::Rerun { reason: None }, &connection(now), now)
}

/// A re-run after the pass failed.
fn passed_and_failed_since() -> OatRequest {
    ran(passed_and_rerun(), &connection(monday_morning()), monday_morning(), 401)
}

fn asked(oat: OatRequest) -> OatRequest {
    given(oat).when(service_manager(), ask_for_date("2026-10-01")).then(&["date_change_asked"]).oat
}

fn proposed(oat: OatRequest, outcome: Outcome) -> OatRequest {
    given(oat).when(pdp_support(), propose(outcome)).then(&["override_proposed"]).oat
}

/// Holds G3.
#[rstest]
#[case::a_run_under_way(passed_and_rerun())]
#[case::a_run_that_failed(passed_and_failed_since())]
#[case::a_date_that_is_asked_for(asked(passed()))]
#[case::an_override_that_is_proposed(proposed(passed(), Outcome::Failed))]
fn what_is_open_after_a_pass_is_undecided(#[case] oat: OatRequest) {
    assert_eq!(oat.status(), Status::Passed);
    assert!(oat.is_undecided());
    assert_eq!(oat.going_live(), Some(GoingLive::Held));
    given(oat).at(MIDNIGHT).when(go_live_process(), Command::GoLive).then(&[]);
}

/// Holds G3.
#[rstest]
#[case::it_is_passed(passed())]
#[case::a_re_run_that_passed(ran(passed_and_rerun(), &connection(monday_morning()), monday_morning(), 202))]
#[case::a_date_that_is_declined(
    given(asked(passed())).when(pdp_support(), decide_date(false)).then(&["date_change_declined"]).oat
)]
#[case::an_override_that_is_declined(
    given(proposed(passed(), Outcome::Failed))
        .when(pdp_support(), decide_override(false))
        .then(&["override_declined"])
        .oat
)]
fn what_is_decided_lets_it_go_live(#[case] oat: OatRequest) {
    assert!(!oat.is_undecided());
    given(oat).at(MIDNIGHT).when(go_live_process(), Command::GoLive).then(&["scheme_went_live"]);
}

#[rstest]
#[case::it_is_tested(requested())]
#[case::it_failed(failed())]
#[case::it_is_closed(closed())]
#[case::a_date_is_asked_for_before(asked(requested()))]
#[case::a_pass_is_proposed(proposed(failed(), Outcome::Passed))]
fn before_a_pass_there_is_nothing_to_hold(#[case] oat: OatRequest) {
    assert!(!oat.is_undecided());
}

#[test]
fn a_date_asked_for_before_the_pass_is_undecided_after_it() {
    let oat = ran(asked(requested()), &connection(monday_morning()), monday_morning(), 202);
    assert_eq!((oat.status(), oat.is_undecided()), (Status::Passed, true));
}

/// Holds O8.
#[test]
fn a_re_run_that_failed_holds_until_another_one_passes() {
    let later = at("2026-09-08T10:00:00Z");
    let again = rerun(passed_and_failed_since(), later);
    assert!(again.is_undecided());
    let failed_again = ran(again.clone(), &connection(later), later, 503);
    assert!(failed_again.is_undecided(), "it may pass by itself: it is tried again");
    let passed_again = ran(again, &connection(later), later, 202);
    assert!(!passed_again.is_undecided());
    given(passed_again).at(MIDNIGHT).when(go_live_process(), Command::GoLive).then(&["scheme_went_live"]);
}

/// Holds O8.
#[test]
fn what_else_is_decided_does_not_settle_a_re_run_that_failed() {
    let dated = given(asked(passed_and_failed_since()));
    assert!(dated.when(pdp_support(), decide_date(true)).then(&["date_change_accepted"]).oat.is_undecided());
    let kept = given(proposed(passed_and_failed_since(), Outcome::Failed));
    let kept = kept.when(pdp_support(), decide_override(false)).then(&["override_declined"]).oat;
    assert!(kept.is_undecided());
}

/// Holds O8.
#[test]
fn an_overridden_failure_holds_nothing_and_a_later_one_does() {
    let now = at("2026-09-07T10:00:00Z");
    let proposed = proposed(failed(), Outcome::Passed);
    let passed =
        given(proposed).on(now).when(other_support(), decide_override(true)).then(&["override_approved"]).oat;
    assert!(!passed.is_undecided());
    let later = at("2026-09-08T10:00:00Z");
    let failed_since = ran(rerun(passed, later), &connection(later), later, 401);
    assert_eq!((failed_since.status(), failed_since.is_undecided()), (Status::Passed, true));
}

#[test]
fn a_pass_that_two_people_undid_leaves_nothing_undecided() {
    let failed = given(proposed(passed_and_failed_since(), Outcome::Failed))
        .when(other_support(), decide_override(true))
        .then(&["override_approved"])
        .oat;
    assert!(!failed.is_undecided());
    let tested = given(failed).when(service_manager(), retest()).then(&["retest_requested"]).oat;
    let passed = ran(tested, &connection(monday_morning()), monday_morning(), 202);
    assert_eq!((passed.status(), passed.is_undecided()), (Status::Passed, false));
}

/// Holds O8.
#[test]
fn a_pass_left_standing_is_decided_until_a_re_run_fails_again() {
    let now = at("2026-09-07T10:00:00Z");
    let proposed = proposed(passed_and_failed_since(), Outcome::Passed);
    assert!(proposed.is_undecided());
    let stands =
        given(proposed).on(now).when(other_support(), decide_override(true)).then(&["override_approved"]).oat;
    assert!(!stands.is_undecided());
    let refused = given(stands.clone()).when(pdp_support(), propose(Outcome::Passed)).refused();
    assert_eq!(refused, Reason::OutcomeUnchanged { outcome: Outcome::Passed }.into());
    given(stands.clone()).at(MIDNIGHT).when(go_live_process(), Command::GoLive).then(&["scheme_went_live"]);
    let later = at("2026-09-08T10:00:00Z");
    assert!(ran(rerun(stands, later), &connection(later), later, 401).is_undecided());
}

/// Holds O8.
#[test]
fn a_pass_left_standing_after_its_date_needs_a_new_date() {
    let late = proposed(passed_and_failed_since(), Outcome::Passed);
    let stands = given(late)
        .at("2026-09-22T10:00:00Z")
        .when(other_support(), decide_override(true))
        .then(&["override_approved"])
        .oat;
    assert_eq!(stands.going_live(), Some(GoingLive::DateNeeded));
}

#[test]
fn it_is_the_same_for_the_test_of_a_change() {
    let view = view_of(&open_change(), monday_morning());
    let passed = ran(requested_for_change(), &view, monday_morning(), 202);
    assert!(!passed.is_undecided());
    let done = view_of(&after_change(open_change(), &oat(), pass_oat("2026-09-21")), monday_morning());
    let asked = given(passed).of(done).when(service_manager(), ask_for_date("2026-10-01"));
    let asked = asked.then(&["date_change_asked"]).oat;
    assert_eq!((asked.is_undecided(), asked.going_live()), (true, None));
}

#[test]
fn a_re_run_stopped_with_its_scheme_leaves_nothing_undecided() {
    let gone = super::samples::nothing_there(monday_morning());
    let closed = given(passed_and_rerun()).of(gone).when(oat(), Command::Close).then(&["oat_closed"]).oat;
    assert!(!closed.is_undecided());
}
