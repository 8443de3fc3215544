//! Dates and times, as clocks in London show them.

use domain::calendar::{london_clock, spoken};
use jiff::Timestamp;
use jiff::civil::Date;

/// `Friday 27 November 2026`.
pub fn day(day: Date) -> String {
    spoken(day)
}

/// `Friday 27 November 2026 at 10:00`.
pub fn moment(at: Timestamp) -> String {
    format!("{} at {}", spoken(london_clock(at).date()), clock(at))
}

/// `10:00`.
pub fn clock(at: Timestamp) -> String {
    london_clock(at).strftime("%H:%M").to_string()
}

/// `10:00:12`.
pub fn second(at: Timestamp) -> String {
    london_clock(at).strftime("%H:%M:%S").to_string()
}

/// `November 2026`.
pub fn month(day: Date) -> String {
    day.strftime("%B %Y").to_string()
}

/// A day that is near: today, tomorrow, or its name.
pub fn soon(of: Date, today: Date) -> String {
    if of == today {
        "today".to_owned()
    } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == of) {
        "tomorrow".to_owned()
    } else {
        day(of)
    }
}

/// A length of time.
pub fn minutes(count: u32) -> String {
    match count {
        1 => "1 minute".to_owned(),
        count => format!("{count} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_london() {
        let summer: Timestamp = "2026-07-31T23:30:00Z".parse().unwrap();
        assert_eq!(moment(summer), "Saturday 1 August 2026 at 00:30");
        let winter: Timestamp = "2026-11-27T10:00:00Z".parse().unwrap();
        assert_eq!(moment(winter), "Friday 27 November 2026 at 10:00");
        assert_eq!(month("2026-11-30".parse().unwrap()), "November 2026");
    }

    #[test]
    fn a_day_that_is_near_is_called_so() {
        let today: Date = "2026-11-30".parse().unwrap();
        let said = |of: &str| soon(of.parse().unwrap(), today);
        assert_eq!((said("2026-11-30"), said("2026-12-01")), ("today".to_owned(), "tomorrow".to_owned()));
        assert_eq!(said("2026-12-04"), "Friday 4 December 2026");
        assert_eq!(said("2026-11-29"), "Sunday 29 November 2026");
    }
}
