//! Days, months and times of day, as people type them.

use jiff::civil::{Date, DateTime, Time};

use super::form::Form;
use crate::components::part_id;

/// Why what was typed is no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayMistake {
    /// The parts that are wrong, the first one first; never none.
    pub wrong: Vec<&'static str>,
    /// What to do.
    pub words: String,
}

impl DayMistake {
    /// The mistake of this field, with the id of the part that it leads to.
    pub fn of(self, name: &str) -> (String, String) {
        (part_id(name, self.wrong.first().unwrap_or(&"day")), self.words)
    }
}

/// The day in the three parts of a field; `what` is what it is called at the beginning of a sentence.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(form: &Form, name: &str, what: &str) -> Result<Date, DayMistake> {
    let parts = ["day", "month", "year"].map(|part| (part, form.text(&part_id(name, part))));
    let missing: Vec<_> = parts.iter().filter(|(_, typed)| typed.is_none()).map(|(part, _)| *part).collect();
    match missing[..] {
        [] => {}
        [_, _, _] => {
            return Err(DayMistake {
                wrong: missing,
                words: format!("Enter {}", crate::words::inside(what)),
            });
        }
        _ => {
            let words = format!("{what} must include a {}", missing.join(" and a "));
            return Err(DayMistake { wrong: missing, words });
        }
    }
    let [day, month, year] = parts.map(|(_, typed)| typed.unwrap_or_default());
    let day = day.parse::<i8>().ok().filter(|day| (1..=31).contains(day));
    let month = month_of(&month);
    let year = Some(year).filter(|year| year.len() == 4).and_then(|year| year.parse::<i16>().ok());
    let unread = [("day", day.is_none()), ("month", month.is_none()), ("year", year.is_none())];
    let wrong: Vec<_> = unread.iter().filter(|(_, is)| *is).map(|(part, _)| *part).collect();
    let (Some(day), Some(month), Some(year)) = (day, month, year) else {
        let words = match wrong[..] {
            ["year"] => format!("{what} must have a year of 4 numbers, like 2027"),
            _ => format!("{what} must be a real date, like 27 11 2026"),
        };
        return Err(DayMistake { wrong, words });
    };
    // The 31st of a month that has 30.
    Date::new(year, month, day).map_err(|_| DayMistake {
        wrong: vec!["day"],
        words: format!("{what} must be a real date, like 27 11 2026"),
    })
}

/// Whether something was typed into any part of a field.
pub fn is_typed(form: &Form, name: &str) -> bool {
    ["day", "month", "year"].iter().any(|part| form.text(&part_id(name, part)).is_some())
}

/// The name of the field with the time of day that belongs to a day.
pub fn time_field(name: &str) -> String {
    format!("{name}_time")
}

/// A day and its time of day; what they are called at the beginning of a sentence.
///
/// # Errors
/// What is wrong with either, each with the id of its field.
pub fn moment(
    form: &Form,
    name: &str,
    (day, clock): (&str, &str),
) -> Result<DateTime, Vec<(String, String)>> {
    let field = time_field(name);
    let at = match form.text(&field) {
        None => Err(format!("Enter {}", crate::words::inside(clock))),
        Some(text) => time(&text).ok_or_else(|| format!("{clock} must be a time, like 9:30 or 17:00")),
    };
    match (read(form, name, day), at) {
        (Ok(day), Ok(at)) => Ok(day.to_datetime(at)),
        (day, at) => {
            let day = day.err().map(|mistake| mistake.of(name));
            Err(day.into_iter().chain(at.err().map(|words| (field, words))).collect())
        }
    }
}

/// The first day of a month: `11 2026`, `November 2026`, `11/2026`, `2026-11`.
pub fn month(typed: &str) -> Option<Date> {
    let typed = typed.replace(['/', '-', ','], " ");
    let [one, other] = *typed.split_whitespace().collect::<Vec<_>>() else { return None };
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|sign| sign.is_ascii_digit());
    let (month, year) = if is_year(one) { (other, one) } else { (one, other) };
    let year = Some(year).filter(|year| is_year(year))?.parse().ok()?;
    Date::new(year, month_of(month)?, 1).ok()
}

