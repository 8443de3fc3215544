//! Everything the use cases need, in memory, and samples of what they write: for tests of `app` and of what is built on it.
//!
//! Responsible for: the same semantics as the real adapters, which the contract suite holds, and being pleasant to test
//! with. Must not: be part of a function, sleep, read a clock, make randomness.

mod changes;
mod clock;
mod commands;
mod disputes;
mod downtime;
mod exports;
mod figures;
mod files;
mod identities;
mod ids;
mod interrupted;
mod lines;
mod look_up;
mod mailer;
mod material;
#[expect(clippy::unwrap_used, reason = "what a test needs is made as it is written here")]
pub mod notifications;
mod oats;
mod observations;
mod organisations;
mod outbox;
mod paging;
mod pre_flights;
mod probe;
mod quotas;
mod receipts;
mod records;
mod samples;
mod seeding;
mod stepped;
mod store;
mod tapped;
mod watched;
mod work;

use std::sync::Arc;

pub use self::clock::{FakeClock, PassingClock};
pub use self::exports::FakeExportLinks;
pub use self::files::{FakeDownloadLinks, FakeUploadForms};
pub use self::identities::{FakeIdentities, FakeSuppressions, Kept};
pub use self::ids::FakeIds;
pub use self::interrupted::{Interrupted, Verdict, Verdicts};
pub use self::lines::lines_of;
pub use self::mailer::{FakeMailer, Reply, SentMail};
pub use self::material::{FakeMaterialLinks, FakeMaterialStore};
pub use self::observations::{answered, find_profile, unanswered};
pub use self::probe::{FakeProbe, Play};
pub use self::samples::{
    accepted_file, complete_answers, endpoint, key, member, organisation, pdp_team, sign_in, sign_in_of,
    staff, urls_of,
};
pub use self::stepped::{Stepped, Steps, Trouble, Work, killed_at, pause};
pub use self::store::MemoryStore;
pub use self::tapped::{Tap, Tapped};
pub use self::watched::{Watch, Watched};
use app::Services;

/// One of each fake. Clones share everything.
#[derive(Debug, Clone)]
pub struct Fakes {
    /// The store, empty at first.
    pub store: MemoryStore,
    /// The clock that decisions go by; a Monday morning in July 2026 at first.
    pub clock: FakeClock,
    /// What time it really is, by which forms, links and tokens go; the same at first.
    pub real_time: FakeClock,
    /// The ids, the same in every run.
    pub ids: FakeIds,
    /// The mail service; takes everything at first.
    pub mailer: FakeMailer,
    pub forms: FakeUploadForms,
    pub links: FakeDownloadLinks,
    pub export_links: FakeExportLinks,
    /// Packs of cryptographic material; none at first.
    pub packs: FakeMaterialStore,
    pub pack_links: FakeMaterialLinks,
    /// Sign-ins; nobody has one at first.
    pub identities: FakeIdentities,
    /// Addresses to which nothing is sent; none at first.
    pub suppressions: FakeSuppressions,
    /// The probe; every endpoint accepts at first.
    pub probe: FakeProbe,
}

impl Default for Fakes {
    fn default() -> Self {
        let real_time = FakeClock::default();
        Self {
            store: MemoryStore::default(),
            clock: FakeClock::default(),
            ids: FakeIds::default(),
            mailer: FakeMailer::default(),
            forms: FakeUploadForms(real_time.clone()),
            links: FakeDownloadLinks(real_time.clone()),
            export_links: FakeExportLinks(real_time.clone()),
            packs: FakeMaterialStore::default(),
            pack_links: FakeMaterialLinks(real_time.clone()),
            identities: FakeIdentities::default(),
            suppressions: FakeSuppressions::default(),
            probe: FakeProbe::default(),
            real_time,
        }
    }
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

    /// Services over them, with the published calendar.
    pub fn services(&self) -> Services<MemoryStore> {
        self.services_over(self.store.clone())
    }

    /// Services over another store, with this clock and these ids.
    pub fn services_over<S>(&self, store: S) -> Services<S> {
        Services::new(store, Arc::new(self.clock.clone()), Arc::new(self.ids.clone()))
    }
}
