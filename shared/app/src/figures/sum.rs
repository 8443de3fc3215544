//! Adds the entries that wait to the figures of their months.

use std::collections::BTreeMap;

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
    /// Whether some may be left.
    pub more: bool,
}

/// Adds what waits, while there is time. Each entry counts once, however many do this at once.
///
/// # Errors
/// [`Fault`]; what was added until then stays added.
pub async fn sum_figures<S: Figures>(
    services: &Services<S>,
    time_left: impl Fn() -> bool + Send,
) -> Result<Summed, Fault> {
    let mut summed = Summed::default();
    loop {
        let entries = services.store.figure_entries().await?;
        let full = entries.len() >= SUMMED_TOGETHER;
        let mut months: BTreeMap<Month, Vec<FigureEntry>> = BTreeMap::new();
        for entry in entries {
            months.entry(entry.month()).or_default().push(entry);
        }
        let mut added = 0;
        for (month, entries) in months {
            if !time_left() {
                return Ok(Summed { more: true, ..summed });
            }
            match sum_month(services, month, entries).await? {
                Some(entries) => added += entries,
                // Somebody else is at it.
                None => return Ok(Summed { more: true, ..summed }),
            }
        }
        summed.entries += added;
        // Without progress, the index only shows what was added before.
        if !full || added == 0 {
            return Ok(Summed { more: full, ..summed });
        }
    }
}

/// Adds entries to their month, and says how many; none when somebody else added some meanwhile.
async fn sum_month<S: Figures>(
    services: &Services<S>,
    month: Month,
    mut entries: Vec<FigureEntry>,
) -> Result<Option<usize>, Fault> {
    // Once more without those that were added before.
    for _ in 0..2 {
        if entries.is_empty() {
            return Ok(Some(0));
        }
        let known = services.store.figures(&[month]).await?.pop();
        let mut figures = known.unwrap_or_else(|| MonthFigures::none(month));
        figures.version += 1;
        for entry in &entries {
            add(&mut figures.counts, entry.counts.clone());
        }
        match services.store.put_figures(&figures, &entries, services.clock.now()).await? {
            Summing::Done => return Ok(Some(entries.len())),
            Summing::Overtaken => return Ok(None),
            Summing::Repeated(repeated) => {
                let mut repeated = repeated.into_iter();
                entries.retain(|_| !repeated.next().unwrap_or_default());
            }
        }
    }
    Ok(None)
}
