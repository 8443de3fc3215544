//! Packs of cryptographic material, and links to them, of an object store that does not exist.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::change::material::Environment;
use domain::ids::{ChangeId, PackId};
use jiff::SignedDuration;

use crate::FakeClock;
use app::Clock;
use app::Fault;
use app::{DownloadLink, MaterialLinks, MaterialStore};

type Packs = BTreeMap<(ChangeId, Environment, PackId), Vec<u8>>;

/// Packs in memory. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct FakeMaterialStore(Arc<Mutex<Packs>>);

impl FakeMaterialStore {
    fn packs(&self) -> MutexGuard<'_, Packs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The content of a pack, if it was kept.
    pub fn content(&self, change: ChangeId, environment: Environment, pack: PackId) -> Option<Vec<u8>> {
        self.packs().get(&(change, environment, pack)).cloned()
    }

    /// How many packs were kept.
    pub fn count(&self) -> usize {
        self.packs().len()
    }
}

impl MaterialStore for FakeMaterialStore {
    async fn keep(
        &self,
        change: ChangeId,
        environment: Environment,
        pack: PackId,
        content: Vec<u8>,
    ) -> Result<(), Fault> {
        let mut packs = self.packs();
        let kept = packs.entry((change, environment, pack)).or_insert_with(|| content.clone());
        if *kept == content {
            Ok(())
        } else {
            Err(Fault::lasting("keep a pack of cryptographic material", "another is there already"))
        }
    }
}

/// Links that say in plain words what a real one signs, by this clock.
#[derive(Debug, Clone, Default)]
pub struct FakeMaterialLinks(pub FakeClock);

impl MaterialLinks for FakeMaterialLinks {
    async fn link(
        &self,
        change: ChangeId,
        environment: Environment,
        pack: PackId,
        file_name: &str,
    ) -> Result<DownloadLink, Fault> {
        let now = self.0.now();
        Ok(DownloadLink {
            url: format!(
                "https://material.example.org/{change}/{}/{pack}?name={file_name}",
                environment.code()
            ),
            expires_at: now.saturating_add(SignedDuration::from_mins(1)).unwrap_or(now),
        })
    }
}
