//! PDP is reminded of a review on the working day before it is due and on every working day it is overdue (V1).

use domain::calendar::Reading;
use domain::change::{Change, Command, EventKind, Status};
use jiff::civil::Date;
use rstest::rstest;

use crate::support::day;
use crate::support::people::{business_contact, reminders, reviewer};
use crate::support::positions::in_status;
use crate::support::samples::{answer, answers, ask, ready_draft_of, submit};
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

/// The days until `last` on which a sweep at noon reminds, from the submission on.
fn reminded_on(mut change: Change, last: &str) -> Vec<String> {
    let mut on: Date = domain::calendar::london_date(change.updated_at);
    let mut days = Vec::new();
    while on <= day(last) {
        let noon = domain::calendar::london_instant(on.at(12, 0, 0, 0), Reading::First).expect("a time");
        let ctx = crate::support::context(noon);
        let events = domain::change::decide(&change, Command::RemindReview, &reminders(), &ctx)
            .expect("never refused");
        events.iter().for_each(|event| domain::change::apply(&mut change, event));
        days.extend(events.iter().map(|_| on.to_string()));
        on = on.tomorrow().expect("a day");
    }
    days
}

#[test]
fn pdp_is_reminded_the_working_day_before_not_on_the_day_and_every_working_day_after() {
    // Due on Monday 14 September.
    let days = reminded_on(submitted("2026-09-07T09:00:00Z"), "2026-09-22");
    let expected =
        ["2026-09-11", "2026-09-15", "2026-09-16", "2026-09-17", "2026-09-18", "2026-09-21", "2026-09-22"];
    assert_eq!(days, expected);
}

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

#[test]
fn a_day_is_reminded_of_once_and_the_day_changes_at_midnight_in_london() {
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

#[test]
fn a_reminder_says_for_which_day_and_when_it_is_due() {
    let after = given(submitted("2026-09-07T09:00:00Z"))
        .at("2026-09-15T08:00:00Z")
        .when(reminders(), Command::RemindReview)
        .then(REMINDED);
    let expected = EventKind::ReviewReminded { on: day("2026-09-15"), due: day("2026-09-14") };
    assert_eq!(*after.last(), expected);
}

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

#[test]
fn while_the_clock_is_stopped_nobody_is_reminded_and_the_new_day_counts_afterwards() {
    let change = given(submitted("2026-09-07T09:00:00Z"))
        .at("2026-09-09T09:00:00Z")
        .when(reviewer(), ask("Which version?"))
        .then(&["information_requested"])
        .change;
    assert!(reminded_on(change.clone(), "2026-10-30").is_empty());
    // Three working days were left: due on 6 October.
    let change = given(change)
        .at("2026-10-01T09:00:00Z")
        .when(business_contact(), answer("Version 2"))
        .then(&["information_supplied"])
        .change;
    assert_eq!(reminded_on(change, "2026-10-08"), ["2026-10-05", "2026-10-07", "2026-10-08"]);
}

#[rstest]
fn only_a_review_is_reminded_of(
    #[values(
        Status::Draft,
        Status::AwaitingInformation,
        Status::Confirmed,
        Status::Rejected,
        Status::Withdrawn,
        Status::Complete
    )]
    status: Status,
) {
    assert!(reminded_on(in_status(status), "2026-10-30").is_empty());
}
