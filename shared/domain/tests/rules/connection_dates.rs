//! The connection date: midnight in London around the changes of the clocks, and a new date when the one given has passed
//! (G2, O2).

use domain::change::{Change, Command, EventKind, GoingLive, Reason, Refusal};
use domain::policy::{Scale, Step};
use domain::problem::Problem;
use rstest::rstest;

use crate::support::commands::{give_date, place_hold};
use crate::support::people::{go_live_process, oat, pdp_support, reviewer, service_manager};
use crate::support::samples::{confirmed_at, reclassify};
use crate::support::scenario::given;
use crate::support::work::{after, open_at, pass_oat};
use crate::support::{at, day};

/// A minor change whose OAT is to be passed.
fn open() -> Change {
    open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting)
}

/// OAT passed at `now`, with the connection date that was given.
fn passed(now: &str, connection_date: &str) -> Change {
    given(open()).at(now).when(oat(), pass_oat(connection_date)).then(&["oat_passed"]).change
}

/// OAT passed on its connection date, 10 September, so that another is needed.
fn date_needed() -> Change {
    passed("2026-09-10T09:00:00Z", "2026-09-10")
}

/// Holds G2.
#[rstest]
#[case::in_summer("2026-09-21", "2026-09-20T23:00:00Z")]
#[case::in_winter("2027-01-12", "2027-01-12T00:00:00Z")]
#[case::day_before_clocks_go_back("2026-10-24", "2026-10-23T23:00:00Z")]
#[case::day_clocks_go_back("2026-10-25", "2026-10-24T23:00:00Z")]
#[case::day_after_clocks_went_back("2026-10-26", "2026-10-26T00:00:00Z")]
#[case::day_before_clocks_go_forward("2027-03-27", "2027-03-27T00:00:00Z")]
#[case::day_clocks_go_forward("2027-03-28", "2027-03-28T00:00:00Z")]
#[case::day_after_clocks_went_forward("2027-03-29", "2027-03-28T23:00:00Z")]
fn endpoints_go_live_at_midnight_in_london(#[case] date: &str, #[case] instant: &str) {
    let change = passed("2026-09-08T09:00:00Z", date);
    assert_eq!(change.going_live(), GoingLive::Scheduled { on: day(date) });
    assert_eq!(change.go_live_at(), Some(at(instant)));
    let a_second_before = at(instant) - jiff::Span::new().seconds(1);
    given(change.clone()).on(a_second_before).when(go_live_process(), Command::GoLive).then(&[]);
    given(change)
        .on(at(instant))
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live", "change_completed"]);
}

/// Holds G2.
#[rstest]
#[case::day_before("2026-09-20T12:00:00Z", false)]
#[case::a_second_before_midnight("2026-09-20T22:59:59Z", false)]
#[case::at_midnight_in_london("2026-09-20T23:00:00Z", true)]
#[case::on_the_day("2026-09-21T12:00:00Z", true)]
#[case::weeks_later("2026-10-21T12:00:00Z", true)]
fn a_date_that_has_passed_when_oat_does_is_asked_for_anew(#[case] passes: &str, #[case] needed: bool) {
    let change = passed(passes, "2026-09-21");
    assert_eq!(change.going_live() == GoingLive::DateNeeded, needed);
    let events: &[&str] = if needed { &[] } else { &["endpoints_went_live", "change_completed"] };
    given(change).at("2027-01-01T00:00:00Z").when(go_live_process(), Command::GoLive).then(events);
}

/// Holds G2.
#[rstest]
#[case::six_days("2026-09-12T09:00:00Z", "2026-09-18", Some("2026-09-19"))]
#[case::seven_days("2026-09-12T09:00:00Z", "2026-09-19", None)]
#[case::still_friday_in_london("2026-09-11T22:59:59Z", "2026-09-18", None)]
#[case::already_saturday_in_london("2026-09-11T23:00:00Z", "2026-09-18", Some("2026-09-19"))]
#[case::today("2026-09-12T09:00:00Z", "2026-09-12", Some("2026-09-19"))]
#[case::the_past("2026-09-12T09:00:00Z", "2026-09-01", Some("2026-09-19"))]
#[case::over_the_clock_change("2026-10-20T09:00:00Z", "2026-10-27", None)]
#[case::a_year_later("2026-09-12T09:00:00Z", "2027-09-12", None)]
fn a_new_date_is_at_least_seven_days_away(
    #[case] now: &str,
    #[case] date: &str,
    #[case] earliest: Option<&str>,
) {
    let given_date = given(date_needed()).at(now).when(service_manager(), give_date(date));
    let Some(earliest) = earliest else {
        let change = given_date.then(&["connection_date_given"]).change;
        assert_eq!(change.going_live(), GoingLive::Scheduled { on: day(date) });
        return;
    };
    let Refusal::Invalid(problems) = given_date.refused() else { panic!("a problem") };
    let messages: Vec<_> = problems.iter().map(Problem::message).collect();
    let expected = format!(
        "The connection date must be {} or later: at least 7 days after today, and after every earlier step was completed",
        domain::calendar::spoken(day(earliest))
    );
    assert_eq!(messages, [expected]);
    assert_eq!(crate::support::scenario::fields(&problems), ["connection_date: connection_date_too_soon"]);
}

