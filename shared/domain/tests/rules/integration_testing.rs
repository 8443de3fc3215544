//! Integration testing: test endpoints, the agreed time, and the report from the test date on (S3).

use domain::change::steps::StepStateKind;
use domain::change::support::SupportAsked;
use domain::change::testing::TestEndpointAnswers;
use domain::change::{Change, Command, EventKind, NotGrantable, Reason, Status};
use domain::policy::{Scale, Step};
use rstest::rstest;

use crate::support::commands::{answer_request, open_request};
use crate::support::people::{implementation_manager, pdp_support, reviewer, test_manager};
use crate::support::samples::{confirmed_at, reclassify};
use crate::support::scenario::given;
use crate::support::work::{
    after, arrange, done, open_at, record_test_endpoints, state, submit_step, submitter, test_endpoints,
    with_file, withdrawn,
};
use crate::support::{at, day};

const REPORT: Step = Step::IntegrationTestingReport;

/// A moderate change of which integration testing is to be arranged.
fn open() -> Change {
    open_at(confirmed_at(Scale::Moderate, false), Step::IntegrationTesting)
}

fn recorded() -> Change {
    given(open()).when(test_manager(), record_test_endpoints()).then(&["test_endpoints_recorded"]).change
}

/// Arranged for when clocks in London show `shown`.
fn arranged(shown: &str) -> Change {
    given(recorded())
        .when(implementation_manager(), arrange(shown))
        .then(&["integration_testing_arranged"])
        .change
}

fn other_endpoints() -> TestEndpointAnswers {
    TestEndpointAnswers { find: "https://find2.test.provider.co.uk/x".to_owned(), ..test_endpoints() }
}

fn record(endpoints: TestEndpointAnswers, points_at_solution: Option<bool>) -> Command {
    Command::RecordTestEndpoints { endpoints, points_at_solution }
}

fn ask_for_others(n: u64) -> Command {
    open_request(n, SupportAsked::ChangeTestEndpoints(other_endpoints()))
}

/// Holds S3.
#[test]
fn the_agreed_time_is_one_that_clocks_in_london_show() {
    let at_time = |shown| given(recorded()).when(implementation_manager(), arrange(shown));
    assert_eq!(at_time("2027-03-28T01:30").refused_fields(), ["at: no_such_time"]);
    assert_eq!(arranged("2026-10-25T01:30").testing.at, Some(at("2026-10-25T00:30:00Z")), "the first of two");
}

#[test]
fn test_endpoints_show_every_problem_at_once() {
    let typed = TestEndpointAnswers {
        find: String::new(),
        view: "http://view.provider.co.uk/x".to_owned(),
        pat_refresh: "https://pat.provider.co.uk/x/".to_owned(),
    };
    assert_eq!(
        given(open()).when(test_manager(), record(typed.clone(), None)).refused_fields(),
        [
            "find: missing",
            "view: url_not_https",
            "pat_refresh: url_trailing_slash",
            "points_at_solution: missing"
        ]
    );
    let found = given(open()).when(test_manager(), record(typed, Some(false))).refused_fields();
    assert_eq!(found[3], "points_at_solution: not_pointed_at_solution");
}

/// Holds S3.
#[rstest]
#[case(None, "points_at_solution: missing")]
#[case(Some(false), "points_at_solution: not_pointed_at_solution")]
fn test_endpoints_must_point_at_the_solution_under_test(
    #[case] points_at_solution: Option<bool>,
    #[case] problem: &str,
) {
    let command = record(test_endpoints(), points_at_solution);
    assert_eq!(given(open()).when(test_manager(), command).refused_fields(), [problem]);
    assert!(recorded().testing.recorded.is_some());
}

/// Holds S3.
#[test]
fn test_endpoints_can_change_until_testing_is_arranged() {
    let change = confirmed_at(Scale::Moderate, false);
    let change =
        given(change).when(test_manager(), record_test_endpoints()).then(&["test_endpoints_recorded"]).change;
    given(change.clone()).when(test_manager(), record_test_endpoints()).then(&[]);
    let other = record(other_endpoints(), Some(true));
    let change = given(change).when(test_manager(), other).then(&["test_endpoints_recorded"]).change;
    let find = change.testing.endpoints.map(|endpoints| endpoints.find.to_string());
    assert_eq!(find.as_deref(), Some("https://find2.test.provider.co.uk/x"));
}

