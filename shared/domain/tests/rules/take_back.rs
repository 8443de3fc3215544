//! PDP takes back a question, a confirmation or a rejection (Q5), and the clock of the review goes on as it stood.

use domain::calendar::Calendar;
use domain::change::steps::StepStateKind;
use domain::change::{Change, Command, CommandKind, GoingLive, Reason, Stage, Status};
use domain::policy::{Scale, Step};
use domain::register::EndpointState;
use rstest::rstest;

use crate::support::commands::{BY_MISTAKE, fitting_actor, good_command, release_hold};
use crate::support::day;
use crate::support::people::{
    business_contact, go_live_process, oat, pdp_support, reviewer, service_manager,
};
use crate::support::positions::{asked_at, in_status, in_statuses_but};
use crate::support::samples::{answer, ask, confirm, confirmed_at, reject};
use crate::support::scenario::given;
use crate::support::work::{
    after, await_oat, done, open_at, pass_oat, pass_oat_undecided, state, submit_step, submitted,
};

fn taken_back(change: Change, kind: CommandKind, at: &str) -> Change {
    let events: &[&str] = match kind {
        CommandKind::TakeBackQuestion => &["question_taken_back"],
        CommandKind::TakeBackConfirmation => &["confirmation_taken_back"],
        _ => &["rejection_taken_back"],
    };
    given(change).at(at).when(reviewer(), good_command(kind)).then(events).change
}

fn confirmed_on(at: &str) -> Change {
    let change = in_status(Status::InReview);
    given(change).at(at).when(reviewer(), confirm(Scale::Minor, false)).then(&["change_confirmed"]).change
}

fn rejected_on(change: Change, at: &str) -> Change {
    given(change).at(at).when(reviewer(), reject("Not yours")).then(&["change_rejected"]).change
}

/// Submitted on Monday 7 September, due on the 14th. Of a question that is taken back PDP has as many days left as when it asked.
///
/// Holds V2, Q5.
#[rstest]
#[case::at_once("2026-09-07T10:00:00Z", "2026-09-07T11:00:00Z", "2026-09-14")]
#[case::next_day("2026-09-08T10:00:00Z", "2026-09-09T10:00:00Z", "2026-09-15")]
#[case::asked_on_the_due_day("2026-09-14T10:00:00Z", "2026-09-14T15:00:00Z", "2026-09-14")]
#[case::asked_on_the_due_day_taken_back_later("2026-09-14T10:00:00Z", "2026-09-16T15:00:00Z", "2026-09-16")]
#[case::taken_back_on_a_saturday("2026-09-14T10:00:00Z", "2026-09-19T15:00:00Z", "2026-09-21")]
#[case::one_day_late("2026-09-15T10:00:00Z", "2026-09-15T12:00:00Z", "2026-09-14")]
#[case::five_days_late("2026-09-21T10:00:00Z", "2026-09-23T10:00:00Z", "2026-09-16")]
fn taking_back_wins_and_loses_no_working_day(#[case] decided: &str, #[case] back: &str, #[case] due: &str) {
    let asked = asked_at(in_status(Status::InReview), decided);
    let confirmed = confirmed_on(decided);
    let rejected = rejected_on(in_status(Status::InReview), decided);
    for (change, kind) in [
        (asked, CommandKind::TakeBackQuestion),
        (confirmed, CommandKind::TakeBackConfirmation),
        (rejected, CommandKind::TakeBackRejection),
    ] {
        let change = taken_back(change, kind, back);
        assert_eq!((change.status(), change.review_due()), (Status::InReview, Some(day(due))), "{kind:?}");
    }
}

/// Holds V1, Q5.
#[test]
fn the_clock_of_a_review_runs_from_the_day_of_taking_back() {
    let asked = asked_at(in_status(Status::InReview), "2026-09-09T09:00:00Z");
    let change = taken_back(asked, CommandKind::TakeBackQuestion, "2026-09-16T09:00:00Z");
    let clock = change.review_clock().expect("a clock");
    assert_eq!((clock.from, clock.working_days), (day("2026-09-16"), 3));
    // A later question and its answer start it anew.
    let change = given(change).at("2026-09-17T09:00:00Z").when(reviewer(), ask("Which?"));
    let change = change.then(&["information_requested"]).change;
    let change = given(change).at("2026-09-21T09:00:00Z").when(business_contact(), answer("This one"));
    let change = change.then(&["information_supplied"]).change;
    let clock = change.review_clock().expect("a clock");
    assert_eq!((clock.from, clock.working_days), (day("2026-09-21"), 2));
}

