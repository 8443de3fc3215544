//! Everything the use cases need, in memory: for tests of this crate and of what is built on it.
//!
//! Responsible for: the same semantics as the real adapters, which the contract suite holds, and being pleasant to test
//! with. Must not: be reachable without the feature `fakes`, sleep, read a clock, make randomness.

mod changes;
mod clock;
mod files;
mod ids;
mod mailer;
mod paging;
mod records;
mod samples;
mod store;

use std::sync::Arc;

pub use self::clock::FakeClock;
pub use self::files::{FakeDownloadLinks, FakeUploadForms};
pub use self::ids::FakeIds;
pub use self::mailer::{FakeMailer, Reply, SentMail};
pub use self::samples::{
    accepted_file, complete_answers, endpoint, key, member, organisation, pdp_team, staff, urls_of,
};
pub use self::store::MemoryStore;
use crate::desk::Desk;

/// One of each fake. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct Fakes {
    /// The store, empty at first.
    pub store: MemoryStore,
    /// The clock; a Monday morning in July 2026 at first.
    pub clock: FakeClock,
    /// The ids, the same in every run.
    pub ids: FakeIds,
    /// The mail service; takes everything at first.
    pub mailer: FakeMailer,
    /// Upload forms.
    pub forms: FakeUploadForms,
    /// Download links.
    pub links: FakeDownloadLinks,
}

impl Fakes {
    /// Fakes whose store knows two organisations ([`organisation`] 1 and 2) and PDP's people ([`pdp_team`]).
    pub fn seeded() -> Self {
        let fakes = Self::default();
        for number in [1, 2] {
            let organisation = organisation(number);
            fakes.store.put_organisation(&organisation, &urls_of(&organisation));
        }
        fakes.store.put_pdp_team(&pdp_team());
        fakes
    }

    /// A desk over them, with the published calendar.
    pub fn desk(&self) -> Desk<MemoryStore> {
        self.desk_over(self.store.clone())
    }

    /// A desk over another store, with this clock and these ids.
    pub fn desk_over<S>(&self, store: S) -> Desk<S> {
        Desk::new(store, Arc::new(self.clock.clone()), Arc::new(self.ids.clone()))
    }
}
