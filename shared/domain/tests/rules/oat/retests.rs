//! Re-tests by the service manager after a failure (O7), re-runs by PDP support (O8).

use domain::oat::{
    Cause, Command, EventKind, OatRequest, Outcome, Reason, RunOutcome, RunReason, Status, SubjectStatus,
    SubjectView,
};

use super::samples::{
    Came, after, connection, failed, nothing_there, open_change, passed, passed_and_rerun, probe, propose,
    ran, requested, requested_for_change, retest, view_of,
};
use super::scenario::given;
use crate::support::at;
use crate::support::people::{oat, pdp_support, service_manager};
use crate::support::samples::monday_morning;
use crate::support::work::{after as after_change, pass_oat, withdrawn};

fn rerun() -> Command {
    Command::Rerun { reason: Some("After the incident".to_owned()) }
}

/// Holds O7.
#[test]
fn a_re_test_says_what_was_fixed_and_starts_another_run() {
    let after = given(failed())
        .at("2026-09-08T10:00:00Z")
        .when(service_manager(), retest())
        .then(&["retest_requested"]);
    let [first, second] = after.oat.runs.as_slice() else { panic!("two runs") };
    assert_eq!((first.number, second.number), (1, 2));
    assert!(first.ended.is_some());
    assert!(matches!(&second.why, RunReason::ReTest { fixed } if fixed.as_str() == "The keys are deployed"));
    assert_eq!(after.oat.status(), Status::Testing);
    assert_eq!(after.oat.probe_at(), Some(at("2026-09-08T10:00:00Z")));
}

#[test]
fn the_attempts_of_a_re_test_are_counted_anew() {
    let oat_request = given(failed()).when(service_manager(), retest()).then(&["retest_requested"]).oat;
    let due = oat_request.planned_attempts(&connection(monday_morning()), monday_morning());
    assert_eq!(due.iter().map(|due| due.number).collect::<Vec<_>>(), [1, 1]);
    let passed = ran(oat_request, &connection(monday_morning()), monday_morning(), 202);
    assert_eq!(passed.status(), Status::Passed);
}

#[test]
fn a_re_test_without_a_word_about_what_was_fixed_is_refused() {
    let blank = Command::AskForRetest { fixed: "  ".to_owned() };
    assert_eq!(given(failed()).when(service_manager(), blank).refused_fields(), ["fixed: missing"]);
    let long = Command::AskForRetest { fixed: "x".repeat(1_001) };
    assert_eq!(given(failed()).when(service_manager(), long).refused_fields(), ["fixed: too_long"]);
}

#[test]
fn a_re_test_of_what_moved_on_is_refused_with_where_it_is() {
    let requested = requested_for_change();
    let view = view_of(&open_change(), monday_morning());
    let failed = ran(requested, &view, monday_morning(), 401);
    let gone = view_of(&withdrawn(open_change()), monday_morning());
    let refused = given(failed).of(gone).when(service_manager(), retest()).refused();
    assert_eq!(refused, Reason::NotNow { status: SubjectStatus::Ended }.into());
}

#[test]
fn a_re_run_begins_after_a_failure_and_after_a_pass() {
    let failed = given(failed()).when(pdp_support(), rerun()).then(&["rerun_requested"]).oat;
    assert_eq!((failed.status(), failed.runs.len()), (Status::Testing, 2));
    let passed = given(passed()).when(pdp_support(), rerun()).then(&["rerun_requested"]).oat;
    assert_eq!((passed.status(), passed.runs.len()), (Status::Passed, 2), "what was passed stays passed");
    assert_eq!(passed.probe_at(), Some(monday_morning()));
    let RunReason::ReRun { reason } = &passed.runs[1].why else { panic!("a re-run") };
    assert_eq!(reason.as_ref().map(|reason| reason.as_str()), Some("After the incident"));
}

/// Holds O8.
#[test]
fn a_re_run_that_fails_after_a_pass_does_not_undo_the_pass() {
    let view = connection(monday_morning());
    let command = probe(&passed_and_rerun(), &view, monday_morning(), &Came::Status(401));
    let after = given(passed_and_rerun()).when(oat(), command).then(&["attempts_recorded", "rerun_failed"]);
    let cause = Cause::Unauthorised;
    assert_eq!(after.last(), &EventKind::RerunFailed { run: 2, cause });
    assert_eq!(after.oat.stage, passed().stage);
    let ended = after.oat.runs[1].ended.as_ref().map(|end| end.outcome);
    assert_eq!(ended, Some(RunOutcome::Failed { cause }));
}

