//! All downtime of a week, by day and affected endpoint (Q6): what starts on a day, and what goes on from days before.

use std::ops::Range;

use api::DowntimeRowBody;
use api_client::{Paging, WhichDowntime};
use askama::Template;
use domain::calendar::{bank_holiday, london_date};
use jiff::Span;
use jiff::civil::{Date, Weekday};

use crate::layout::{Frame, Section};
use crate::pages::downtime::list::row_address;
use crate::pages::downtime::notice::colour;
use crate::ports::Ports;
use crate::trouble::ask;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// Notices of a page: of a week that has more, the rest is on further pages.
const LISTED: u32 = 20;
/// Endpoints that are shown of a notice: the page of the notice has all.
const ENDPOINTS: usize = 3;

/// The years of which there is a calendar: those that are written with four digits, and have a next week.
const YEARS: Range<i16> = 1000..9999;

const HERE: &str = "/portal/downtime/calendar";

#[derive(Template)]
#[template(path = "pages/desk/work/calendar.html")]
struct Page {
    frame: Frame,
    heading: String,
    now: String,
    /// The week before and after, and this one.
    weeks: Vec<(&'static str, String)>,
    days: Vec<Day>,
    /// What is said of downtime after this week, and when that starts and the address of its week.
    later: Option<(&'static str, Option<(String, String)>)>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A day.
struct Day {
    name: String,
    /// Why it is no working day, if it is none, and whether it is today.
    notes: Vec<&'static str>,
    /// What is shown of it first on this day.
    starts: Vec<Entry>,
    /// What a day before shows already, and goes on: its place there, whose it is, and until when.
    goes_on: Vec<(usize, String, String)>,
}

/// A notice.
struct Entry {
    /// Its place on the page.
    number: usize,
    href: String,
    organisation: String,
    when: String,
    state: String,
    colour: &'static str,
    short: bool,
    /// The change that it was given with.
    reference: Option<String>,
    endpoints: Vec<String>,
    /// How many more endpoints are affected.
    more: usize,
}

/// Shows the week of the day in the address; this week, when it names none.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let (query, today) = (visit.query(), visit.today());
    let chosen = query.value("from").parse().ok().filter(|day: &Date| YEARS.contains(&day.year()));
    let monday = monday_of(chosen.unwrap_or(today));
    let sunday = days_after(monday, 6);
    let cursor = query.text("cursor");
    let api = visit.api()?;
    let this = WhichDowntime {
        from: Some(monday),
        to: Some(sunday),
        page: Paging { limit: Some(LISTED), cursor: cursor.clone() },
        ..WhichDowntime::default()
    };
    let after = WhichDowntime {
        from: Some(days_after(monday, 7)),
        page: Paging::first(LISTED),
        ..WhichDowntime::default()
    };
    let (found, after) = tokio::join!(ask(api.list_downtime(&this)), ask(api.list_downtime(&after)));
    let (found, after) = (found?.body, after?.body);
    let days = (0..7).map(|at| day(days_after(monday, at), monday, today, &found.items)).collect();
    // What goes on from this week is listed after it too, because it ends then.
    let later = after.items.iter().map(|one| (one.start, london_date(one.start)));
    let later = later.filter(|(_, day)| *day > sunday).min();
    let later = later.map(|(at, day)| (words::moment(at), address(monday_of(day), None)));
    let later = match (later, after.next.is_some()) {
        (None, false) => Some(("No downtime is known that starts after this week.", None)),
        (None, true) => None,
        (found, false) => Some(("The next downtime after this week starts on", found)),
        // They come by their ends, so that a long one may start before these.
        (found, true) => Some(("After this week, downtime starts on", found)),
    };
    let heading = format!("Downtime in the week of {}", words::day(monday));
    let title = if cursor.is_some() { format!("{heading}, further page") } else { heading.clone() };
    let more = found.next.is_some() || cursor.is_some();
    visit.show(&Page {
        frame: visit.frame(&title, Section::Downtime).without(found.not_shown),
        heading,
        now: match (found.items.len(), more) {
            (_, true) => {
                "There is nothing to do here. There may be more of this week on another page.".to_owned()
            }
            (0, false) => "There is nothing to do here. No downtime is known of this week.".to_owned(),
            (1, false) => "There is nothing to do here. 1 notice is about this week.".to_owned(),
            (count, false) => format!("There is nothing to do here. {count} notices are about this week."),
        },
        weeks: weeks(monday, today),
        days,
        later,
        next: found.next.as_deref().map(|next| address(monday, Some(next))),
        first: cursor.map(|_| address(monday, None)),
    })
}

/// The weeks around this one.
fn weeks(monday: Date, today: Date) -> Vec<(&'static str, String)> {
    let current = monday_of(today);
    let this = (monday != current).then(|| ("This week", HERE.to_owned()));
    let before = ("The week before", address(days_after(monday, -7), None));
    let after = ("The week after", address(days_after(monday, 7), None));
    [Some(before), this, Some(after)].into_iter().flatten().collect()
}

/// A day of the week that begins on `monday`, with what touches it.
fn day(day: Date, monday: Date, today: Date, notices: &[DowntimeRowBody]) -> Day {
    let (mut starts, mut goes_on) = (Vec::new(), Vec::new());
    let touching = notices.iter().enumerate().filter(|(_, notice)| notice.days.contains(&day));
    let mut touching: Vec<_> = touching.collect();
    touching.sort_by_key(|(_, notice)| notice.start);
    for (number, notice) in touching {
        // It may have begun before the week.
        let first = notice.days.iter().find(|touched| **touched >= monday);
        if first == Some(&day) {
            starts.push(entry(number, notice));
        } else {
            let until = if london_date(notice.end) == day { words::clock(notice.end) } else { String::new() };
            goes_on.push((number, organisation(notice), until));
        }
    }
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday).then_some("weekend");
    let notes = [(day == today).then_some("today"), weekend, bank_holiday(day)];
    Day { name: words::day(day), notes: notes.into_iter().flatten().collect(), starts, goes_on }
}

fn entry(number: usize, notice: &DowntimeRowBody) -> Entry {
    let (start, end) = (london_date(notice.start), london_date(notice.end));
    let shown = notice.affected_endpoints.iter().take(ENDPOINTS);
    let endpoints: Vec<_> = shown.map(|one| format!("{}: {}", one.endpoint_type.0, one.url)).collect();
    Entry {
        number,
        href: row_address(notice),
        organisation: organisation(notice),
        when: if start == end {
            format!("{} to {}", words::clock(notice.start), words::clock(notice.end))
        } else {
            format!("From {} to {}", words::moment(notice.start), words::moment(notice.end))
        },
        state: words::first(&notice.state.to_string()),
        colour: colour(notice.state.0),
        short: notice.short_notice,
        reference: notice.reference.clone(),
        more: notice.affected_count.saturating_sub(endpoints.len()),
        endpoints,
    }
}

fn organisation(notice: &DowntimeRowBody) -> String {
    notice.organisation_name.clone().unwrap_or_else(|| "An organisation".to_owned())
}

fn monday_of(day: Date) -> Date {
    days_after(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

fn days_after(day: Date, count: i64) -> Date {
    day.saturating_add(Span::new().days(count))
}

fn address(monday: Date, cursor: Option<&str>) -> String {
    with_query(HERE, &[("from", Some(&monday.to_string())), ("cursor", cursor)])
}
