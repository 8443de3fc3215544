//! PDP's clock of a review: the working days it has been with PDP, and their sum (V1, V2).
//!
//! Working days with PDP are counted and kept. The clock stops while an answer is awaited; a review that was late then is as
//! late afterwards.

use jiff::civil::Date;

use super::{Change, Stage};
use crate::calendar::{Calendar, london_date};
use crate::policy::Policy;

/// The clock of a review that is not late yet, as it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewClock {
    /// The day it was started, in London: that of the submission, of the last answer, or when PDP last took something back.
    pub from: Date,
    /// The working days that PDP had from then on.
    pub working_days: u32,
}

impl ReviewClock {
    /// The day the review is due by this calendar. A bank holiday that is proclaimed later moves it.
    pub fn due(&self, calendar: &Calendar) -> Date {
        calendar.add_working_days(self.from, self.working_days)
    }
}

/// How a review stood when PDP decided on the change: where it goes on from if PDP takes that back (Q5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewStanding {
    /// The clock ran.
    Running { due: Date },
    /// The clock stood, because an answer was awaited.
    Stopped {
        /// Working days PDP had left.
        left: u32,
        /// By how many working days the review was late, if it was.
        late: Option<u32>,
    },
}

/// How a review stands on the day PDP asks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopped {
    /// Working days PDP has left; none when it is due on that day or was before.
    pub left: u32,
    /// By how many working days it is late, if it is.
    pub late: Option<u32>,
}

/// The clock of a review that is `due`, stopped `on` that day.
pub(super) fn stop(due: Date, on: Date, calendar: &Calendar) -> Stopped {
    if on <= due {
        return Stopped { left: calendar.working_days_between(on, due), late: None };
    }
    // A day off counts as the next working day, so what is late is late by one at least.
    let late = calendar.working_days_between(due, calendar.working_day_from(on)).max(1);
    Stopped { left: 0, late: Some(late) }
}

/// The due date of a review whose clock is started again `on` a day, and the working days that PDP has from then on; none when it is
/// late. What was due on the day of the question is due on the working day after the answer.
pub(super) fn start(stopped: Stopped, on: Date, calendar: &Calendar) -> (Date, Option<u32>) {
    match stopped.late {
        Some(late) => (calendar.subtract_working_days(on, late), None),
        None => {
            let working_days = stopped.left.max(1);
            (calendar.add_working_days(on, working_days), Some(working_days))
        }
    }
}

/// How a review that was decided stood to its target (V1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reviewed {
    /// After this many working days with PDP.
    InTime {
        working_days: u32,
    },
    Late {
        working_days: u32,
    },
}

impl Change {
    /// How its review stands when it is decided `on` a day; none when it is not with PDP, and while an answer is awaited the state of
    /// the stopped clock.
    pub fn reviewed_on(&self, on: Date, calendar: &Calendar) -> Option<Reviewed> {
        let target = Policy::version(self.submitted.as_ref()?.policy).limits.review_working_days;
        let (left, late) = match self.stage {
            Stage::InReview { due, .. } => {
                let stopped = stop(due, on, calendar);
                (stopped.left, stopped.late)
            }
            Stage::AwaitingInformation { working_days_left, working_days_late } => {
                (working_days_left, working_days_late)
            }
            _ => return None,
        };
        Some(match late {
            Some(late) => Reviewed::Late { working_days: target + late },
            None => Reviewed::InTime { working_days: target.saturating_sub(left) },
        })
    }

    /// The clock of its review; none when it is late already, and of one that was kept before the clock was.
    pub fn review_clock(&self) -> Option<ReviewClock> {
        let Stage::InReview { working_days: Some(working_days), from, .. } = self.stage else { return None };
        if let Some(from) = from {
            return Some(ReviewClock { from, working_days });
        }
        let answered = self.questions.last().and_then(|question| question.answer.as_ref());
        let started = answered.map(|answer| answer.at).or(self.submitted.as_ref().map(|made| made.at))?;
        Some(ReviewClock { from: london_date(started), working_days })
    }

    /// How its review stands; none when it is not under review.
    pub(super) const fn review_standing(&self) -> Option<ReviewStanding> {
        match self.stage {
            Stage::InReview { due, .. } => Some(ReviewStanding::Running { due }),
            Stage::AwaitingInformation { working_days_left: left, working_days_late: late } => {
                Some(ReviewStanding::Stopped { left, late })
            }
            _ => None,
        }
    }
}

/// The same of a review that PDP sets going again by taking something back (Q5): exactly as it stood. Unlike an answer, this gives
/// PDP no day more for what was due on the day of the question.
pub(super) fn resume(stopped: Stopped, on: Date, calendar: &Calendar) -> (Date, Option<u32>) {
    match stopped.late {
        Some(late) => (calendar.subtract_working_days(on, late), None),
        None => (calendar.add_working_days(on, stopped.left), Some(stopped.left)),
    }
}

/// The last working day on which PDP was to be reminded of a review that is `due`, as of `on`: the working day before it, and each one
/// that it is overdue (V1).
pub(super) fn reminder_owed(due: Date, on: Date, calendar: &Calendar) -> Option<Date> {
    if on > due {
        return Some(on);
    }
    let day_before = calendar.last_day_of_notice(due, 1);
    (on >= day_before).then_some(day_before)
}