#[test]
fn a_re_run_that_passes_after_a_pass_changes_nothing() {
    let view = connection(monday_morning());
    let command = probe(&passed_and_rerun(), &view, monday_morning(), &Came::Status(202));
    let after = given(passed_and_rerun()).when(oat(), command).then(&["attempts_recorded", "rerun_passed"]);
    assert_eq!(after.oat.stage, passed().stage);
    assert_eq!(after.oat.open_run(), None);
}

#[test]
fn a_re_run_that_passes_after_a_failure_passes() {
    let rerun = given(failed()).when(pdp_support(), rerun()).then(&["rerun_requested"]).oat;
    let passed = ran(rerun, &connection(monday_morning()), monday_morning(), 202);
    assert_eq!(passed.status(), Status::Passed);
}

#[test]
fn there_is_one_run_at_a_time() {
    let refused = given(passed_and_rerun()).when(pdp_support(), rerun()).refused();
    assert_eq!(refused, Reason::RunUnderWay.into());
}

#[test]
fn what_is_live_is_not_run_again() {
    let live = SubjectView { status: SubjectStatus::Settled, ..connection(monday_morning()) };
    let refused = given(passed()).of(live).when(pdp_support(), rerun()).refused();
    assert_eq!(refused, Reason::NotNow { status: SubjectStatus::Settled }.into());
}

#[test]
fn a_passed_change_can_run_again_until_its_endpoints_are_live() {
    let view = view_of(&open_change(), monday_morning());
    let passed = ran(requested_for_change(), &view, monday_morning(), 202);
    let done = view_of(&after_change(open_change(), &oat(), pass_oat("2026-09-21")), monday_morning());
    given(passed.clone()).of(done).when(pdp_support(), rerun()).then(&["rerun_requested"]);
    let gone = view_of(&withdrawn(open_change()), monday_morning());
    let refused = given(passed).of(gone).when(pdp_support(), rerun()).refused();
    assert_eq!(refused, Reason::NotNow { status: SubjectStatus::Ended }.into());
}

#[test]
fn there_are_at_most_thirty_runs() {
    let view = connection(monday_morning());
    let mut oat_request = requested();
    while oat_request.runs.len() < 30 {
        oat_request = ran(oat_request, &view, monday_morning(), 401);
        oat_request = after(oat_request, &service_manager(), retest(), &view, monday_morning());
    }
    let failed = ran(oat_request, &view, monday_morning(), 401);
    for (actor, command) in [(service_manager(), retest()), (pdp_support(), rerun())] {
        assert_eq!(
            given(failed.clone()).when(actor, command).refused(),
            Reason::TooManyRuns { max: 30 }.into()
        );
    }
    let last = failed.runs.last().expect("a run");
    assert_eq!((last.number, last.targets.len()), (30, 2));
    assert!(failed.runs[..29].iter().all(|run| run.targets.is_empty()), "a request stays one item");
}

/// Holds O8.
#[test]
fn a_new_run_makes_a_proposed_override_void() {
    let proposed = |oat: OatRequest, outcome| {
        given(oat).when(pdp_support(), propose(outcome)).then(&["override_proposed"]).oat
    };
    let retested = given(proposed(failed(), Outcome::Passed))
        .when(service_manager(), retest())
        .then(&["retest_requested"])
        .oat;
    assert_eq!(retested.proposed_override, None);
    let rerun = given(proposed(passed(), Outcome::Failed))
        .when(pdp_support(), rerun())
        .then(&["rerun_requested"])
        .oat;
    assert_eq!(rerun.proposed_override, None);
}

#[test]
fn a_scheme_that_is_gone_is_not_tested_again() {
    let gone = nothing_there(monday_morning());
    for (actor, command) in [(service_manager(), retest()), (pdp_support(), rerun())] {
        let refused = given(failed()).of(gone.clone()).when(actor, command).refused();
        assert_eq!(refused.code(), "no_vouching_scheme");
    }
}
