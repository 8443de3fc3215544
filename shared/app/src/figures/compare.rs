//! Compares the figures that are kept with those that the histories give, and replaces the former by the latter. For operators.

use std::collections::BTreeMap;

use domain::figures::{Counted, Counts, Month, add};
use jiff::SignedDuration;

use crate::change::ports::Changes;
use crate::error::Fault;
use crate::figures::ports::{Figures, MonthFigures, SUMMED_TOGETHER, Summing};
use crate::figures::rebuild::rebuild_figures;
use crate::figures::{FigureEntry, read};
use crate::oat::ports::OatRequests;
use crate::organisation::ports::Organisations;
use crate::services::Services;

/// An index shows what was written some seconds ago. A day after a month, nothing of it is still on its way.
const SETTLED: SignedDuration = SignedDuration::from_hours(24);

/// The figures of a month, as they are kept and as the histories give them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub kept: MonthFigures,
    /// What waits to be added to what is kept.
    pub waiting: Vec<FigureEntry>,
    pub rebuilt: Counts,
}

/// Something that was counted otherwise than the histories say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    pub counted: Counted,
    /// How often it is kept, together with what waits.
    pub kept: u64,
    pub rebuilt: u64,
}

impl Comparison {
    /// Everything that differs.
    pub fn differences(&self) -> Vec<Difference> {
        let mut kept = self.kept.counts.clone();
        for entry in &self.waiting {
            add(&mut kept, entry.counts.clone());
        }
        let times = |counts: &Counts, counted| counts.get(counted).copied().unwrap_or_default();
        let all: BTreeMap<_, _> = kept.iter().chain(&self.rebuilt).collect();
        let each = all.into_keys().map(|counted| Difference {
            counted: *counted,
            kept: times(&kept, counted),
            rebuilt: times(&self.rebuilt, counted),
        });
        each.filter(|each| each.kept != each.rebuilt).collect()
    }
}

/// What came of replacing the figures of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mended {
    Done,
    /// The month is not over, or ended less than a day ago. Nothing was written.
    NotSettled,
    /// Something was counted meanwhile. Nothing was written.
    Overtaken,
}

/// Compares the figures of each month from `first` to `last`, at most [`read::MOST_MONTHS`]; none when something was counted
/// meanwhile, or more waits to be added than can be seen. It reads every history.
///
/// # Errors
/// [`Fault`], also when anything of it cannot be read.
pub async fn compare_figures<S: Figures + Organisations + Changes + OatRequests>(
    services: &Services<S>,
    first: Month,
    last: Month,
) -> Result<Option<Vec<Comparison>>, Fault> {
    let months: Vec<_> = read::every_month(first, last).take(read::MOST_MONTHS).collect();
    let before = kept(services, &months).await?;
    let mut rebuilt = rebuild_figures(services).await?;
    let (figures, waiting) = kept(services, &months).await?;
    if waiting.len() >= SUMMED_TOGETHER || (&figures, &waiting) != (&before.0, &before.1) {
        return Ok(None);
    }
    let compared = figures.into_iter().map(|kept| Comparison {
        waiting: waiting.iter().filter(|entry| entry.month() == kept.month).cloned().collect(),
        rebuilt: rebuilt.remove(&kept.month).unwrap_or_default(),
        kept,
    });
    Ok(Some(compared.collect()))
}

/// What is kept of these months, and the entries that wait to be added to them.
async fn kept<S: Figures>(
    services: &Services<S>,
    months: &[Month],
) -> Result<(Vec<MonthFigures>, Vec<FigureEntry>), Fault> {
    let mut waiting = services.store.figure_entries(None).await?.complete()?;
    // If there are as many as are read at once, there may be more, of any month.
    if waiting.len() < SUMMED_TOGETHER {
        waiting.retain(|entry| months.contains(&entry.month()));
    }
    Ok((services.store.figures(months).await?.complete()?, waiting))
}

/// Replaces the figures of a month by those of the histories, if they are still as they were compared. What waited is among them, and is
/// taken out of the queue in the same transaction, so that each event counts exactly once.
///
/// # Errors
/// [`Fault`].
pub async fn mend_figures<S: Figures>(
    services: &Services<S>,
    comparison: &Comparison,
) -> Result<Mended, Fault> {
    let (now, month) = (services.clock.now(), comparison.kept.month);
    if Month::of(now - SETTLED) <= month {
        return Ok(Mended::NotSettled);
    }
    let (counts, version) = (comparison.rebuilt.clone(), comparison.kept.version + 1);
    let after = MonthFigures { month, counts, version, read_past: comparison.kept.read_past.clone() };
    Ok(match services.store.put_figures(&after, &comparison.waiting, now).await? {
        Summing::Done => Mended::Done,
        Summing::Overtaken | Summing::Repeated(_) => Mended::Overtaken,
    })
}
