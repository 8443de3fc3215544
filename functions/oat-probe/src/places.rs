//! Limits the find requests under way, because each needs a connection, and a process may have only so many.

use app::{FindProbe, FindRequest};
use domain::oat::ProfileMark;
use domain::oat::observation::Observation;
use tokio::sync::Semaphore;

/// Lambda gives a process 1,024 files. Resolving names takes up to 200 of them.
const PLACES: usize = 700;

/// A probe that makes excess requests wait.
pub(crate) struct Places<'p, P> {
    probe: &'p P,
    free: Semaphore,
}

impl<'p, P> Places<'p, P> {
    /// As many places as a process has.
    pub fn for_all(probe: &'p P) -> Self {
        Self { probe, free: Semaphore::new(PLACES) }
    }
}

impl<P: FindProbe> FindProbe for Places<'_, P> {
    async fn send(&self, request: FindRequest) -> Observation {
        // The places are never closed, so a wait for one always ends.
        let place = self.free.acquire().await.ok();
        let seen = self.probe.send(request).await;
        drop(place);
        seen
    }

    fn profile(&self) -> ProfileMark {
        self.probe.profile()
    }
}
