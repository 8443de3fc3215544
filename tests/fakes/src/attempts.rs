//! Refused attempts in memory.

use newtype_uuid::GenericUuid;

use super::store::MemoryStore;
use app::Fault;
use app::HistoryEntry;
use app::OatEntry;
use app::{Attempt, Attempts, History};
use app::{Party, RecordEntry};

impl Attempts for MemoryStore {
    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        let state = &mut *self.state();
        let (version, note) = (attempt.version, Some(attempt.id.into_untyped_uuid()));
        let owner = || match attempt.party {
            Party::Organisation(id) => Ok(id),
            Party::Pdp => Err(Fault::lasting("keep a refused attempt", "this history is no organisation's")),
        };
        match attempt.on {
            History::Change(id) => {
                let entry = (owner()?, HistoryEntry::Refused(attempt.clone()));
                state.history.insert((id, version, note), entry);
            }
            History::Oat(id) => {
                let entry = (owner()?, OatEntry::Refused(attempt.clone()));
                state.oat_history.insert((id, version, note), entry);
            }
            History::Record(party) => {
                state.record_history.insert((party, version, note), RecordEntry::Refused(attempt.clone()));
            }
        }
        Ok(())
    }

    async fn record_version(&self, party: Party) -> Result<Option<u64>, Fault> {
        Ok(self.state().record_version(party))
    }
}

impl MemoryStore {
    /// Every refused attempt that is kept, whatever it was on, in the order of their ids.
    pub fn refused(&self) -> Vec<Attempt> {
        let state = self.state();
        let on_changes = state.history.values().filter_map(|(_, entry)| match entry {
            HistoryEntry::Refused(attempt) => Some(attempt.clone()),
            _ => None,
        });
        let on_oats = state.oat_history.values().filter_map(|(_, entry)| match entry {
            OatEntry::Refused(attempt) => Some(attempt.clone()),
            OatEntry::Happened(_) => None,
        });
        let on_records = state.record_history.values().filter_map(|entry| match entry {
            RecordEntry::Refused(attempt) => Some(attempt.clone()),
            RecordEntry::Happened { .. } => None,
        });
        let mut all: Vec<_> = on_changes.chain(on_oats).chain(on_records).collect();
        all.sort_by_key(|attempt| attempt.id);
        all
    }
}