#[rstest]
fn a_scale_without_integration_testing_has_no_test_endpoints(
    #[values(Scale::Minimal, Scale::Minor)] scale: Scale,
) {
    let step = Step::IntegrationTesting;
    let refusal = given(confirmed_at(scale, false)).when(test_manager(), record_test_endpoints()).refused();
    assert_eq!(refusal, Reason::StepNotNeeded { step }.into());
    let refusal = given(confirmed_at(scale, false))
        .when(implementation_manager(), arrange("2026-09-08T10:00"))
        .refused();
    assert_eq!(refusal, Reason::StepNotNeeded { step }.into());
}

/// Holds S3.
#[test]
fn testing_is_arranged_after_the_test_endpoints_are_recorded() {
    let refusal = given(open()).when(implementation_manager(), arrange("2026-09-08T10:00")).refused();
    assert_eq!(refusal, Reason::TestEndpointsMissing.into());
}

#[test]
fn testing_is_arranged_when_the_steps_before_are_complete() {
    let change = after(confirmed_at(Scale::Moderate, false), &test_manager(), record_test_endpoints());
    let refusal = given(change).when(implementation_manager(), arrange("2026-09-08T10:00")).refused();
    let blocked_by = vec![Step::Prerequisites, Step::TestCryptographicMaterial];
    assert_eq!(refusal, Reason::StepBlocked { step: Step::IntegrationTesting, blocked_by }.into());
}

/// Holds S3.
#[rstest]
#[case::none(None, "at: missing")]
#[case::past(Some("2026-09-07T09:59"), "at: not_in_future")]
#[case::now_in_london(Some("2026-09-07T10:00"), "at: not_in_future")]
#[case::a_slip_in_the_year(Some("2062-09-10T10:00"), "at: too_far_ahead")]
#[case::a_year_and_two_days_ahead(Some("2027-09-09T10:00"), "at: too_far_ahead")]
fn testing_is_arranged_for_a_time_in_the_future(#[case] shown: Option<&str>, #[case] problem: &str) {
    let at = shown.map(|shown| shown.parse().expect("a time"));
    let command = Command::ArrangeIntegrationTesting { at };
    assert_eq!(given(recorded()).when(implementation_manager(), command).refused_fields(), [problem]);
}

/// Holds S3.
#[rstest]
#[case::summer("2026-09-10T10:00", "2026-09-10T09:00:00Z")]
#[case::winter("2026-11-10T10:00", "2026-11-10T10:00:00Z")]
fn the_agreed_time_is_what_clocks_in_london_show(#[case] shown: &str, #[case] instant: &str) {
    let change = arranged(shown);
    assert_eq!(change.testing.at, Some(at(instant)));
    assert_eq!(state(&change, Step::IntegrationTesting), Some(StepStateKind::Complete));
}

#[test]
fn testing_is_arranged_anew_until_the_report_is_submitted() {
    let change = arranged("2026-09-08T10:00");
    given(change.clone()).when(implementation_manager(), arrange("2026-09-08T10:00")).then(&[]);
    let change = given(change)
        .when(implementation_manager(), arrange("2026-09-07T15:00"))
        .then(&["integration_testing_arranged"])
        .change;
    let step = REPORT;
    let change = after(with_file(change, step), &submitter(step), submit_step(step));
    let refusal = given(change.clone()).when(implementation_manager(), arrange("2026-09-09T10:00")).refused();
    assert_eq!(
        refusal,
        Reason::StepNotOpen { step: Step::IntegrationTesting, state: StepStateKind::Complete }.into()
    );
    let back = crate::support::work::send_back(step, "Two tests are missing");
    let change = given(change).when(implementation_manager(), back).then(&["step_returned"]).change;
    given(change)
        .when(implementation_manager(), arrange("2026-09-09T10:00"))
        .then(&["integration_testing_arranged"]);
}

/// Holds S3.
#[test]
fn once_testing_is_arranged_the_test_endpoints_are_fixed() {
    let change = arranged("2026-09-15T10:00");
    given(change.clone()).when(test_manager(), record_test_endpoints()).then(&[]);
    let refusal = given(change).when(test_manager(), record(other_endpoints(), Some(true))).refused();
    assert_eq!(refusal, Reason::TestEndpointsFixed.into());
}

