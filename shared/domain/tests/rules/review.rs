//! Review by PDP: ask, answer, confirm, reject (V1, V2, V3).

use domain::change::answers::Answers;
use domain::change::{Change, Command, EventKind, HostsAtReview, Refusal, Stage, Status};
use domain::policy::Scale;
use domain::problem::Violation;
use rstest::rstest;

use crate::support::day;
use crate::support::people::{business_contact, reviewer};
use crate::support::positions::{answered_at, asked_at, in_status};
use crate::support::samples::{self, answer, ask, reject};
use crate::support::scenario::given;

fn in_review() -> Change {
    in_status(Status::InReview)
}

fn confirm(scale: Scale, reason: Option<&str>, oat_required: bool) -> Command {
    Command::Confirm {
        scale,
        reason: reason.map(str::to_owned),
        oat_required,
        hosts: HostsAtReview::default(),
    }
}

fn oat_requested() -> Change {
    samples::in_review_of(Answers { oat_requested: Some(true), ..samples::answers() })
}

/// Holds V2.
#[test]
fn a_question_stops_the_clock() {
    let asked = asked_at(in_review(), "2026-09-09T09:00:00Z");
    assert_eq!(asked.status(), Status::AwaitingInformation);
    assert_eq!(asked.review_due(), None);
    assert_eq!(asked.stage, Stage::AwaitingInformation { working_days_left: 3, working_days_late: None });
    let [question] = asked.questions.as_slice() else { panic!("{:?}", asked.questions) };
    assert_eq!((question.text.as_str(), &question.answer), ("Which version?", &None));
}

/// Holds V2.
#[rstest]
#[case::at_once("2026-09-07T10:00:00Z", "2026-09-07T11:00:00Z", "2026-09-14")]
#[case::next_day("2026-09-08T10:00:00Z", "2026-09-09T10:00:00Z", "2026-09-15")]
#[case::weeks_later("2026-09-09T10:00:00Z", "2026-10-01T10:00:00Z", "2026-10-06")]
#[case::answered_on_a_saturday("2026-09-09T10:00:00Z", "2026-10-03T10:00:00Z", "2026-10-08")]
#[case::over_christmas("2026-09-09T10:00:00Z", "2026-12-23T10:00:00Z", "2026-12-30")]
#[case::asked_on_the_due_day("2026-09-14T10:00:00Z", "2026-09-16T10:00:00Z", "2026-09-17")]
#[case::asked_and_answered_on_the_due_day("2026-09-14T10:00:00Z", "2026-09-14T15:00:00Z", "2026-09-15")]
#[case::asked_on_the_due_day_answered_on_a_friday(
    "2026-09-14T10:00:00Z",
    "2026-09-18T15:00:00Z",
    "2026-09-21"
)]
#[case::asked_five_days_late("2026-09-21T10:00:00Z", "2026-09-23T10:00:00Z", "2026-09-16")]
#[case::asked_and_answered_one_day_late("2026-09-15T10:00:00Z", "2026-09-15T12:00:00Z", "2026-09-14")]
#[case::late_and_answered_on_a_sunday("2026-09-21T10:00:00Z", "2026-09-27T10:00:00Z", "2026-09-21")]
#[case::asked_on_a_sunday_after_it_was_due("2026-09-20T10:00:00Z", "2026-09-22T10:00:00Z", "2026-09-15")]
#[case::late_over_christmas("2026-09-15T10:00:00Z", "2026-12-29T10:00:00Z", "2026-12-24")]
fn an_answer_restores_the_days_left_and_lateness_stays(
    #[case] asked: &str,
    #[case] answered: &str,
    #[case] due: &str,
) {
    let change = answered_at(asked_at(in_review(), asked), answered);
    assert_eq!(change.status(), Status::InReview);
    assert_eq!(change.review_due(), Some(day(due)));
    assert!(change.questions.iter().all(|question| question.answer.is_some()));
}

/// Holds V2.
#[test]
fn questions_and_answers_are_kept_in_their_order() {
    let mut change = in_review();
    for n in ["one", "two"] {
        change = given(change).when(reviewer(), ask(n)).then(&["information_requested"]).change;
        change = given(change).when(business_contact(), answer(n)).then(&["information_supplied"]).change;
    }
    let kept: Vec<_> = change
        .questions
        .iter()
        .map(|q| (q.text.as_str(), q.answer.as_ref().map(|a| a.text.as_str())))
        .collect();
    assert_eq!(kept, [("one", Some("one")), ("two", Some("two"))]);
}

