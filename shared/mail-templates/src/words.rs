//! Dates, names and free text as emails show them.
//!
//! Responsible for: keeping people's text as it is, in one line or several, without characters that break a header or
//! turn the reading direction. Must not: escape for HTML; the templates do that.

use app::mail::About;
use domain::calendar::{Reading, london_clock, london_reading, spoken};
use jiff::Timestamp;
use jiff::civil::Date;

/// The subject of a notification: `technical change TC-7Q4M0ZKD`, `OAT request OAT-7Q4M0ZKD`, `dispute SR-7Q4M0ZKD`.
pub(crate) fn about(about: About) -> String {
    match about {
        About::Change { reference, .. } => format!("technical change {reference}"),
        About::Oat { reference, .. } => format!("OAT request {reference}"),
        About::Endpoint { id } => format!("endpoint {id}"),
        About::Contacts => "people and roles".to_owned(),
        About::Dispute { reference, .. } => format!("dispute {reference}"),
    }
}

/// A day as people say it: `Friday 27 November 2026`.
pub(crate) fn date(day: Date) -> Result<String, jiff::Error> {
    Ok(spoken(day))
}

/// A time as people in the United Kingdom say it: `Tuesday 1 December 2026 at 10:00, UK time`.
pub(crate) fn date_time(at: Timestamp) -> Result<String, jiff::Error> {
    let shown = jiff::fmt::strtime::format("%A %-d %B %Y at %H:%M, UK time", london_clock(at))?;
    // Few readers know the names of time zones.
    Ok(match london_reading(at) {
        None => shown,
        Some(Reading::First) => format!("{shown}, before the clocks go back"),
        Some(Reading::Second) => format!("{shown}, after the clocks went back"),
    })
}

/// Midnight without asking which one: `the start of Tuesday 1 December 2026 (00:00, UK time)`.
pub(crate) fn start_of(day: Date) -> Result<String, jiff::Error> {
    Ok(format!("the start of {} (00:00, UK time)", date(day)?))
}

/// `text` in one line: every run of white space and control characters is one space.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().filter(|c| !turns(*c)).map(|c| if breaks(c) { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `name` in at most `max` characters, cut at a word if one ends in the second half.
pub(crate) fn shortened(name: &str, max: usize) -> String {
    if name.chars().count() <= max {
        return name.to_owned();
    }
    let kept: String = name.chars().take(max.saturating_sub(1)).collect();
    let cut = match kept.rfind(' ') {
        Some(space) if space * 2 >= kept.len() => &kept[..space],
        _ => &kept,
    };
    format!("{}…", cut.trim_end_matches([' ', ',', '.', '-']))
}

/// A person's text, line by line; several empty lines become one.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let mut lines: Vec<String> = Vec::new();
    for line in text.split(ends_line) {
        let line: String =
            line.chars().filter(|c| !turns(*c)).map(|c| if breaks(c) { ' ' } else { c }).collect();
        let line = line.trim_end();
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line.to_owned());
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Every character that some program treats as the end of a line.
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn breaks(c: char) -> bool {
    c.is_control() || ends_line(c)
}

/// Invisible characters that can make a text read as another one.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_people_say_it() {
        assert_eq!(date(jiff::civil::date(2026, 11, 27)).unwrap(), "Friday 27 November 2026");
        assert_eq!(date(jiff::civil::date(2027, 5, 4)).unwrap(), "Tuesday 4 May 2027");
    }

    #[test]
    fn a_time_is_what_clocks_in_london_show() {
        let shown = |at: &str| date_time(at.parse().unwrap()).unwrap();
        assert_eq!(shown("2026-12-01T10:00:00Z"), "Tuesday 1 December 2026 at 10:00, UK time");
        assert_eq!(shown("2026-07-01T23:05:59Z"), "Thursday 2 July 2026 at 00:05, UK time");
    }

    #[test]
    fn a_time_that_clocks_show_twice_says_which_it_is() {
        let shown = |at: &str| date_time(at.parse().unwrap()).unwrap();
        let twice = "Sunday 25 October 2026 at 01:30, UK time";
        assert_eq!(shown("2026-10-25T00:30:00Z"), format!("{twice}, before the clocks go back"));
        assert_eq!(shown("2026-10-25T01:30:00Z"), format!("{twice}, after the clocks went back"));
    }

    #[test]
    fn one_line_has_no_way_to_start_another() {
        assert_eq!(one_line(" A\r\nBcc: b\u{2028}c\0d\u{85}e\u{202e}f "), "A Bcc: b c d ef");
    }

    #[test]
    fn a_long_name_is_cut_at_a_word() {
        assert_eq!(shortened("Example Pensions", 16), "Example Pensions");
        assert_eq!(shortened("Example Pensions Administration", 20), "Example Pensions…");
        assert_eq!(shortened("Donaudampfschifffahrt", 10), "Donaudamp…");
        assert_eq!(shortened("ÄÖÜäöü", 3), "ÄÖ…");
    }

    #[test]
    fn free_text_keeps_its_lines_however_they_end() {
        assert_eq!(lines("a\r\nb\rc\u{2029}d\n\n\n\n  e\t\n\n"), ["a", "b", "c", "d", "", "  e"]);
    }
}
