//! Quotas in memory (Q7): counts, changes that have not ended, exports that may be under way.

use std::collections::BTreeMap;

use app::{Commit, CommitFault, Effect, Tally};
use domain::ids::OrganisationId;
use domain::quota::{Count, Counted, ExportsUnderWay, Kind, Whose};
use jiff::Timestamp;

use super::store::MemoryStore;

/// What is kept of quotas.
#[derive(Debug, Clone, Default)]
pub(super) struct Quotas {
    /// How much was used, and whether somebody was refused, by the begin of the window.
    counts: BTreeMap<(Whose, Kind, Timestamp), (u32, bool)>,
    open_changes: BTreeMap<OrganisationId, i64>,
    under_way: BTreeMap<Whose, ExportsUnderWay>,
}

const fn place_of(count: &Count) -> (Whose, Kind, Timestamp) {
    (count.whose, count.kind, count.from)
}

impl Quotas {
    /// Those of the counts to which something was added.
    pub(super) fn counted(&self, counts: &[Count]) -> Vec<Counted> {
        let of = |count: &Count| {
            let (used, told) = *self.counts.get(&place_of(count))?;
            Some(Counted { count: *count, used, told })
        };
        counts.iter().filter_map(of).collect()
    }

    pub(super) fn under_way(&self, whose: Whose) -> Option<ExportsUnderWay> {
        self.under_way.get(&whose).cloned()
    }

    /// Whether somebody else changed the exports under way since they were read.
    pub(super) fn is_changed(&self, whose: Whose, after: &ExportsUnderWay) -> bool {
        self.under_way.get(&whose).map_or(0, |known| known.version) + 1 != after.version
    }

    /// Whether there is room for what a commit adds.
    pub(super) fn check(&self, commit: &Commit) -> Result<(), CommitFault> {
        self.check_counts(&commit.counts)?;
        let is_full = |effect: &Effect| match effect {
            Effect::OpenChange { organisation, most: Some(most) } => {
                self.open_changes.get(organisation).is_some_and(|open| *open >= i64::from(*most))
            }
            _ => false,
        };
        if commit.effects.iter().any(is_full) { Err(CommitFault::TooManyOpen) } else { Ok(()) }
    }

    fn check_counts(&self, counts: &[Count]) -> Result<(), CommitFault> {
        let is_spent = |count: &Count| self.counted(&[*count]).first().is_some_and(Counted::is_spent);
        counts.iter().position(is_spent).map_or(Ok(()), |place| Err(CommitFault::Spent(place)))
    }

    pub(super) fn add(&mut self, counts: &[Count]) {
        for count in counts {
            self.counts.entry(place_of(count)).or_default().0 += 1;
        }
    }

    /// Notes what is noted with a refused command.
    pub(super) fn note(&mut self, tally: Tally<'_>) -> Result<(), CommitFault> {
        match tally {
            Tally::Counted(counts) => {
                self.check_counts(counts)?;
                self.add(counts);
            }
            Tally::Told(count) => {
                let told = &mut self.counts.entry(place_of(count)).or_default().1;
                if *told {
                    return Err(CommitFault::Spent(0));
                }
                *told = true;
            }
        }
        Ok(())
    }

    pub(super) fn changes(&mut self, organisation: OrganisationId, some: i64) {
        *self.open_changes.entry(organisation).or_default() += some;
    }

    pub(super) fn put_under_way(&mut self, whose: Whose, under_way: ExportsUnderWay) {
        self.under_way.insert(whose, under_way);
    }
}

impl MemoryStore {
    /// How many changes of an organisation have not ended, as they are counted.
    pub fn open_changes(&self, organisation: OrganisationId) -> i64 {
        self.state().quotas.open_changes.get(&organisation).copied().unwrap_or_default()
    }

    /// How much of a kind is used by somebody, in all windows together.
    pub fn used(&self, whose: Whose, kind: Kind) -> u32 {
        let state = self.state();
        let own = state.quotas.counts.iter().filter(|((of, what, _), _)| (*of, *what) == (whose, kind));
        own.map(|(_, (used, _))| used).sum()
    }
}
