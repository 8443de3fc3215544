//! Runs: every target has to answer 202, all of them are waited for, and what was recorded already changes nothing (O3, O6).

use domain::oat::observation::Ending;
use domain::oat::{
    Cause, ClosedBecause, Command, EventKind, Failure, OatRequest, Pass, ProfileMark, RecordedAttempt,
    RunOutcome, Stage, Status, SubjectStatus, SubjectView, Target, Verdict,
};
use domain::policy::Scale;

use super::samples::{
    Came, closed, connection, connection_of, find_profile, made, nothing_there, open_change,
    passed_and_rerun, probe, ran, requested, requested_for_change, scheme, seen, target, view_of,
};
use super::scenario::given;
use crate::support::at;
use crate::support::people::{oat, reviewer};
use crate::support::samples::{monday_morning, reclassify};
use crate::support::work::{after as after_change, withdrawn};

/// One attempt at each target that came to this.
fn attempts(came: &[(&Target, u32, Came)]) -> Command {
    let made = came.iter().map(|(target, number, came)| made(target, *number, monday_morning(), came));
    Command::record_attempts(1, made)
}

fn verdicts(oat: &OatRequest) -> Vec<Option<Verdict>> {
    oat.runs.last().expect("a run").targets.iter().map(|one| one.verdict()).collect()
}

/// Holds O3.
#[test]
fn it_passes_when_every_target_answers_202() {
    let oat = ran(requested(), &connection(monday_morning()), monday_morning(), 202);
    assert_eq!(oat.stage, Stage::Passed { at: monday_morning(), because: Pass::Run { run: 1 } });
    assert_eq!(verdicts(&oat), [Some(Verdict::Passed); 2]);
    let ended = oat.runs[0].ended.clone().expect("an end");
    assert_eq!((ended.at, ended.outcome), (monday_morning(), RunOutcome::Passed));
    assert_eq!((oat.probe_at(), oat.open_run()), (None, None));
}

/// Holds O3.
#[test]
fn one_failed_target_fails_the_run_with_its_cause() {
    let came = [(&target(1), 1, Came::Status(202)), (&target(2), 1, Came::Status(401))];
    let after = given(requested()).when(oat(), attempts(&came)).then(&["attempts_recorded", "oat_failed"]);
    let cause = Cause::Unauthorised;
    assert_eq!(after.last(), &EventKind::OatFailed { run: 1, cause });
    let because = Failure::Run { run: 1, cause };
    assert_eq!(after.oat.stage, Stage::Failed { at: monday_morning(), because });
    let failures: Vec<_> = after.oat.runs[0].failures().collect();
    assert_eq!(failures, [(&target(2), cause)]);
}

#[test]
fn the_first_failed_target_in_order_gives_the_cause() {
    let came = [(&target(2), 1, Came::Status(403)), (&target(1), 1, Came::Status(200))];
    let after = given(requested()).when(oat(), attempts(&came)).then(&["attempts_recorded", "oat_failed"]);
    assert_eq!(after.last(), &EventKind::OatFailed { run: 1, cause: Cause::NotAccepted });
}

#[test]
fn a_run_waits_for_every_target_even_when_one_has_failed() {
    let one = given(requested())
        .when(oat(), attempts(&[(&target(1), 1, Came::Status(401))]))
        .then(&["attempts_recorded"]);
    assert_eq!(one.oat.status(), Status::Testing);
    assert_eq!(verdicts(&one.oat), [Some(Verdict::Failed(Cause::Unauthorised)), None]);
    let due = one.oat.planned_attempts(&connection(monday_morning()), monday_morning());
    assert_eq!(due.iter().map(|due| (&due.target, due.number)).collect::<Vec<_>>(), [(&target(2), 1)]);
    given(one.oat)
        .when(oat(), attempts(&[(&target(2), 1, Came::Status(202))]))
        .then(&["attempts_recorded", "oat_failed"]);
}

#[test]
fn what_does_not_fit_in_one_pass_stays_due() {
    let oat = given(requested())
        .when(oat(), attempts(&[(&target(1), 1, Came::Status(202))]))
        .then(&["attempts_recorded"])
        .oat;
    assert_eq!(oat.probe_at(), Some(monday_morning()));
}

#[test]
fn an_attempt_that_was_recorded_already_changes_nothing() {
    let command = || attempts(&[(&target(1), 1, Came::Status(503))]);
    let once = given(requested()).when(oat(), command()).then(&["attempts_recorded"]).oat;
    let twice = given(once.clone()).when(oat(), command()).then(&[]).oat;
    assert_eq!(twice, once);
}