#[rstest]
#[case("", "question: missing")]
#[case(" \n ", "question: missing")]
#[case("what?\u{1b}", "question: control_characters")]
#[case(&"x".repeat(5_001), "question: too_long")]
fn a_question_needs_words(#[case] question: &str, #[case] problem: &str) {
    assert_eq!(given(in_review()).when(reviewer(), ask(question)).refused_fields(), [problem]);
}

#[rstest]
#[case("", "answer: missing")]
#[case(&"x".repeat(5_001), "answer: too_long")]
fn an_answer_needs_words(#[case] text: &str, #[case] problem: &str) {
    let change = in_status(Status::AwaitingInformation);
    assert_eq!(given(change).when(business_contact(), answer(text)).refused_fields(), [problem]);
}

#[test]
fn a_second_question_waits_for_the_first_answer() {
    let change = in_status(Status::AwaitingInformation);
    given(change).when(reviewer(), ask("And then?")).refused_for_status();
}

/// Holds V2.
#[test]
fn a_change_is_not_confirmed_while_its_answer_is_awaited() {
    let change = in_status(Status::AwaitingInformation);
    given(change).when(reviewer(), confirm(Scale::Minor, None, false)).refused_for_status();
}

/// Holds V2.
#[test]
fn confirming_the_suggested_scale_needs_no_reason() {
    let change = given(in_review())
        .when(reviewer(), confirm(Scale::Minor, None, false))
        .then(&["change_confirmed"])
        .change;
    assert_eq!(change.status(), Status::Confirmed);
    assert_eq!(change.review_due(), None);
    assert_eq!(change.confirmation().map(|c| c.oat_required), Some(false));
    assert!(!change.steps().is_empty());
}

/// Confirms the sample, whose hosts are the first two; at the second others have endpoints too.
fn confirm_with(accepted: &[&str]) -> Command {
    let mut command = confirm(Scale::Minor, None, false);
    if let Command::Confirm { hosts, .. } = &mut command {
        hosts.accepted = accepted.iter().map(ToString::to_string).collect();
        hosts.of_others = ["view.provider.co.uk", "elsewhere.provider.co.uk"].map(str::to_owned).into();
    }
    command
}

fn accepted_when(command: Command) -> Option<Vec<String>> {
    let after = given(in_review()).when(reviewer(), command).then(&["change_confirmed"]);
    let EventKind::ChangeConfirmed { hosts_accepted, .. } = after.last() else { panic!("confirmed") };
    hosts_accepted.clone()
}

/// What is confirmed is called on in PDP's name (O9).
/// Holds O9.
#[test]
fn a_host_that_others_have_needs_a_word_of_the_reviewer() {
    let refusal = given(in_review()).when(reviewer(), confirm_with(&[])).refused();
    let Refusal::Invalid(problems) = refusal else { panic!("{refusal:?}") };
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(problem.field.to_string(), "hosts_accepted");
    assert_eq!(problem.violation, Violation::HostsOfOthers { hosts: vec!["view.provider.co.uk".to_owned()] });
    assert!(problem.message().contains("Other organisations have endpoints at view.provider.co.uk."));
    let accepted = accepted_when(confirm_with(&["VIEW.provider.co.uk."]));
    assert_eq!(accepted, Some(vec!["view.provider.co.uk".to_owned()]));
    assert_eq!(accepted_when(confirm(Scale::Minor, None, false)), None, "nobody else has them");
}

/// Holds O9.
#[rstest]
#[case::of_no_new_endpoint("elsewhere.provider.co.uk")]
#[case::no_host("https://view.provider.co.uk/x")]
#[case::nothing("")]
fn only_hosts_of_new_endpoints_can_be_accepted(#[case] typed: &str) {
    let found =
        given(in_review()).when(reviewer(), confirm_with(&["view.provider.co.uk", typed])).refused_fields();
    assert_eq!(found, ["hosts_accepted[1]: host_not_proposed"]);
}

