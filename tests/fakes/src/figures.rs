//! Figures in memory.

use app::{Fault, FigureEntry, FigureOf, Figures, MonthFigures, Readable, SUMMED_TOGETHER, Summing};
use domain::figures::Month;
use jiff::Timestamp;

use super::store::MemoryStore;

/// What tells entries apart: what they are of, and the version.
pub(super) type EntryPlace = (FigureOf, u64);

pub(super) const fn place_of(entry: &FigureEntry) -> EntryPlace {
    (entry.of, entry.version)
}

impl Figures for MemoryStore {
    async fn figure_entries(&self, after: Option<Timestamp>) -> Result<Readable<FigureEntry>, Fault> {
        let mut waiting: Vec<_> = self.state().figure_entries.values().flatten().cloned().collect();
        waiting.retain(|entry| after.is_none_or(|after| entry.at > after));
        waiting.sort_by_key(|entry| (entry.at, place_of(entry)));
        waiting.truncate(SUMMED_TOGETHER);
        Ok(Readable::all(waiting))
    }

    async fn figures(&self, months: &[Month]) -> Result<Readable<MonthFigures>, Fault> {
        let state = self.state();
        let of = |month: &Month| state.figures.get(month).cloned().unwrap_or(MonthFigures::none(*month));
        Ok(Readable::all(months.iter().map(of).collect()))
    }

    async fn put_figures(
        &self,
        after: &MonthFigures,
        added: &[FigureEntry],
        _: Timestamp,
    ) -> Result<Summing, Fault> {
        let mut state = self.state();
        if state.figures.get(&after.month).map_or(0, |known| known.version) + 1 != after.version {
            return Ok(Summing::Overtaken);
        }
        let waits =
            |entry: &FigureEntry| state.figure_entries.get(&place_of(entry)).is_some_and(Option::is_some);
        let repeated: Vec<bool> = added.iter().map(|entry| !waits(entry)).collect();
        if repeated.contains(&true) {
            return Ok(Summing::Repeated(repeated));
        }
        for entry in added {
            state.figure_entries.insert(place_of(entry), None);
        }
        state.figures.insert(after.month, after.clone());
        Ok(Summing::Done)
    }
}