#[test]
fn one_pass_counts_an_attempt_once_even_when_it_names_it_twice() {
    let came = [(&target(1), 1, Came::Status(503)), (&target(1), 1, Came::Status(202))];
    let oat = given(requested()).when(oat(), attempts(&came)).then(&["attempts_recorded"]).oat;
    assert_eq!((oat.runs[0].targets[0].made, oat.runs[0].targets[0].verdict()), (1, None));
}

#[test]
fn an_attempt_at_what_has_its_verdict_changes_nothing() {
    let command = |number, status| attempts(&[(&target(1), number, Came::Status(status))]);
    let failed = given(requested()).when(oat(), command(1, 401)).then(&["attempts_recorded"]).oat;
    given(failed).when(oat(), command(2, 202)).then(&[]);
}

#[test]
fn an_attempt_that_skips_a_number_changes_nothing() {
    given(requested()).when(oat(), attempts(&[(&target(1), 2, Came::Status(202))])).then(&[]);
}

#[test]
fn attempts_of_another_run_change_nothing() {
    for (oat_request, run) in [(requested(), 2), (passed_and_rerun(), 1), (closed(), 1)] {
        let attempt = made(&target(1), 1, monday_morning(), &Came::Status(202));
        let command = Command::record_attempts(run, [RecordedAttempt { run, ..attempt }]);
        given(oat_request).when(oat(), command).then(&[]);
    }
}

#[test]
fn an_attempt_at_something_else_is_not_one_at_a_target() {
    let moved = Target { url: target(3).url, ..target(1) };
    let came = [(&moved, 1, Came::Status(202)), (&target(3), 1, Came::Status(202))];
    given(requested()).when(oat(), attempts(&came)).then(&[]);
}

#[test]
fn a_target_that_is_out_of_use_meanwhile_is_waited_for_no_more() {
    let oat_request = given(requested())
        .when(oat(), attempts(&[(&target(1), 1, Came::Status(202))]))
        .then(&["attempts_recorded"])
        .oat;
    let less = connection_of(&scheme()[..1], monday_morning());
    let nothing_more = Command::record_attempts(1, []);
    let after = given(oat_request).of(less).when(oat(), nothing_more).then(&["oat_passed"]);
    assert_eq!(after.oat.status(), Status::Passed);
}

#[test]
fn a_target_that_comes_into_use_meanwhile_is_tested_too() {
    let less = connection_of(&scheme()[..1], monday_morning());
    let came = attempts(&[(&target(1), 1, Came::Status(503))]);
    let oat_request = given(requested()).of(less).when(oat(), came).then(&["attempts_recorded"]).oat;
    let now = at("2026-09-07T09:05:00Z");
    let due = oat_request.planned_attempts(&connection(now), now);
    let due: Vec<_> = due.iter().map(|due| (&due.target, due.number)).collect();
    assert_eq!(due, [(&target(1), 2), (&target(2), 1)]);
}

/// Holds O3.
#[test]
fn without_any_target_nothing_ever_passes() {
    let none = SubjectView { targets: vec![], ..connection(monday_morning()) };
    let nothing = Command::record_attempts(1, []);
    let after = given(requested()).of(none).when(oat(), nothing).then(&["oat_closed"]);
    assert_eq!(after.last(), &EventKind::OatClosed { why: ClosedBecause::NothingToTest });
}

#[test]
fn a_withdrawn_change_closes_its_test_and_keeps_the_attempts() {
    let gone = view_of(&withdrawn(open_change()), monday_morning());
    let find = gone.targets[0].clone();
    let came = attempts(&[(&find, 1, Came::Status(202))]);
    let after =
        given(requested_for_change()).of(gone).when(oat(), came).then(&["attempts_recorded", "oat_closed"]);
    assert_eq!(after.last(), &EventKind::OatClosed { why: ClosedBecause::ChangeEnded });
    let ended = after.oat.runs[0].ended.as_ref().map(|end| end.outcome);
    assert_eq!((after.oat.status(), ended), (Status::Closed, Some(RunOutcome::Stopped)));
}

#[test]
fn a_step_that_is_open_no_more_closes_the_test() {
    let not_required = after_change(open_change(), &reviewer(), reclassify(Scale::Minor, Some(false)));
    let earlier_steps = after_change(open_change(), &reviewer(), reclassify(Scale::Significant, None));
    for change in [not_required, earlier_steps] {
        let view = view_of(&change, monday_morning());
        let after = given(requested_for_change()).of(view).when(oat(), Command::Close).then(&["oat_closed"]);
        assert_eq!(after.last(), &EventKind::OatClosed { why: ClosedBecause::StepNotOpen });
    }
}