/// Holds V2.
#[rstest]
#[case(Scale::Minimal)]
#[case(Scale::Moderate)]
#[case(Scale::Significant)]
fn confirming_another_scale_up_or_down_needs_a_reason(#[case] scale: Scale) {
    for reason in [None, Some(""), Some("  ")] {
        let found = given(in_review()).when(reviewer(), confirm(scale, reason, false)).refused_fields();
        assert_eq!(found, ["reason: reason_for_other_scale"]);
    }
    let after = given(in_review())
        .when(reviewer(), confirm(scale, Some("Another cloud"), false))
        .then(&["change_confirmed"]);
    let EventKind::ChangeConfirmed { from, scale: confirmed, .. } = after.last() else { panic!("confirmed") };
    assert_eq!((*from, *confirmed), (Scale::Minor, scale));
    let submitted = after.change.submitted.expect("a submission");
    assert_eq!(submitted.scale, scale);
    assert_eq!(submitted.submission.suggested_scale, Scale::Minor);
    assert_eq!(submitted.scale_reason.map(|reason| reason.to_string()).as_deref(), Some("Another cloud"));
}

/// Holds V2.
#[test]
fn oat_that_was_asked_for_is_always_required() {
    let found = given(oat_requested()).when(reviewer(), confirm(Scale::Minor, None, false)).refused_fields();
    assert_eq!(found, ["oat_required: oat_was_requested"]);
    let change = given(oat_requested())
        .when(reviewer(), confirm(Scale::Minor, None, true))
        .then(&["change_confirmed"])
        .change;
    assert_eq!(change.confirmation().map(|c| c.oat_required), Some(true));
}

/// Holds V2.
#[test]
fn pdp_may_require_oat_that_nobody_asked_for() {
    let change = given(in_review())
        .when(reviewer(), confirm(Scale::Minor, None, true))
        .then(&["change_confirmed"])
        .change;
    assert_eq!(change.confirmation().map(|c| c.oat_required), Some(true));
}

/// Holds V2.
#[test]
fn every_problem_with_a_confirmation_comes_at_once() {
    let found =
        given(oat_requested()).when(reviewer(), confirm(Scale::Moderate, None, false)).refused_fields();
    assert_eq!(found, ["reason: reason_for_other_scale", "oat_required: oat_was_requested"]);
    let too_long = "x".repeat(5_001);
    let found = given(oat_requested())
        .when(reviewer(), confirm(Scale::Moderate, Some(&too_long), false))
        .refused_fields();
    assert_eq!(found, ["reason: too_long", "oat_required: oat_was_requested"]);
}

/// Holds V2.
#[test]
fn rejecting_ends_the_change_with_its_reason() {
    let change = given(in_review())
        .when(reviewer(), reject("Not an endpoint of yours"))
        .then(&["change_rejected"])
        .change;
    assert_eq!(change.status(), Status::Rejected);
    let Stage::Rejected { reason, .. } = change.stage else { panic!("rejected") };
    assert_eq!(reason.as_str(), "Not an endpoint of yours");
}

/// Holds V2.
#[test]
fn rejecting_needs_a_reason() {
    assert_eq!(given(in_review()).when(reviewer(), reject(" ")).refused_fields(), ["reason: missing"]);
}

#[test]
fn a_change_can_be_rejected_while_its_answer_is_awaited() {
    let change = in_status(Status::AwaitingInformation);
    given(change).when(reviewer(), reject("No answer came")).then(&["change_rejected"]);
}

/// Holds V2.
#[test]
fn pdp_asks_so_many_questions_and_no_more() {
    let max = crate::support::policy().limits.questions;
    let asked_and_answered = (0..max).fold(in_review(), |change, _| {
        let asked = given(change).when(reviewer(), ask("What?")).then(&["information_requested"]).change;
        given(asked).when(business_contact(), answer("That.")).then(&["information_supplied"]).change
    });
    let refusal = given(asked_and_answered).when(reviewer(), ask("What?")).refused();
    assert_eq!(refusal, domain::change::Reason::TooManyQuestions { max }.into());
}

#[test]
fn a_question_and_its_answer_are_bounded() {
    let long = "x".repeat(crate::support::policy().limits.question_characters + 1);
    assert_eq!(given(in_review()).when(reviewer(), ask(&long)).refused_fields(), ["question: too_long"]);
    let asked = in_status(Status::AwaitingInformation);
    assert_eq!(given(asked).when(business_contact(), answer(&long)).refused_fields(), ["answer: too_long"]);
}