/// Holds Q5.
#[test]
fn a_taken_back_question_stays_and_needs_no_answer() {
    let asked = asked_at(in_status(Status::InReview), "2026-09-09T09:00:00Z");
    let change = taken_back(asked, CommandKind::TakeBackQuestion, "2026-09-10T09:00:00Z");
    let [question] = change.questions.as_slice() else { panic!("one question") };
    assert_eq!(question.answer, None);
    assert_eq!(question.taken_back.as_ref().map(|back| back.reason.as_str()), Some(BY_MISTAKE));
    given(change.clone()).when(business_contact(), answer("Version 2")).refused_for_status();
    given(change).when(reviewer(), confirm(Scale::Minor, false)).then(&["change_confirmed"]);
}

/// Holds Q5.
#[test]
fn an_answered_question_is_not_taken_back() {
    let answered = after(in_status(Status::AwaitingInformation), &business_contact(), answer("Version 2"));
    given(answered).when(reviewer(), good_command(CommandKind::TakeBackQuestion)).refused_for_status();
}

/// Holds Q5.
#[test]
fn a_taken_back_confirmation_keeps_the_work_uncounted() {
    let with_pdp = submitted(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let back = taken_back(with_pdp.clone(), CommandKind::TakeBackConfirmation, "2026-09-08T09:00:00Z");
    assert!(back.steps().is_empty());
    assert_eq!((&back.progress, &back.submissions), (&with_pdp.progress, &with_pdp.submissions));
    given(back.clone()).when(service_manager(), submit_step(Step::ServiceAcceptance)).refused_for_status();
    let again = given(back).when(reviewer(), confirm(Scale::Minor, false)).then(&["change_confirmed"]).change;
    assert_eq!(state(&again, Step::ServiceAcceptance), Some(StepStateKind::WithPdp));
}

/// Nothing goes live because of a decision on the scale, the first or a later one (V4).
///
/// Holds V4, Q5.
#[test]
fn earlier_work_does_not_go_live_by_another_confirmation() {
    let due = done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance);
    let back = taken_back(due, CommandKind::TakeBackConfirmation, "2026-09-08T09:00:00Z");
    assert_eq!(back.going_live(), GoingLive::NotYet);
    let due_work =
        |change: Change| given(change).at("2026-09-09T09:00:00Z").when(go_live_process(), Command::GoLive);
    due_work(back.clone()).then(&[]);
    let again = given(back).when(reviewer(), confirm(Scale::Minor, false));
    let again = again.then(&["change_confirmed", "going_live_held"]).change;
    assert_eq!(again.going_live(), GoingLive::Held);
    due_work(after(again, &pdp_support(), release_hold())).then(&["endpoints_went_live"]);
}

/// Holds Q5.
#[test]
fn scheduled_endpoints_are_proposed_again() {
    let open = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let passed = after(open, &oat(), pass_oat("2026-09-21"));
    assert_eq!(passed.register()[0].state, EndpointState::Scheduled);
    let back = taken_back(passed, CommandKind::TakeBackConfirmation, "2026-09-08T09:00:00Z");
    assert_eq!(back.register()[0].state, EndpointState::Proposed);
    assert_eq!(back.going_live(), GoingLive::NotYet);
}

/// Holds G3, Q5.
#[test]
fn a_hold_because_of_oat_ends_without_a_confirmation_too() {
    let open = open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting);
    let undecided = after(open, &oat(), pass_oat_undecided("2026-09-21"));
    let back = taken_back(undecided, CommandKind::TakeBackConfirmation, "2026-09-08T09:00:00Z");
    assert_eq!(back.holds.len(), 1);
    given(back.clone()).when(oat(), await_oat(true)).then(&[]);
    let settled = given(back).when(oat(), await_oat(false)).then(&["oat_settled"]).change;
    assert_eq!(settled.holds, []);
}

