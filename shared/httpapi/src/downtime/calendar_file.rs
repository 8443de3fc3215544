//! Downtime as an iCalendar file (RFC 5545, Q6).
//!
//! Written here and not by a library: the one that is well kept reads the clock and makes random ids where a property is missing, brings
//! a second library of dates, and folds by characters where the standard counts octets
//! (`docs/decisions/0029-downtime-without-a-change.md`). The tests read every file with that library's parser.

use std::fmt::Display;

use app::{DowntimeCalendar, SeenDowntime};
use domain::downtime::DowntimeState;
use jiff::Timestamp;
use jiff::civil::Date;

/// The media type of a calendar file.
pub const CALENDAR_TYPE: &str = "text/calendar; charset=utf-8";

/// Octets of a line, at most, its end not counted.
const LINE: usize = 75;

/// The file with these notices: a snapshot, so it has no `METHOD`. A notice keeps its `UID` and counts its changes in `SEQUENCE`, so that
/// a calendar takes a later file for news of what it has.
pub fn calendar_file(notices: &[SeenDowntime]) -> String {
    with(|file| notices.iter().for_each(|seen| event(file, seen)))
}

/// The same of a calendar. What cannot be read is an entry of its day: nothing else in a file is seen in every calendar.
pub fn whole_calendar_file(calendar: &DowntimeCalendar) -> String {
    with(|file| {
        if calendar.unreadable > 0 {
            unreadable(file, calendar.unreadable, calendar.made_on);
        }
        calendar.notices.iter().for_each(|seen| event(file, seen));
    })
}

fn with(entries: impl FnOnce(&mut File)) -> String {
    let mut file = File::default();
    file.line("BEGIN", "VCALENDAR");
    file.line("VERSION", "2.0");
    file.line("PRODID", "-//Technical change service//Planned downtime//EN");
    entries(&mut file);
    file.line("END", "VCALENDAR");
    file.0
}

fn event(file: &mut File, seen: &SeenDowntime) {
    let (declared, window) = (&seen.declared, &seen.declared.window);
    let is_cancelled = seen.state == DowntimeState::Cancelled;
    // Copies from before that was kept say nothing of when they changed; their start never does.
    let changed = utc(declared.changed_at.unwrap_or(window.start));
    file.line("BEGIN", "VEVENT");
    file.line("UID", declared.id);
    // Without a `METHOD` this is when it last changed.
    file.line("DTSTAMP", &changed);
    file.line("LAST-MODIFIED", &changed);
    file.line("SEQUENCE", declared.sequence);
    match window.whole_days() {
        Some((first, after)) => {
            file.line("DTSTART;VALUE=DATE", day(first));
            file.line("DTEND;VALUE=DATE", day(after));
        }
        None => {
            let (start, end) = (utc(window.start), utc(window.end));
            file.line("DTSTART", &start);
            // An end has to be later; without one it is an instant.
            if end > start {
                file.line("DTEND", end);
            }
        }
    }
    file.line("STATUS", if is_cancelled { "CANCELLED" } else { "CONFIRMED" });
    // It takes up nobody's time.
    file.line("TRANSP", "TRANSPARENT");
    let of = declared.organisation_name.as_deref().map(|name| format!(" of {name}")).unwrap_or_default();
    file.line("SUMMARY", text(&format!("Planned downtime{of}")));
    file.line("DESCRIPTION", text(&description(seen)));
    file.line("END", "VEVENT");
}

/// That so many notices are not in the file. An entry of one day keeps its `UID`, so that it is one however often the file is fetched.
fn unreadable(file: &mut File, notices: u32, made_on: Date) {
    let what = if notices == 1 { "notice" } else { "notices" };
    let (day, after) = (day(made_on), day(made_on.tomorrow().unwrap_or(made_on)));
    file.line("BEGIN", "VEVENT");
    file.line("UID", format!("downtime-that-cannot-be-shown-{day}"));
    file.line("DTSTAMP", format!("{day}T000000Z"));
    file.line("DTSTART;VALUE=DATE", &day);
    file.line("DTEND;VALUE=DATE", after);
    file.line("STATUS", "CONFIRMED");
    file.line("TRANSP", "TRANSPARENT");
    file.line("SUMMARY", text(&format!("{notices} {what} of planned downtime cannot be shown")));
    let why = "This file is not complete, because the service cannot read what is stored. The people who operate the service have been \
        alerted. Download the file again later.";
    file.line("DESCRIPTION", text(why));
    file.line("END", "VEVENT");
}

/// What is done, which endpoints are affected, why notice was short, and where it comes from.
fn description(seen: &SeenDowntime) -> String {
    let declared = &seen.declared;
    let mut lines = vec![declared.window.nature.to_string()];
    if let Some(reason) = &declared.window.short_notice {
        lines.push(format!("Short notice: {reason}"));
    }
    lines.push("Affected endpoints:".to_owned());
    lines.extend(
        seen.endpoints
            .iter()
            .map(|entry| format!("{}: {}", entry.endpoint.endpoint_type, entry.endpoint.url)),
    );
    let more = declared.window.affected_endpoints.len().saturating_sub(seen.endpoints.len());
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    if let Some(reference) = declared.reference {
        lines.push(format!("Technical change {reference}"));
    }
    lines.join("\n")
}

/// An instant in UTC.
fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// Text, escaped. What no calendar can show is left out: control characters are not text.
fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(c),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[derive(Default)]
struct File(String);

impl File {
    /// Adds a line, folded between characters. A line that goes on begins with a space, which counts.
    fn line(&mut self, name: &str, value: impl Display) {
        let mut octets = 0;
        for c in format!("{name}:{value}").chars() {
            if octets + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            octets += c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests;
