//! Working days of England and Wales (V1).
//!
//! The bank holidays are the published ones (`data/bank-holidays.csv`). They are published about two years ahead; a check
//! (`make check-calendar`) fails 90 days before the data runs out. Beyond it, every weekday counts as a working day.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp};

const PUBLISHED: &str = include_str!("../data/bank-holidays.csv");

/// Which days are working days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    bank_holidays: BTreeSet<Date>,
}

impl Calendar {
    /// The calendar of England and Wales, from the published data.
    pub fn england_and_wales() -> &'static Self {
        static CALENDAR: OnceLock<Calendar> = OnceLock::new();
        CALENDAR.get_or_init(|| {
            Self::new(PUBLISHED.lines().filter_map(|line| line.split(',').next()?.parse().ok()))
        })
    }

    /// A calendar with these bank holidays.
    pub fn new(bank_holidays: impl IntoIterator<Item = Date>) -> Self {
        Self { bank_holidays: bank_holidays.into_iter().collect() }
    }

    /// The bank holidays, in their order.
    pub fn bank_holidays(&self) -> impl Iterator<Item = Date> + '_ {
        self.bank_holidays.iter().copied()
    }

    /// The last day the data speaks of: the end of the year of its last bank holiday.
    pub fn known_until(&self) -> Option<Date> {
        self.bank_holidays.last().map(|day| day.last_of_year())
    }

    /// Whether people work on `day`.
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.bank_holidays.contains(&day)
    }

    /// `day` itself if it is a working day, else the next one.
    pub fn working_day_from(&self, day: Date) -> Date {
        let mut day = day;
        // The last day of all has no next one.
        while !self.is_working_day(day) && day < Date::MAX {
            day = following(day);
        }
        day
    }

    /// The working day `count` working days after `day`; a day off counts from the next working day (V1).
    pub fn add_working_days(&self, day: Date, count: u32) -> Date {
        (0..count).fold(self.working_day_from(day), |day, _| self.working_day_from(following(day)))
    }

    /// The working day `count` working days before `day`; a day off counts as the next working day, as everywhere (V1).
    pub fn subtract_working_days(&self, day: Date, count: u32) -> Date {
        (0..count).fold(self.working_day_from(day), |day, _| {
            let mut day = preceding(day);
            // The first day of all has none before it.
            while !self.is_working_day(day) && day > Date::MIN {
                day = preceding(day);
            }
            day
        })
    }

    /// How many working days come after `from` up to and including `to`; 0 when `to` is not later. As everywhere (V1), a
    /// `from` that is a day off counts as the next working day: what [`Calendar::add_working_days`] adds, this counts.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut day = self.working_day_from(from);
        let mut count = 0;
        while day < to {
            day = self.working_day_from(following(day));
            if day <= to {
                count += 1;
            }
        }
        count
    }

    /// The last day on which notice of `count` working days can be given of something on `day`: from it,
    /// [`Calendar::working_days_between`] counts that many or more.
    pub fn last_day_of_notice(&self, day: Date, count: u32) -> Date {
        let mut last = day;
        // The first day of all has none before it.
        while self.working_days_between(last, day) < count && last > Date::MIN {
            last = last.saturating_sub(Span::new().days(1));
        }
        last
    }
}

/// What the published bank holiday on `day` is called, if it is one.
pub fn bank_holiday(day: Date) -> Option<&'static str> {
    let is_it = |date: &str| date.parse::<Date>().is_ok_and(|date| date == day);
    PUBLISHED
        .lines()
        .find_map(|line| line.split_once(',').filter(|(date, _)| is_it(date)))
        .map(|(_, name)| name)
}

/// The day after; the end of time stays (year 9999, so that the arithmetic is total).
fn following(day: Date) -> Date {
    day.saturating_add(Span::new().days(1))
}

fn preceding(day: Date) -> Date {
    day.saturating_sub(Span::new().days(1))
}

fn london() -> TimeZone {
    // Read when this is compiled: the zone cannot be missing, and the rest of the database is in no function.
    static LONDON: TimeZone = jiff::tz::get!("Europe/London");
    LONDON.clone()
}

/// The day it is in London at `now`.
pub fn london_date(now: Timestamp) -> Date {
    now.to_zoned(london()).date()
}

/// A day as people say it: `Friday 27 November 2026`.
pub fn spoken(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

/// What clocks in London show at `now`.
pub fn london_clock(now: Timestamp) -> DateTime {
    now.to_zoned(london()).datetime()
}

/// Which of the two readings of a time that clocks in London show twice, in the night when they go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The one before clocks go back. Of a beginning, and of an appointment.
    First,
    /// The one after. Of an end.
    Second,
}

/// A time that clocks in London never show, because they go forward over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkippedHour {
    /// What they show when they go forward.
    pub from: DateTime,
    /// What they show right after.
    pub to: DateTime,
}

/// The instant when clocks in London show `shown`; the end of time stays.
///
/// # Errors
/// [`SkippedHour`] when they never do.
pub fn london_instant(shown: DateTime, reading: Reading) -> Result<Timestamp, SkippedHour> {
    let ambiguous = london().to_ambiguous_zoned(shown);
    if let AmbiguousOffset::Gap { before, after } = ambiguous.offset() {
        return Err(skipped(shown, before, after));
    }
    let read = match reading {
        Reading::First => ambiguous.earlier(),
        Reading::Second => ambiguous.later(),
    };
    Ok(read.map_or(Timestamp::MAX, |zoned| zoned.timestamp()))
}

/// Which reading of what clocks in London show at `now` it is; none unless they show it twice.
pub fn london_reading(now: Timestamp) -> Option<Reading> {
    let ambiguous = london().to_ambiguous_zoned(london_clock(now));
    if !ambiguous.is_ambiguous() {
        return None;
    }
    let is_first = ambiguous.earlier().is_ok_and(|zoned| zoned.timestamp() == now);
    Some(if is_first { Reading::First } else { Reading::Second })
}

/// The hour around `shown` that is skipped, between the offset before and after it.
fn skipped(shown: DateTime, before: Offset, after: Offset) -> SkippedHour {
    // Read by a clock that was not moved, it is right after the change.
    let change = before.to_timestamp(shown).ok().and_then(|at| {
        let just_after = at.checked_add(SignedDuration::from_secs(1)).ok()?;
        london().preceding(just_after).next().map(|transition| transition.timestamp())
    });
    change.map_or(SkippedHour { from: shown, to: shown }, |change| SkippedHour {
        from: before.to_datetime(change),
        to: after.to_datetime(change),
    })
}

/// 00:00 in London on `day`. Clocks have never skipped it.
pub fn london_midnight(day: Date) -> Timestamp {
    day.to_datetime(Time::midnight()).to_zoned(london()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}
