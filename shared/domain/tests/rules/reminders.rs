//! PDP is reminded of a review on the working day before it is due and on every working day it is overdue (V1).

use domain::aggregate::Trail;
use domain::calendar::{Calendar, Reading};
use domain::change::{Change, Command, Context, Event, EventKind, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use rstest::rstest;

use crate::support::day;
use crate::support::people::{business_contact, reminders};
use crate::support::positions::{answered_at, asked_at, in_statuses_but};
use crate::support::samples::{answers, ready_draft_of, submit};
use crate::support::scenario::given;

const REMINDED: &[&str] = &["review_reminded"];

/// Submitted at `now`.
fn submitted(now: &str) -> Change {
    given(ready_draft_of(answers()))
        .at(now)
        .when(business_contact(), submit())
        .then(&["change_submitted"])
        .change
}

/// The days until `last` on which a due-work job at noon reminds, from the submission on.
fn reminded_on(change: Change, last: &str) -> Vec<String> {
    let first = domain::calendar::london_date(change.updated_at);
    let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    reminded_by(change, days.take_while(|on| *on <= day(last)))
}

/// Those of the days of `jobs`, each at noon, on which PDP is reminded.
fn reminded_by(mut change: Change, jobs: impl IntoIterator<Item = Date>) -> Vec<String> {
    let mut days = Vec::new();
    for on in jobs {
        let noon = domain::calendar::london_instant(on.at(12, 0, 0, 0), Reading::First).expect("a time");
        let events = processed(&mut change, noon, Calendar::england_and_wales());
        assert!(events.iter().all(|event| matches!(event.kind, EventKind::ReviewReminded { .. })));
        days.extend(events.iter().map(|_| on.to_string()));
    }
    days
}

/// What a due-work job does with the review.
fn processed(change: &mut Change, now: Timestamp, calendar: &Calendar) -> Vec<Event> {
    let ctx = Context::at(now, calendar);
    let events = domain::change::decide(change, Command::RemindReview, &reminders(), &ctx)
        .map(Trail::into_events)
        .expect("never refused");
    events.iter().for_each(|event| domain::change::apply(change, event));
    events
}

/// Holds V1.
#[test]
fn pdp_is_reminded_before_the_day_and_each_working_day_after() {
    // Due on Monday 14 September.
    let days = reminded_on(submitted("2026-09-07T09:00:00Z"), "2026-09-22");
    let expected =
        ["2026-09-11", "2026-09-15", "2026-09-16", "2026-09-17", "2026-09-18", "2026-09-21", "2026-09-22"];
    assert_eq!(days, expected);
}

/// Holds V1.
#[test]
fn bank_holidays_are_no_days_to_remind_on() {
    // Due on Tuesday 5 January 2027: 25 and 28 December and 1 January are days off.
    let days = reminded_on(submitted("2026-12-24T09:00:00Z"), "2027-01-08");
    assert_eq!(submitted("2026-12-24T09:00:00Z").review_due(), Some(day("2027-01-05")));
    assert_eq!(days, ["2027-01-04", "2027-01-06", "2027-01-07", "2027-01-08"]);
    // Due on Thursday 25 March 2027, so overdue over Easter.
    let days = reminded_on(submitted("2027-03-18T09:00:00Z"), "2027-03-31");
    assert_eq!(days, ["2027-03-24", "2027-03-30", "2027-03-31"]);
}

/// Holds V1.
#[test]
fn the_working_day_before_may_be_days_before() {
    // Due on Tuesday 30 March 2027, after Easter: the working day before is Maundy Thursday.
    let change = submitted("2027-03-22T09:00:00Z");
    assert_eq!(change.review_due(), Some(day("2027-03-31")));
    assert_eq!(reminded_on(change, "2027-03-31"), ["2027-03-30"]);
    let change = submitted("2027-03-19T09:00:00Z");
    assert_eq!(change.review_due(), Some(day("2027-03-30")));
    assert_eq!(reminded_on(change, "2027-03-30"), ["2027-03-25"]);
}

/// Holds V1.
#[test]
fn one_reminder_a_day_and_days_change_at_midnight_in_london() {
    let remind = |change: Change, now: &str, events: &[&str]| {
        given(change).at(now).when(reminders(), Command::RemindReview).then(events).change
    };
    let change = remind(submitted("2026-09-07T09:00:00Z"), "2026-09-10T22:59:59Z", &[]);
    let change = remind(change, "2026-09-10T23:00:00Z", REMINDED);
    let change = remind(change, "2026-09-11T09:00:00Z", &[]);
    let change = remind(change, "2026-09-11T22:59:59Z", &[]);
    let change = remind(change, "2026-09-14T22:59:59Z", &[]);
    remind(change, "2026-09-14T23:00:00Z", REMINDED);
}

/// Submitted, then processed on some days only: when PDP is reminded.
/// Holds V1.
#[rstest]
#[case::every_day("2026-09-07T09:00:00Z", &["2026-09-11", "2026-09-12", "2026-09-14", "2026-09-15"], &["2026-09-11", "2026-09-15"])]
#[case::not_on_the_day_before("2026-09-07T09:00:00Z", &["2026-09-10", "2026-09-14", "2026-09-15"], &["2026-09-14", "2026-09-15"])]
#[case::only_at_the_weekend_before("2026-09-07T09:00:00Z", &["2026-09-12", "2026-09-13", "2026-09-14"], &["2026-09-14"])]
#[case::not_for_days("2026-09-07T09:00:00Z", &["2026-09-10", "2026-09-17", "2026-09-18"], &["2026-09-17", "2026-09-18"])]
#[case::not_for_weeks("2026-09-07T09:00:00Z", &["2026-10-10", "2026-10-12"], &["2026-10-12"])]
#[case::over_christmas("2026-12-18T09:00:00Z", &["2026-12-23", "2026-12-25", "2026-12-26", "2026-12-28", "2026-12-29"], &["2026-12-29"])]
#[case::over_easter("2027-03-19T09:00:00Z", &["2027-03-24", "2027-03-26", "2027-03-29", "2027-03-30"], &["2027-03-30"])]
#[case::when_the_clocks_go_back("2026-10-19T09:00:00Z", &["2026-10-22", "2026-10-25", "2026-10-26"], &["2026-10-26"])]
#[case::when_the_clocks_go_forward("2027-03-22T09:00:00Z", &["2027-03-28", "2027-03-31", "2027-04-01"], &["2027-03-31", "2027-04-01"])]
fn a_missed_reminder_is_made_once_on_the_next_working_day(
    #[case] submitted_at: &str,
    #[case] jobs: &[&str],
    #[case] expected: &[&str],
) {
    assert_eq!(reminded_by(submitted(submitted_at), jobs.iter().copied().map(day)), expected);
}

/// Holds V1.
#[test]
fn a_later_bank_holiday_moves_the_due_date_within_the_hour() {
    let mut change = submitted("2026-09-07T09:00:00Z");
    let proclaimed = Calendar::new([day("2026-09-11"), day("2026-09-14")]);
    let now = crate::support::at("2026-09-08T09:00:00Z");
    let events = processed(&mut change, now, &proclaimed);
    let moved = EventKind::ReviewDueMoved { from: day("2026-09-14"), to: day("2026-09-16") };
    assert_eq!(events.iter().map(|event| &event.kind).collect::<Vec<_>>(), [&moved]);
    assert_eq!(change.review_due(), Some(day("2026-09-16")));
    assert!(processed(&mut change, now, &proclaimed).is_empty(), "once");
    // And back, should it be called off.
    let events = processed(&mut change, now, Calendar::england_and_wales());
    assert_eq!(events.len(), 1);
    assert_eq!(change.review_due(), Some(day("2026-09-14")));
}

/// Holds V1.
#[test]
fn the_reminder_goes_by_the_due_date_as_it_was_moved() {
    let mut change = submitted("2026-09-07T09:00:00Z");
    let proclaimed = Calendar::new([day("2026-09-14")]);
    let noon =
        |on: &str| domain::calendar::london_instant(day(on).at(12, 0, 0, 0), Reading::First).expect("a time");
    // Due on the 15th: the 11th is the working day before.
    let codes = |events: Vec<Event>| events.iter().map(|event| event.kind.code()).collect::<Vec<_>>();
    let events = codes(processed(&mut change, noon("2026-09-11"), &proclaimed));
    assert_eq!(events, ["review_due_moved", "review_reminded"]);
    assert!(processed(&mut change, noon("2026-09-14"), &proclaimed).is_empty(), "a day off");
    assert!(processed(&mut change, noon("2026-09-15"), &proclaimed).is_empty(), "reminded already");
    assert_eq!(codes(processed(&mut change, noon("2026-09-16"), &proclaimed)), ["review_reminded"]);
}

/// Holds V1.
#[test]
fn after_an_answer_the_days_left_count_by_todays_calendar() {
    let change = asked_at(submitted("2026-09-07T09:00:00Z"), "2026-09-09T09:00:00Z");
    let mut change = answered_at(change, "2026-10-01T09:00:00Z");
    assert_eq!(change.review_due(), Some(day("2026-10-06")));
    let proclaimed = Calendar::new([day("2026-10-05")]);
    processed(&mut change, crate::support::at("2026-10-01T10:00:00Z"), &proclaimed);
    assert_eq!(change.review_due(), Some(day("2026-10-07")));
}

/// Holds V1.
#[test]
fn what_is_late_is_not_made_less_late_by_a_bank_holiday() {
    let change = asked_at(submitted("2026-09-07T09:00:00Z"), "2026-09-21T09:00:00Z");
    let mut change = answered_at(change, "2026-09-23T09:00:00Z");
    assert_eq!(change.review_due(), Some(day("2026-09-16")), "five working days late, as before");
    let events = processed(
        &mut change,
        crate::support::at("2026-09-23T12:00:00Z"),
        &Calendar::new([day("2026-09-22")]),
    );
    assert_eq!(events.iter().map(|event| event.kind.code()).collect::<Vec<_>>(), ["review_reminded"]);
}

/// Holds V1.
#[test]
fn a_reminder_says_for_which_day_and_when_it_is_due() {
    let after = given(submitted("2026-09-07T09:00:00Z"))
        .at("2026-09-15T08:00:00Z")
        .when(reminders(), Command::RemindReview)
        .then(REMINDED);
    let expected = EventKind::ReviewReminded { on: day("2026-09-15"), due: day("2026-09-14") };
    assert_eq!(*after.last(), expected);
}

/// Holds V1.
#[test]
fn a_reminder_makes_no_view_stale() {
    let change = submitted("2026-09-07T09:00:00Z");
    let seen = change.version;
    let change = given(change)
        .at("2026-09-15T08:00:00Z")
        .when(reminders(), Command::RemindReview)
        .then(REMINDED)
        .change;
    assert!(change.is_current(seen));
}

/// Holds V1.
#[test]
fn a_stopped_clock_reminds_nobody_and_the_new_day_counts_later() {
    let change = asked_at(submitted("2026-09-07T09:00:00Z"), "2026-09-09T09:00:00Z");
    assert!(reminded_on(change.clone(), "2026-10-30").is_empty());
    // Three working days were left: due on 6 October.
    let change = answered_at(change, "2026-10-01T09:00:00Z");
    assert_eq!(reminded_on(change, "2026-10-08"), ["2026-10-05", "2026-10-07", "2026-10-08"]);
}

/// Holds V1.
#[test]
fn only_a_review_is_reminded_of() {
    for change in in_statuses_but(&[Status::InReview]) {
        assert!(reminded_on(change, "2026-10-30").is_empty());
    }
}