/// Holds Q5.
#[test]
fn the_confirmation_of_what_is_live_stands() {
    let live = after(
        done(confirmed_at(Scale::Minor, false), Step::ServiceAcceptance),
        &go_live_process(),
        Command::GoLive,
    );
    let refusal = given(live).when(reviewer(), good_command(CommandKind::TakeBackConfirmation)).refused();
    assert_eq!(refusal, Reason::ConfirmationStands.into());
}

/// Rejected on Monday 7 September: Monday the 14th is the fifth working day after it.
///
/// Holds Q5.
#[test]
fn a_rejection_is_taken_back_for_five_working_days() {
    let in_review = in_status(Status::InReview);
    assert_eq!(in_review.rejection_stands_after(Calendar::england_and_wales()), None);
    let rejected = rejected_on(in_review, "2026-09-07T22:59:00Z");
    assert_eq!(rejected.rejection_stands_after(Calendar::england_and_wales()), Some(day("2026-09-14")));
    assert_eq!(rejected.register()[0].state, EndpointState::Inactive);
    let last = taken_back(rejected.clone(), CommandKind::TakeBackRejection, "2026-09-14T22:59:00Z");
    assert_eq!(
        (last.register()[0].state, last.rejection_stands_after(Calendar::england_and_wales())),
        (EndpointState::Proposed, None)
    );
    let command = || good_command(CommandKind::TakeBackRejection);
    let refusal = given(rejected).at("2026-09-14T23:00:00Z").when(reviewer(), command()).refused();
    assert_eq!(refusal, Reason::RejectionStands { until: day("2026-09-14"), working_days: 5 }.into());
}

/// Holds Q5.
#[test]
fn a_change_that_was_rejected_while_it_waited_waits_again() {
    let asked = asked_at(in_status(Status::InReview), "2026-09-09T09:00:00Z");
    let waiting = asked.stage.clone();
    let rejected = rejected_on(asked, "2026-09-10T09:00:00Z");
    let change = taken_back(rejected, CommandKind::TakeBackRejection, "2026-09-11T09:00:00Z");
    assert_eq!(change.stage, waiting);
    given(change).when(business_contact(), answer("Version 2")).then(&["information_supplied"]);
}

/// What was kept before the clock was noted has the whole time of a review.
#[test]
fn an_older_decision_is_taken_back_with_the_whole_time() {
    let mut rejected = rejected_on(in_status(Status::InReview), "2026-09-08T09:00:00Z");
    if let Stage::Rejected { review, .. } = &mut rejected.stage {
        *review = None;
    }
    let mut confirmed = confirmed_on("2026-09-08T09:00:00Z");
    if let Stage::Confirmed(confirmation) = &mut confirmed.stage {
        confirmation.review = None;
    }
    for (change, kind) in
        [(rejected, CommandKind::TakeBackRejection), (confirmed, CommandKind::TakeBackConfirmation)]
    {
        let change = taken_back(change, kind, "2026-09-09T09:00:00Z");
        assert_eq!(change.review_due(), Some(day("2026-09-16")), "{kind:?}");
    }
}

/// Holds Q5.
#[test]
fn taking_back_needs_a_reason_and_the_status_that_it_is_about() {
    for (kind, status) in [
        (CommandKind::TakeBackQuestion, Status::AwaitingInformation),
        (CommandKind::TakeBackConfirmation, Status::Confirmed),
        (CommandKind::TakeBackRejection, Status::Rejected),
    ] {
        let with = |reason: String| match kind {
            CommandKind::TakeBackQuestion => Command::TakeBackQuestion { reason },
            CommandKind::TakeBackConfirmation => Command::TakeBackConfirmation { reason },
            _ => Command::TakeBackRejection { reason },
        };
        let found = given(in_status(status)).when(reviewer(), with(" ".to_owned())).refused_fields();
        assert_eq!(found, ["reason: missing"], "{kind:?}");
        let found = given(in_status(status)).when(reviewer(), with("x".repeat(5_001))).refused_fields();
        assert_eq!(found, ["reason: too_long"], "{kind:?}");
        for change in in_statuses_but(&[status]) {
            given(change).when(fitting_actor(kind), good_command(kind)).refused_for_status();
        }
        let refusal = given(in_status(status)).when(pdp_support(), good_command(kind)).refused();
        assert_eq!(refusal.code(), "role_required", "{kind:?}");
    }
}
