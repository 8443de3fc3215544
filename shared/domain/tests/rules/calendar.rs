//! Working days of England and Wales, and the day it is in London (V1, V2).

use std::collections::BTreeSet;

use domain::calendar::{
    Calendar, Reading, SkippedHour, bank_holiday, london_clock, london_date, london_instant, london_midnight,
    london_reading,
};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday, date};
use proptest::prelude::*;
use rstest::rstest;

use crate::support::{at, day};

const PUBLISHED: &str = include_str!("../../data/bank-holidays.csv");

fn published() -> Vec<Date> {
    PUBLISHED.lines().map(|line| day(line.split_once(',').expect("a day and a name").0)).collect()
}

#[test]
fn a_bank_holiday_has_its_name() {
    assert_eq!(bank_holiday(day("2027-03-26")), Some("Good Friday"));
    assert_eq!(bank_holiday(day("2026-12-28")), Some("Boxing Day (substitute day)"));
    assert_eq!(bank_holiday(day("2027-03-25")), None);
    assert!(published().into_iter().all(|day| bank_holiday(day).is_some()));
}

fn england() -> &'static Calendar {
    Calendar::england_and_wales()
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm, 1876).
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let (month, day) = (n / 31, n % 31 + 1);
    date(year, i8::try_from(month).expect("a month"), i8::try_from(day).expect("a day"))
}

/// `day`, or the first weekday after it that is not taken.
fn substitute(mut day: Date, taken: &BTreeSet<Date>) -> Date {
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || taken.contains(&day) {
        day = day.tomorrow().expect("a day");
    }
    day
}

/// The bank holidays of `year` by the standing rules: no extra ones were proclaimed for the years in the data.
fn by_the_rules(year: i16) -> BTreeSet<Date> {
    let monday = |nth, month| date(year, month, 1).nth_weekday_of_month(nth, Weekday::Monday).expect("a day");
    let mut days = BTreeSet::from([
        easter(year) - 2.days(),
        easter(year) + 1.day(),
        monday(1, 5),
        monday(-1, 5),
        monday(-1, 8),
    ]);
    for (month, day) in [(1, 1), (12, 25), (12, 26)] {
        let day = substitute(date(year, month, day), &days);
        days.insert(day);
    }
    days
}

/// Holds V1.
#[test]
fn the_published_data_is_sorted_and_names_no_weekend() {
    let days = published();
    assert!(days.is_sorted_by(|a, b| a < b));
    assert!(days.iter().all(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)));
    assert!(
        PUBLISHED.lines().all(|line| line.split_once(',').is_some_and(|(_, name)| !name.trim().is_empty()))
    );
}

/// Holds V1.
#[test]
fn the_published_data_follows_the_standing_rules_every_year() {
    let days = published();
    let (first, last) = (days[0].year(), days[days.len() - 1].year());
    let computed: Vec<_> = (first..=last).flat_map(by_the_rules).collect();
    assert_eq!(days, computed);
}

#[test]
fn the_published_data_is_what_the_calendar_knows() {
    let days: BTreeSet<_> = published().into_iter().collect();
    assert!(days.iter().all(|day| !england().is_working_day(*day)));
    assert_eq!(*england(), Calendar::new(days));
}

#[test]
fn the_data_speaks_of_whole_years() {
    assert_eq!(england().known_until(), published().last().map(|day| day.last_of_year()));
    assert_eq!(Calendar::new([day("2027-03-26")]).known_until(), Some(day("2027-12-31")));
    assert_eq!(Calendar::new([]).known_until(), None);
}

