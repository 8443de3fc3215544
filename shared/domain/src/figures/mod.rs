//! Monthly figures (Q9): what each event counts for, and in which month. An event counts in the month, in London, in which it
//! happened. Pure, so that the histories give the same numbers again.

mod counted;
mod of_change;
mod of_oat;
mod summary;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

pub use self::counted::{Counted, UnknownFigure, With, WorkingDays};
pub use self::of_change::of_change;
pub use self::of_oat::of_oat;
pub use self::summary::{OfOat, OfScale, Reviews, Stays, Summary};
use crate::calendar::london_date;

/// How often each thing was counted.
pub type Counts = BTreeMap<Counted, u64>;

/// Adds `more` to `counts`.
pub fn add(counts: &mut Counts, more: impl IntoIterator<Item = (Counted, u64)>) {
    for (counted, times) in more {
        let sum = counts.entry(counted).or_default();
        *sum = sum.saturating_add(times);
    }
}

/// A month in London; written `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// The month of `now` in London.
    pub fn of(now: Timestamp) -> Self {
        Self(london_date(now).first_of_month())
    }

    /// Its first day.
    pub const fn first_day(self) -> Date {
        self.0
    }

    /// The month after; the last of all stays.
    pub fn next(self) -> Self {
        Self(self.0.last_of_month().saturating_add(jiff::Span::new().days(1)).first_of_month())
    }

    /// How many months there are from this one to `last`, both included; 0 when `last` is earlier.
    pub fn count_to(self, last: Self) -> usize {
        let number = |month: Self| i32::from(month.0.year()) * 12 + i32::from(month.0.month());
        usize::try_from(number(last) - number(self) + 1).unwrap_or_default()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// A text that is no month such as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAMonth;

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(typed: &str) -> Result<Self, NotAMonth> {
        let is_digits = |part: &str, digits| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        match typed.split_once('-') {
            Some((year, month)) if is_digits(year, 4) && is_digits(month, 2) => {
                format!("{typed}-01").parse().map(Self).map_err(|_| NotAMonth)
            }
            _ => Err(NotAMonth),
        }
    }
}

/// The median of a number of working days, of which each was counted so often; none when nothing was counted. Of an even number, the
/// mean of the two in the middle.
pub fn median(counts: impl IntoIterator<Item = (u32, u64)>) -> Option<f64> {
    let mut sums: BTreeMap<u32, u64> = BTreeMap::new();
    for (days, times) in counts {
        *sums.entry(days).or_default() += times;
    }
    let counts = sums;
    let all: u64 = counts.values().sum();
    let at = |place: u64| {
        let mut before = 0;
        counts.iter().find_map(|(days, times)| {
            before += times;
            (place < before).then_some(*days)
        })
    };
    let (lower, upper) = (at(all.checked_sub(1)? / 2)?, at(all / 2)?);
    Some(f64::midpoint(f64::from(lower), f64::from(upper)))
}