#[test]
fn a_step_that_was_completed_in_another_way_closes_the_test() {
    let open = view_of(&open_change(), monday_morning());
    for status in [SubjectStatus::Done, SubjectStatus::Settled] {
        let view = SubjectView { status, ..open.clone() };
        let after = given(requested_for_change()).of(view).when(oat(), Command::Close).then(&["oat_closed"]);
        assert_eq!(after.last(), &EventKind::OatClosed { why: ClosedBecause::StepNotOpen });
    }
}

#[test]
fn nothing_closes_with_something_to_test_or_without_a_run() {
    given(requested()).when(oat(), Command::Close).then(&[]);
    let gone = nothing_there(monday_morning());
    given(super::samples::failed()).of(gone.clone()).when(oat(), Command::Close).then(&[]);
    given(super::samples::passed()).of(gone).when(oat(), Command::Close).then(&[]);
}

#[test]
fn a_re_run_of_what_is_gone_is_closed_too() {
    let gone = nothing_there(monday_morning());
    let after = given(passed_and_rerun()).of(gone).when(oat(), Command::Close).then(&["oat_closed"]);
    assert_eq!((after.oat.status(), after.oat.probe_at()), (Status::Closed, None));
}

#[test]
fn a_re_run_may_go_on_when_the_change_went_live_meanwhile() {
    let live = SubjectView { status: SubjectStatus::Settled, ..connection(monday_morning()) };
    given(passed_and_rerun()).of(live.clone()).when(oat(), Command::Close).then(&[]);
    let command = probe(&passed_and_rerun(), &live, monday_morning(), &Came::Status(202));
    given(passed_and_rerun()).of(live).when(oat(), command).then(&["attempts_recorded", "rerun_passed"]);
}

#[test]
fn the_event_keeps_each_attempt_in_short() {
    let came = [(&target(1), 1, Came::Ended(Ending::ConnectionRefused))];
    let after = given(requested()).when(oat(), attempts(&came)).then(&["attempts_recorded"]);
    let EventKind::AttemptsRecorded { run, targets, attempts, .. } = after.last() else { panic!("attempts") };
    assert_eq!((*run, targets.as_slice()), (1, &[target(1), target(2)][..]));
    let [attempt] = attempts.as_slice() else { panic!("one attempt") };
    let sent = seen(&target(1), 1, monday_morning(), Ending::ConnectionRefused);
    assert_eq!((attempt.endpoint, attempt.number, attempt.request), (target(1).endpoint, 1, sent.request));
    assert_eq!((&attempt.url, attempt.at), (&sent.url, sent.at));
    assert_eq!(attempt.cause, Some(Cause::ConnectionRefused));
}

/// Holds Q10.
#[test]
fn a_run_keeps_the_find_profile_of_its_first_attempts() {
    let by = |command: Command, number: u8| match command {
        Command::RecordAttempts { run, attempts } => {
            let attempts = attempts.iter().map(|made| {
                let mut made = RecordedAttempt::clone(made);
                made.observation.profile = Some(find_profile(number));
                made
            });
            Command::record_attempts(run, attempts.collect::<Vec<_>>())
        }
        other => other,
    };
    let first = by(attempts(&[(&target(1), 1, Came::Status(503))]), 1);
    let after = given(requested()).when(oat(), first).then(&["attempts_recorded"]);
    let EventKind::AttemptsRecorded { profile, .. } = after.last() else { panic!("attempts") };
    assert_eq!(profile, &Some(find_profile(1)));
    let later = by(attempts(&[(&target(2), 1, Came::Status(503))]), 2);
    let after = given(after.oat).when(oat(), later).then(&["attempts_recorded"]);
    assert_eq!(after.oat.runs[0].profile, Some(find_profile(1)), "a later batch changes nothing about it");
    let known = |present: Option<&ProfileMark>| find_profile(1).has_changed_since(present);
    assert_eq!(
        [known(None), known(Some(&find_profile(1))), known(Some(&find_profile(2)))],
        [None, Some(false), Some(true)]
    );
    let renamed = ProfileMark { label: find_profile(2).label, ..find_profile(1) };
    assert_eq!(known(Some(&renamed)), Some(false), "another name sends no other request");
}

#[test]
fn attempts_make_nobodys_view_stale_and_the_verdict_does() {
    let one = given(requested())
        .when(oat(), attempts(&[(&target(1), 1, Came::Status(202))]))
        .then(&["attempts_recorded"])
        .oat;
    assert!(one.is_current(1));
    let two = given(one)
        .when(oat(), attempts(&[(&target(2), 1, Came::Status(202))]))
        .then(&["attempts_recorded", "oat_passed"])
        .oat;
    assert!(!two.is_current(1) && two.is_current(two.version) && !two.is_current(two.version + 1));
}