/// Holds V1.
#[rstest]
#[case::monday("2026-09-07", true)]
#[case::friday("2026-09-11", true)]
#[case::saturday("2026-09-12", false)]
#[case::sunday("2026-09-13", false)]
#[case::good_friday("2027-03-26", false)]
#[case::easter_monday("2027-03-29", false)]
#[case::thursday_before_easter("2027-03-25", true)]
#[case::boxing_day_on_a_saturday("2026-12-26", false)]
#[case::its_substitute("2026-12-28", false)]
#[case::day_after_the_substitute("2026-12-29", true)]
#[case::both_christmas_days_on_a_weekend_first_substitute("2027-12-27", false)]
#[case::both_christmas_days_on_a_weekend_second_substitute("2027-12-28", false)]
#[case::new_year_on_a_saturday_substitute("2028-01-03", false)]
#[case::scottish_holiday("2026-01-02", true)]
fn weekends_and_bank_holidays_are_no_working_days(#[case] on: &str, #[case] working: bool) {
    assert_eq!(england().is_working_day(day(on)), working);
}

/// Holds V1.
#[rstest]
#[case::within_a_week("2026-09-07", 4, "2026-09-11")]
#[case::over_a_weekend("2026-09-07", 5, "2026-09-14")]
#[case::from_friday("2026-09-11", 1, "2026-09-14")]
#[case::none_on_a_working_day("2026-09-07", 0, "2026-09-07")]
#[case::none_on_a_saturday("2026-09-12", 0, "2026-09-14")]
#[case::saturday_counts_from_monday("2026-09-12", 5, "2026-09-21")]
#[case::sunday_counts_from_monday("2026-09-13", 5, "2026-09-21")]
#[case::over_easter("2027-03-24", 5, "2027-04-02")]
#[case::good_friday_counts_from_tuesday("2027-03-26", 5, "2027-04-06")]
#[case::over_christmas("2026-12-23", 5, "2027-01-04")]
#[case::christmas_day_counts_from_the_29th("2026-12-25", 1, "2026-12-30")]
#[case::over_christmas_substitutes("2027-12-24", 1, "2027-12-29")]
#[case::over_the_summer_holiday("2026-08-28", 1, "2026-09-01")]
fn working_days_are_added_over_days_off(#[case] from: &str, #[case] count: u32, #[case] to: &str) {
    assert_eq!(england().add_working_days(day(from), count), day(to));
}

#[rstest]
#[case::same_day("2026-09-07", "2026-09-07", 0)]
#[case::earlier("2026-09-08", "2026-09-07", 0)]
#[case::next_day("2026-09-07", "2026-09-08", 1)]
#[case::over_a_weekend("2026-09-11", "2026-09-14", 1)]
#[case::up_to_a_saturday("2026-09-10", "2026-09-12", 1)]
#[case::from_a_saturday("2026-09-12", "2026-09-15", 1)]
#[case::over_easter("2027-03-25", "2027-03-30", 1)]
fn working_days_between_are_counted_without_days_off(
    #[case] from: &str,
    #[case] to: &str,
    #[case] count: u32,
) {
    assert_eq!(england().working_days_between(day(from), day(to)), count);
}

/// Holds V1.
#[rstest]
#[case::winter_before_midnight("2026-01-15T23:59:59Z", "2026-01-15")]
#[case::winter_midnight("2026-01-16T00:00:00Z", "2026-01-16")]
#[case::summer_before_midnight("2026-07-15T22:59:59Z", "2026-07-15")]
#[case::summer_midnight("2026-07-15T23:00:00Z", "2026-07-16")]
#[case::clocks_go_forward("2026-03-29T00:59:59Z", "2026-03-29")]
#[case::first_summer_night("2026-03-29T23:00:00Z", "2026-03-30")]
#[case::night_before_clocks_go_back("2026-10-24T23:00:00Z", "2026-10-25")]
#[case::night_after_clocks_go_back("2026-10-25T23:59:59Z", "2026-10-25")]
fn the_day_changes_at_midnight_in_london(#[case] now: &str, #[case] expected: &str) {
    assert_eq!(london_date(at(now)), day(expected));
}

#[test]
fn beyond_the_data_every_weekday_is_a_working_day() {
    assert!(england().is_working_day(day("2040-12-25")));
    assert!(!england().is_working_day(day("2040-12-22")));
}