/// Holds S3.
#[rstest]
#[case::monday_for_thursday("2026-09-10T10:00", "2026-09-07T22:59:59Z", true)]
#[case::tuesday_in_london_for_thursday("2026-09-10T10:00", "2026-09-07T23:00:00Z", false)]
#[case::over_a_weekend("2026-09-15T10:00", "2026-09-10T12:00:00Z", true)]
#[case::over_a_weekend_too_late("2026-09-15T10:00", "2026-09-11T12:00:00Z", false)]
#[case::asked_on_a_saturday("2026-09-17T10:00", "2026-09-12T12:00:00Z", true)]
#[case::asked_on_a_saturday_too_late("2026-09-16T10:00", "2026-09-12T12:00:00Z", false)]
#[case::over_christmas("2026-12-31T10:00", "2026-12-24T12:00:00Z", true)]
#[case::over_christmas_too_late("2026-12-30T10:00", "2026-12-24T12:00:00Z", false)]
#[case::over_easter("2027-03-31T10:00", "2027-03-24T12:00:00Z", true)]
#[case::over_easter_too_late("2027-03-30T10:00", "2027-03-24T12:00:00Z", false)]
#[case::on_the_day("2026-09-10T10:00", "2026-09-10T08:00:00Z", false)]
#[case::after_the_test("2026-09-10T10:00", "2026-09-14T08:00:00Z", false)]
fn other_test_endpoints_need_three_working_days_notice(
    #[case] test: &str,
    #[case] now: &str,
    #[case] in_time: bool,
) {
    let asked = given(arranged(test)).at(now).when(test_manager(), ask_for_others(5));
    if in_time {
        asked.then(&["support_request_opened"]);
    } else {
        let on = day(&test[..10]);
        assert_eq!(asked.refused(), Reason::TooLateForTestEndpoints { working_days: 3, on }.into());
    }
}

/// Holds S3.
#[test]
fn other_test_endpoints_are_recorded_only_when_pdp_accepts() {
    let change = given(arranged("2026-09-15T10:00"))
        .when(test_manager(), ask_for_others(5))
        .then(&["support_request_opened"])
        .change;
    let before = change.testing.endpoints.clone();
    let declined = given(change.clone())
        .when(pdp_support(), answer_request(5, Some(false), None))
        .then(&["support_request_answered"])
        .change;
    assert_eq!(declined.testing.endpoints, before);
    let accepted = given(change)
        .when(pdp_support(), answer_request(5, Some(true), None))
        .then(&["support_request_answered", "test_endpoints_recorded"]);
    let EventKind::TestEndpointsRecorded { endpoints } = accepted.last() else { panic!("recorded") };
    assert_eq!(endpoints.find.as_str(), "https://find2.test.provider.co.uk/x");
    assert_eq!(accepted.change.testing.at, Some(at("2026-09-15T09:00:00Z")));
}

/// Holds S3.
#[test]
fn granted_test_endpoints_answer_the_older_requests() {
    let change = given(arranged("2026-09-15T10:00")).when(test_manager(), ask_for_others(5));
    let change = change.then(&["support_request_opened"]).change;
    let change =
        given(change).when(test_manager(), ask_for_others(6)).then(&["support_request_opened"]).change;
    let granted = given(change).when(pdp_support(), answer_request(6, Some(true), None)).then(&[
        "support_request_answered",
        "support_request_answered",
        "test_endpoints_recorded",
    ]);
    let older = given(granted.change).when(pdp_support(), answer_request(5, Some(true), None)).refused();
    assert_eq!(older, Reason::SupportRequestAnswered.into());
}

/// Testing is arranged for 15 September, and others were asked for.
fn others_asked_for() -> Change {
    after(arranged("2026-09-15T10:00"), &test_manager(), ask_for_others(5))
}

/// They cannot be had any more: granting is refused, declining is not.
fn can_only_be_declined(change: Change, now: &str, why: NotGrantable) {
    let answer = |accepted| answer_request(5, Some(accepted), None);
    let refusal = given(change.clone()).at(now).when(pdp_support(), answer(true)).refused();
    assert_eq!(refusal, Reason::NotGrantable { why }.into());
    assert!(refusal.to_string().contains("Decline it, and say why"), "{refusal}");
    let declined = given(change.clone()).at(now).when(pdp_support(), answer(false));
    let declined = declined.then(&["support_request_answered"]).change;
    assert_eq!(declined.testing, change.testing);
}

