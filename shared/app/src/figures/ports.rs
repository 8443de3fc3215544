//! The port to the figures.

use std::future::Future;

use domain::figures::{Counts, Month};
use jiff::Timestamp;

use crate::command::ReadPast;
use crate::error::Fault;
use crate::figures::FigureEntry;
use crate::page::Readable;

/// The figures of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthFigures {
    pub month: Month,
    pub counts: Counts,
    /// Counts how often something was added; 0 before the first time.
    pub version: u64,
    /// What was found beside them and is not known.
    pub read_past: ReadPast,
}

impl MonthFigures {
    /// The figures of a month in which nothing was counted yet.
    pub const fn none(month: Month) -> Self {
        Self { month, counts: Counts::new(), version: 0, read_past: ReadPast::nothing() }
    }
}

/// As many entries are added at once: a transaction has room for 100 operations.
pub const SUMMED_TOGETHER: usize = 90;

/// How adding entries to a month ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Summing {
    Done,
    /// Somebody else added to the month meanwhile. Nothing was written.
    Overtaken,
    /// Some had been added before, as this says of each. Nothing was written.
    Repeated(Vec<bool>),
}

/// The figures, and the entries that are to be added to them.
pub trait Figures: Send + Sync {
    /// The entries that wait to be added, the oldest first; those later than `after`, if it is given. At most [`SUMMED_TOGETHER`], with
    /// those that cannot be read. An index may still show some that were added a moment ago. One round trip, and one more where none of
    /// so many can be read.
    fn figure_entries(
        &self,
        after: Option<Timestamp>,
    ) -> impl Future<Output = Result<Readable<FigureEntry>, Fault>> + Send;

    /// The figures of these months, at most 100, in their order. One round trip.
    fn figures(&self, months: &[Month])
    -> impl Future<Output = Result<Readable<MonthFigures>, Fault>> + Send;

    /// Replaces the figures of a month, which had the version before, and takes the entries that were added out of the queue. In one
    /// transaction, so that each counts exactly once.
    fn put_figures(
        &self,
        after: &MonthFigures,
        added: &[FigureEntry],
        now: Timestamp,
    ) -> impl Future<Output = Result<Summing, Fault>> + Send;
}