#[test]
fn the_last_day_of_all_is_an_end_not_a_loop() {
    let calendar = Calendar::new([Date::MAX]);
    assert_eq!(calendar.working_day_from(Date::MAX), Date::MAX);
    assert_eq!(calendar.add_working_days(Date::MAX, 5), Date::MAX);
    assert_eq!(calendar.working_days_between(Date::MAX, Date::MAX), 0);
}

fn shown(text: &str) -> DateTime {
    text.parse().expect("a time")
}

/// Holds D2.
#[rstest]
#[case("2027-03-28T01:00")]
#[case("2027-03-28T01:30")]
#[case("2027-03-28T01:59:59")]
fn a_time_that_clocks_in_london_skip_is_no_time(#[case] typed: &str) {
    let hour = SkippedHour { from: shown("2027-03-28T01:00"), to: shown("2027-03-28T02:00") };
    for reading in [Reading::First, Reading::Second] {
        assert_eq!(london_instant(shown(typed), reading), Err(hour));
    }
}

/// Holds D2.
#[rstest]
#[case::before_they_go_forward("2027-03-28T00:59", "2027-03-28T00:59:00Z", "2027-03-28T00:59:00Z")]
#[case::after_they_went_forward("2027-03-28T02:00", "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z")]
#[case::shown_twice("2026-10-25T01:30", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")]
#[case::shown_twice_for_the_last_time("2026-10-25T01:59", "2026-10-25T00:59:00Z", "2026-10-25T01:59:00Z")]
#[case::before_they_go_back("2026-10-25T00:59", "2026-10-24T23:59:00Z", "2026-10-24T23:59:00Z")]
#[case::after_they_went_back("2026-10-25T02:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z")]
fn a_time_that_clocks_show_twice_has_two_readings(
    #[case] typed: &str,
    #[case] first: &str,
    #[case] second: &str,
) {
    assert_eq!(london_instant(shown(typed), Reading::First), Ok(at(first)));
    assert_eq!(london_instant(shown(typed), Reading::Second), Ok(at(second)));
    let twice = first != second;
    assert_eq!(london_reading(at(first)), twice.then_some(Reading::First));
    assert_eq!(london_reading(at(second)), twice.then_some(Reading::Second));
}

proptest! {
    #[test]
    fn an_instant_is_found_again_by_what_clocks_show(minutes in 0_i64..(40 * 366 * 24 * 60)) {
        let instant = at("2025-01-01T00:00:00Z") + minutes.minutes();
        let reading = london_reading(instant).unwrap_or(Reading::First);
        prop_assert_eq!(london_instant(london_clock(instant), reading), Ok(instant));
    }

    #[test]
    fn every_day_begins_at_midnight(offset in 0_i32..15_000) {
        let on = day("2025-01-01") + offset.days();
        prop_assert_eq!(london_clock(london_midnight(on)), on.at(0, 0, 0, 0));
    }

    #[test]
    fn counting_undoes_adding(offset in 0_i32..1_500, count in 0_u32..60) {
        let from = day("2025-01-01") + offset.days();
        let to = england().add_working_days(from, count);
        prop_assert!(england().is_working_day(to));
        prop_assert!(to >= from);
        prop_assert_eq!(england().working_days_between(from, to), count);
    }

    #[test]
    fn notice_can_be_given_until_its_last_day_and_not_after(offset in 0_i32..1_500, count in 1_u32..20) {
        let england = england();
        let to = day("2025-01-01") + offset.days();
        let last = england.last_day_of_notice(to, count);
        prop_assert!(england.working_days_between(last, to) >= count);
        prop_assert!(england.working_days_between(last + 1.day(), to) < count);
    }

    #[test]
    fn a_later_start_never_leads_to_an_earlier_day(offset in 0_i32..1_500, count in 0_u32..20) {
        let from = day("2025-01-01") + offset.days();
        let next = from + 1.day();
        prop_assert!(england().add_working_days(from, count) <= england().add_working_days(next, count));
    }
}
