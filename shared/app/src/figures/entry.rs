//! What one commit counts for. It is written with the events, and waits until the due-work job has summed it: counters inside commands
//! would make strangers wait for each other.

use domain::aggregate::Trail;
use domain::calendar::Calendar;
use domain::change::Change;
use domain::figures::{Counts, Month, add, of_change, of_oat};
use domain::ids::{ChangeId, OatId};
use domain::oat::OatRequest;
use jiff::Timestamp;

/// What the events of one commit on one thing count for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureEntry {
    pub of: FigureOf,
    /// The version that the events led to.
    pub version: u64,
    pub at: Timestamp,
    /// Never empty.
    pub counts: Counts,
}

/// To what the events happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FigureOf {
    Change(ChangeId),
    Oat(OatId),
}

impl FigureEntry {
    /// What the events of `trail` count for, if for anything.
    pub(crate) fn of_change(trail: &Trail<Change>, calendar: &Calendar) -> Option<Self> {
        let mut counts = Counts::new();
        for (before, event, after) in trail.steps() {
            if let Some(before) = before {
                add(&mut counts, of_change(before, event, after, calendar));
            }
        }
        let after = trail.after();
        Self::some(FigureOf::Change(after.id), after.version, after.updated_at, counts)
    }

    /// The same of a request for OAT.
    pub(crate) fn of_oat(trail: &Trail<OatRequest>) -> Option<Self> {
        let mut counts = Counts::new();
        for (before, event, _) in trail.steps() {
            if let Some(before) = before {
                add(&mut counts, of_oat(before, event));
            }
        }
        let after = trail.after();
        Self::some(FigureOf::Oat(after.id), after.version, after.updated_at, counts)
    }

    fn some(of: FigureOf, version: u64, at: Timestamp, counts: Counts) -> Option<Self> {
        (!counts.is_empty()).then_some(Self { of, version, at, counts })
    }

    /// The month in which it counts.
    pub fn month(&self) -> Month {
        Month::of(self.at)
    }
}
