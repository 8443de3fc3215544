//! What a notice of downtime says.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use crate::calendar::{london_clock, london_date};
use crate::ids::EndpointId;
use crate::text::FreeText;

/// What a notice says as typed; times are what clocks in London show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DowntimeAnswers {
    pub start: Option<DateTime>,
    pub end: Option<DateTime>,
    pub nature: String,
    /// Which live endpoints are affected.
    pub affected_endpoints: Vec<EndpointId>,
    /// Why the notice is short, if it is.
    pub short_notice_reason: String,
}

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DowntimeWindow {
    pub start: Timestamp,
    pub end: Timestamp,
    pub nature: FreeText,
    /// Which live endpoints are affected; never none.
    pub affected_endpoints: BTreeSet<EndpointId>,
    /// Why the notice is shorter than the policy's, when it is.
    pub short_notice: Option<FreeText>,
}

codes! {
    /// Where downtime is at a moment.
    DowntimeState {
        Planned = "planned", "planned";
        UnderWay = "under_way", "under way";
        Over = "over", "over";
        Cancelled = "cancelled", "cancelled";
    }
}

impl DowntimeWindow {
    /// Where it is at `now`, if it is not cancelled.
    pub fn state(&self, now: Timestamp) -> DowntimeState {
        if self.end <= now {
            DowntimeState::Over
        } else if self.start <= now {
            DowntimeState::UnderWay
        } else {
            DowntimeState::Planned
        }
    }

    /// The days in London that it touches, in their order; never none.
    pub fn days(&self) -> Vec<Date> {
        // One that ends at midnight does not touch the day after.
        let last = self.end.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(self.end);
        let (first, last) = (london_date(self.start), london_date(last));
        first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last.max(first)).collect()
    }

    /// When it takes up whole days in London: the first day, and the day after the last.
    pub fn whole_days(&self) -> Option<(Date, Date)> {
        let (start, end) = (london_clock(self.start), london_clock(self.end));
        let is_midnight = |shown: DateTime| shown.time() == Time::midnight();
        (is_midnight(start) && is_midnight(end) && self.start < self.end).then(|| (start.date(), end.date()))
    }
}