/// A month by its number or by the beginning of its name.
fn month_of(typed: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if let Ok(number) = typed.parse::<i8>() {
        return Some(number).filter(|number| (1..=12).contains(number));
    }
    let typed = typed.trim_end_matches('.').to_lowercase();
    let is_it = |name: &&str| {
        typed.len() >= 3 && name.starts_with(&typed) || typed == "sept" && name.starts_with("sep")
    };
    (1..).zip(NAMES).find(|(_, name)| is_it(name)).map(|(number, _)| number)
}

/// A time of day: `9:30`, `09.30`, `9:30am`, `5pm`, `midnight`, `midday`.
pub fn time(typed: &str) -> Option<Time> {
    let typed = typed.trim().to_lowercase();
    match typed.as_str() {
        "midnight" => return Some(Time::midnight()),
        "midday" | "noon" => return Time::new(12, 0, 0, 0).ok(),
        _ => {}
    }
    let half = ["am", "pm"].into_iter().find(|half| typed.ends_with(half));
    let clock = half.and_then(|half| typed.strip_suffix(half)).unwrap_or(&typed).trim();
    let (hour, minute) = match clock.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        // An hour alone is one only with its half of the day.
        None if half.is_some() => (clock, "00"),
        _ => return None,
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
        if digits { text.parse::<i8>().ok() } else { None }
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some("am") => hour % 12,
        Some(_) => hour % 12 + 12,
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(day: &str, month: &str, year: &str) -> Form {
        let parts = [("on-day", day), ("on-month", month), ("on-year", year)];
        Form::read(serde_urlencoded::to_string(parts).unwrap().as_bytes()).unwrap()
    }

    #[test]
    fn a_day_is_read_however_its_month_is_written() {
        let expected: Date = "2026-11-27".parse().unwrap();
        for month in ["11", "November", "nov", "NOV."] {
            assert_eq!(read(&typed(" 27", month, "2026 "), "on", "The date"), Ok(expected), "{month}");
        }
        assert_eq!(read(&typed("1", "Sept", "2026"), "on", "").unwrap().month(), 9);
    }

    #[test]
    fn what_is_no_day_says_which_part_is_wrong() {
        for (parts, wrong, words) in [
            (("", "", ""), vec!["day", "month", "year"], "Enter the date"),
            (("", "11", ""), vec!["day", "year"], "The date must include a day and a year"),
            (("27", "ma", "2026"), vec!["month"], "The date must be a real date, like 27 11 2026"),
            (("31", "11", "2026"), vec!["day"], "The date must be a real date, like 27 11 2026"),
            (("27", "11", "26"), vec!["year"], "The date must have a year of 4 numbers, like 2027"),
        ] {
            let mistake = read(&typed(parts.0, parts.1, parts.2), "on", "The date").unwrap_err();
            assert_eq!((mistake.wrong, mistake.words.as_str()), (wrong, words), "{parts:?}");
        }
    }

    #[test]
    fn a_month_is_read_as_people_write_it() {
        let expected: Date = "2026-11-01".parse().unwrap();
        for text in ["11 2026", " November 2026 ", "nov, 2026", "11/2026", "2026-11", "2026 November"] {
            assert_eq!(month(text), Some(expected), "{text}");
        }
        for text in ["", "11", "2026", "13 2026", "11 26", "1 11 2026", "2026-11-01", "ma 2026"] {
            assert_eq!(month(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        for (text, shown) in [
            ("9:30", "09:30"),
            ("09.30", "09:30"),
            ("17:05", "17:05"),
            ("9:30am", "09:30"),
            ("5 PM", "17:00"),
            ("12am", "00:00"),
            ("12:15pm", "12:15"),
            ("midnight", "00:00"),
            ("noon", "12:00"),
        ] {
            let read = time(text).map(|time| time.strftime("%H:%M").to_string());
            assert_eq!(read.as_deref(), Some(shown), "{text}");
        }
        for text in ["", "9", "24:00", "9:3", "13pm", "-1:00", "9:60", "+9:30"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
