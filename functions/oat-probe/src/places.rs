//! How many find requests are under way at once: each needs a connection, and a process may have only so many.

use app::{FindProbe, FindRequest};
use domain::oat::observation::Observation;
use tokio::sync::Semaphore;

/// Lambda gives a process 1,024 files, of which names take up to 200 while they are asked for.
const PLACES: usize = 700;

/// A probe that keeps what is too many waiting.
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
        // The places are never closed, so that there always is one to wait for.
        let place = self.free.acquire().await.ok();
        let seen = self.probe.send(request).await;
        drop(place);
        seen
    }
}
