//! When those whose turn it is are reminded of a task (Q3).

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use super::OpenTask;
use crate::actor::Role;
use crate::calendar::{Calendar, london_clock, london_date};
use crate::policy::{ChaseLimits, Limits};

impl OpenTask {
    /// The first day, from `day` on, on which those whose turn it is are reminded of it: a working day so many working days after it
    /// began, and every so many after that. None when nobody is reminded of it.
    pub fn reminder_from(&self, day: Date, limits: &Limits, calendar: &Calendar) -> Option<Date> {
        let every =
            limits.chase.every(self.task.kind()).filter(|_| matches!(self.role, Role::Organisation(_)))?;
        let (every, began) = (every.max(1), london_date(self.since));
        let waited = calendar.working_days_between(began, calendar.working_day_from(day));
        let times = waited.div_ceil(every).max(1);
        Some(calendar.add_working_days(began, times.saturating_mul(every)))
    }

    /// The first reminder after that of `day`.
    pub fn reminder_after(&self, day: Date, limits: &Limits, calendar: &Calendar) -> Option<Date> {
        self.reminder_from(day.saturating_add(Span::new().days(1)), limits, calendar)
    }
}

impl ChaseLimits {
    /// Whether reminders are made at `now`: in working hours of a working day in London.
    pub fn is_time(&self, now: Timestamp, calendar: &Calendar) -> bool {
        let clock = london_clock(now);
        calendar.is_working_day(clock.date()) && (self.from_hour..self.until_hour).contains(&clock.hour())
    }
}