/// Holds G2.
#[rstest]
#[case::the_last_day_allowed("2027-09-13", &[])]
#[case::the_day_after_it("2027-09-14", &["connection_date: too_far_ahead"])]
#[case::a_slip_in_the_year("2062-09-21", &["connection_date: too_far_ahead"])]
fn a_new_date_is_at_most_a_year_away(#[case] date: &str, #[case] problems: &[&str]) {
    let outcome = given(date_needed()).at("2026-09-12T09:00:00Z").when(service_manager(), give_date(date));
    if problems.is_empty() {
        outcome.then(&["connection_date_given"]);
    } else {
        assert_eq!(outcome.refused_fields(), problems);
    }
}

#[test]
fn a_new_date_is_a_date() {
    let command = Command::GiveConnectionDate { date: None };
    let found = given(date_needed()).when(service_manager(), command).refused_fields();
    assert_eq!(found, ["connection_date: missing"]);
}

#[test]
fn the_event_says_which_date_and_it_goes_live_then() {
    let after = given(date_needed())
        .at("2026-09-12T09:00:00Z")
        .when(service_manager(), give_date("2026-10-25"))
        .then(&["connection_date_given"]);
    assert_eq!(*after.last(), EventKind::ConnectionDateGiven { date: day("2026-10-25") });
    assert_eq!(after.change.connection_date, Some(day("2026-10-25")));
    given(after.change.clone()).at("2026-10-24T22:59:59Z").when(go_live_process(), Command::GoLive).then(&[]);
    given(after.change)
        .at("2026-10-24T23:00:00Z")
        .when(go_live_process(), Command::GoLive)
        .then(&["endpoints_went_live", "change_completed"]);
}

/// Holds G2.
#[test]
fn a_date_that_stands_is_not_given_anew() {
    let refused = |change: Change| given(change).when(service_manager(), give_date("2026-12-01")).refused();
    assert_eq!(refused(open()), Reason::NoDateNeeded.into());
    assert_eq!(refused(passed("2026-09-08T09:00:00Z", "2026-09-21")), Reason::NoDateNeeded.into());
    assert_eq!(refused(confirmed_at(Scale::Minor, false)), Reason::NoDateNeeded.into());
    let again = given(date_needed())
        .when(service_manager(), give_date("2026-12-01"))
        .then(&["connection_date_given"]);
    assert_eq!(refused(again.change), Reason::NoDateNeeded.into());
}

#[test]
fn a_new_date_can_be_given_while_going_live_is_held() {
    let change = after(date_needed(), &pdp_support(), place_hold(None));
    assert_eq!(change.going_live(), GoingLive::DateNeeded);
    let change = given(change)
        .when(service_manager(), give_date("2026-12-01"))
        .then(&["connection_date_given"])
        .change;
    assert_eq!(change.going_live(), GoingLive::Held);
}

/// Holds G2.
#[test]
fn a_date_that_passes_during_a_larger_scale_is_asked_for_again() {
    let change = passed("2026-09-08T09:00:00Z", "2026-09-21");
    let change = after(change, &reviewer(), reclassify(Scale::Moderate, None));
    assert_eq!(change.going_live(), GoingLive::NotYet);
    given(change.clone()).at("2026-09-21T09:00:00Z").when(go_live_process(), Command::GoLive).then(&[]);
    // The report, the last of the steps that were added, is approved after the date.
    let report = Step::IntegrationTestingReport;
    let change = crate::support::work::submitted(open_at(change, report), report);
    let approve = crate::support::work::approve(report);
    let implementation_manager = crate::support::people::implementation_manager();
    let change = given(change)
        .at("2026-09-22T09:00:00Z")
        .when(implementation_manager, approve)
        .then(&["step_approved"])
        .change;
    assert_eq!(change.going_live(), GoingLive::DateNeeded);
}