/// Holds S3.
#[test]
fn no_other_test_endpoints_are_granted_once_the_test_began() {
    let why = NotGrantable::Tested { on: day("2026-09-15") };
    can_only_be_declined(others_asked_for(), "2026-09-15T09:00:00Z", why);
    given(others_asked_for())
        .at("2026-09-15T08:59:59Z")
        .when(pdp_support(), answer_request(5, Some(true), None))
        .then(&["support_request_answered", "test_endpoints_recorded"]);
}

/// Holds S3.
#[test]
fn no_other_test_endpoints_once_nothing_is_tested_any_more() {
    let change = after(others_asked_for(), &reviewer(), reclassify(Scale::Minor, None));
    can_only_be_declined(change.clone(), "2026-09-08T09:00:00Z", NotGrantable::NotTested);
    let refusal = given(change).when(test_manager(), ask_for_others(6)).refused();
    assert_eq!(refusal, Reason::StepNotNeeded { step: Step::IntegrationTesting }.into());
}

#[test]
fn no_other_test_endpoints_are_granted_after_a_withdrawal() {
    let why = NotGrantable::Ended { status: Status::Withdrawn };
    can_only_be_declined(withdrawn(others_asked_for()), "2026-09-08T09:00:00Z", why);
}

#[test]
fn no_other_test_endpoints_before_testing_is_arranged() {
    let refusal = given(recorded()).when(test_manager(), ask_for_others(5)).refused();
    assert_eq!(refusal, Reason::TestingNotArranged.into());
}

#[test]
fn other_test_endpoints_are_checked_like_the_first() {
    let typed = TestEndpointAnswers { find: "find".to_owned(), ..test_endpoints() };
    let command = open_request(5, SupportAsked::ChangeTestEndpoints(typed));
    let found = given(arranged("2026-09-15T10:00")).when(test_manager(), command).refused_fields();
    assert_eq!(found, ["find: url_malformed"]);
}

/// Holds S3.
#[rstest]
#[case::day_before("2026-09-09T22:59:59Z", false)]
#[case::midnight_in_london_is_still_yesterday_in_utc("2026-09-09T23:00:00Z", true)]
#[case::before_the_test_on_its_day("2026-09-10T06:00:00Z", true)]
#[case::weeks_later("2026-10-10T06:00:00Z", true)]
fn the_report_is_submitted_from_the_test_date_on(#[case] now: &str, #[case] accepted: bool) {
    let change = with_file(arranged("2026-09-10T10:00"), REPORT);
    let asked = given(change).at(now).when(test_manager(), submit_step(REPORT));
    if accepted {
        asked.then(&["step_submitted"]);
    } else {
        assert_eq!(asked.refused(), Reason::NotTestedYet { on: day("2026-09-10") }.into());
    }
}

#[test]
fn in_winter_the_test_date_begins_at_midnight_utc() {
    let change = with_file(arranged("2026-11-10T10:00"), REPORT);
    let asked = |now| given(change.clone()).at(now).when(test_manager(), submit_step(REPORT));
    assert_eq!(
        asked("2026-11-09T23:59:59Z").refused(),
        Reason::NotTestedYet { on: day("2026-11-10") }.into()
    );
    asked("2026-11-10T00:00:00Z").then(&["step_submitted"]);
}

#[test]
fn testing_that_was_done_counts_again_after_a_smaller_scale() {
    let change = done(open(), Step::IntegrationTesting);
    let smaller = after(change, &crate::support::people::reviewer(), reclassify(Scale::Minor, None));
    assert_eq!(state(&smaller, Step::IntegrationTesting), Some(StepStateKind::NotNeeded));
    let larger = after(smaller, &crate::support::people::reviewer(), reclassify(Scale::Moderate, None));
    assert_eq!(state(&larger, Step::IntegrationTesting), Some(StepStateKind::Complete));
    assert_eq!(state(&larger, REPORT), Some(StepStateKind::ToDo));
}
