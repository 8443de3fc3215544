//! Adds the entries that wait to the figures of their months.

use std::collections::{BTreeMap, BTreeSet};

use domain::figures::{Month, add};

use crate::error::Fault;
use crate::figures::FigureEntry;
use crate::figures::ports::{Figures, MonthFigures, SUMMED_TOGETHER, Summing};
use crate::services::Services;

/// What was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summed {
    /// How many entries.
    pub entries: usize,
    /// How many entries, and months that entries are of, cannot be read; these entries wait.
    pub unreadable: u32,
    /// Whether some may be left.
    pub more: bool,
}

/// Adds what waits, while there is time. Each entry counts once, however many do this at once. What cannot be read keeps no other entry
/// from being added.
///
/// # Errors
/// [`Fault`]; what was added until then stays added.
pub async fn sum_figures<S: Figures>(
    services: &Services<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<Summed, Fault> {
    let (mut summed, mut waiting) = (Summed::default(), BTreeSet::new());
    // After which entries wait that nobody has looked at; none of them was passed over at first.
    let (mut after, mut is_first_look) = (None, true);
    loop {
        let found = services.store.figure_entries(after).await?;
        let full =
            found.items.len() + usize::try_from(found.unreadable).unwrap_or_default() >= SUMMED_TOGETHER;
        summed.unreadable += if is_first_look { found.unreadable } else { 0 };
        let last = found.items.last().map(|entry| entry.at);
        let mut months: BTreeMap<Month, Vec<FigureEntry>> = BTreeMap::new();
        for entry in found.items {
            months.entry(entry.month()).or_default().push(entry);
        }
        let mut added = 0;
        for (month, entries) in months {
            if waiting.contains(&month) {
                continue;
            }
            if !time_left() {
                return Ok(Summed { more: true, ..summed });
            }
            match sum_month(services, month, entries).await? {
                Added::Entries(entries) => added += entries,
                Added::SomebodyElseIsAtIt => return Ok(Summed { more: true, ..summed }),
                Added::MonthUnreadable => {
                    waiting.insert(month);
                    summed.unreadable += 1;
                }
            }
        }
        summed.entries += added;
        is_first_look = added == 0;
        if !full {
            return Ok(Summed { more: false, ..summed });
        }
        if added == 0 {
            // Without progress, the index only shows what was added before, or what waits for what cannot be read: the rest comes after it.
            if (summed.unreadable == 0) || last.is_none() {
                return Ok(Summed { more: true, ..summed });
            }
            after = last;
        }
    }
}

/// How adding entries to a month ended.
enum Added {
    Entries(usize),
    SomebodyElseIsAtIt,
    /// The entries wait until somebody mends it.
    MonthUnreadable,
}

/// Adds entries to their month.
async fn sum_month<S: Figures>(
    services: &Services<S>,
    month: Month,
    mut entries: Vec<FigureEntry>,
) -> Result<Added, Fault> {
    // Once more without those that were added before.
    for _ in 0..2 {
        if entries.is_empty() {
            return Ok(Added::Entries(0));
        }
        let mut known = services.store.figures(&[month]).await?;
        if known.unreadable > 0 {
            return Ok(Added::MonthUnreadable);
        }
        let mut figures = known.items.pop().unwrap_or_else(|| MonthFigures::none(month));
        figures.version += 1;
        for entry in &entries {
            add(&mut figures.counts, entry.counts.clone());
        }
        match services.store.put_figures(&figures, &entries, services.clock.now()).await? {
            Summing::Done => return Ok(Added::Entries(entries.len())),
            Summing::Overtaken => return Ok(Added::SomebodyElseIsAtIt),
            Summing::Repeated(repeated) => {
                let mut repeated = repeated.into_iter();
                entries.retain(|_| !repeated.next().unwrap_or_default());
            }
        }
    }
    Ok(Added::SomebodyElseIsAtIt)
}
