//! The days on which a rule about dates may behave differently.

use std::collections::BTreeMap;

use domain::calendar::Calendar;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Error, ToSpan};

use crate::clock::LONDON;

/// Every weekday, both ends of a month, the days around each change of London's clocks, 24 December and Maundy
/// Thursday: the first of each kind after `today`, in order, no day twice, each with its special feature.
///
/// # Errors
/// When the calendar ends before.
pub fn special_days(today: Date) -> Result<Vec<(Date, String)>, Error> {
    let london = TimeZone::get(LONDON)?;
    let calendar = Calendar::england_and_wales();
    let first = |fits: &dyn Fn(Date) -> bool| -> Result<Date, Error> {
        let mut day = today.tomorrow()?;
        while !fits(day) {
            day = day.tomorrow()?;
        }
        Ok(day)
    };
    let midnight = |day: Date| london.to_timestamp(day.at(0, 0, 0, 0));
    let clocks_change = |forward: bool| -> Result<Date, Error> {
        first(&|day| {
            let (Ok(begin), Ok(end)) = (midnight(day), day.tomorrow().and_then(midnight)) else {
                return false;
            };
            let hours = end.duration_since(begin).as_hours();
            hours == if forward { 23 } else { 25 }
        })
    };
    // The Thursday before a Friday and a Monday that are bank holidays, which is Easter.
    let before_easter = first(&|day| {
        let closed =
            |after: i64| day.checked_add(after.days()).is_ok_and(|day| !calendar.is_working_day(day));
        day.weekday() == Weekday::Thursday
            && calendar.is_working_day(day)
            && closed(1)
            && closed(4)
            && day.month() < 5
    })?;
    let mut days = BTreeMap::<Date, Vec<String>>::new();
    let mut mark = |day: Date, words: String| days.entry(day).or_default().push(words);
    for after in 1..=7_i64 {
        let day = today.checked_add(after.days())?;
        mark(day, day.strftime("%A").to_string());
    }
    mark(first(&|day| day.day() == 1)?, "the first of a month".to_owned());
    mark(first(&|day| day.last_of_month() == day)?, "the last of a month".to_owned());
    for (day, words) in
        [(clocks_change(true)?, "the clocks go forward"), (clocks_change(false)?, "the clocks go back")]
    {
        mark(day.yesterday()?, format!("the day before {words}"));
        mark(day, words.to_owned());
        mark(day.tomorrow()?, format!("the day after {words}"));
    }
    mark(first(&|day| (day.month(), day.day()) == (12, 24))?, "24 December".to_owned());
    mark(before_easter, "Maundy Thursday".to_owned());
    Ok(days.into_iter().map(|(day, words)| (day, words.join(", "))).collect())
}

#[cfg(test)]
mod tests {
    use super::special_days;

    #[test]
    fn the_special_days_of_a_year_are_found() {
        let days = special_days("2026-11-28".parse().unwrap()).unwrap();
        let on = |words: &str| {
            let found = days.iter().find(|(_, what)| what.split(", ").any(|what| what == words));
            found.map(|(day, _)| day.to_string()).unwrap_or_default()
        };
        for (words, day) in [
            ("Sunday", "2026-11-29"),
            ("Saturday", "2026-12-05"),
            ("the last of a month", "2026-11-30"),
            ("the first of a month", "2026-12-01"),
            ("24 December", "2026-12-24"),
            ("Maundy Thursday", "2027-03-25"),
            ("the day before the clocks go forward", "2027-03-27"),
            ("the clocks go forward", "2027-03-28"),
            ("the clocks go back", "2027-10-31"),
            ("the day after the clocks go back", "2027-11-01"),
        ] {
            assert_eq!(on(words), day, "{words}");
        }
        assert_eq!(days.len(), 15, "no day twice");
    }
}
