//! A store in memory that waits before and after each call, so that whoever makes it can be killed there and others come in between.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use app::{
    Attempt, Attempts, Fault, LoadedOat, OatCommit, OatCommitFault, OatHistoryPage, OatQueue, OatRequests,
    OatSummary, Page, PageFault, PageRequest, Party, ProbeAttempt, ProbeGround, ProbeLease, WantOat,
};
use domain::ids::{OatId, OrganisationId};
use fakes::MemoryStore;
use jiff::Timestamp;

#[derive(Clone)]
pub struct Interrupted(pub MemoryStore);

impl Interrupted {
    async fn call<T>(&self, call: impl Future<Output = T> + Send) -> T {
        pause().await;
        let answer = call.await;
        pause().await;
        answer
    }
}

impl Attempts for Interrupted {
    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        self.call(self.0.record_attempt(attempt)).await
    }

    async fn record_version(&self, party: Party) -> Result<Option<u64>, Fault> {
        self.call(self.0.record_version(party)).await
    }
}

impl OatRequests for Interrupted {
    async fn load_oat(&self, want: WantOat<'_>) -> Result<LoadedOat, Fault> {
        self.call(self.0.load_oat(want)).await
    }

    async fn commit_oat(&self, commit: &OatCommit) -> Result<(), OatCommitFault> {
        self.call(self.0.commit_oat(commit)).await
    }

    async fn oat_history(&self, id: OatId, page: &PageRequest) -> Result<OatHistoryPage, PageFault> {
        self.call(self.0.oat_history(id, page)).await
    }

    async fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        page: &PageRequest,
    ) -> Result<Page<ProbeAttempt>, PageFault> {
        self.call(self.0.probe_attempts(id, run, page)).await
    }

    async fn oats_of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        self.call(self.0.oats_of_organisation(organisation, page)).await
    }

    async fn oats_in(
        &self,
        queue: OatQueue,
        until: Option<Timestamp>,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        self.call(self.0.oats_in(queue, until, page)).await
    }

    async fn load_oats(&self, ids: &[OatId], now: Timestamp) -> Result<Vec<LoadedOat>, Fault> {
        self.call(self.0.load_oats(ids, now)).await
    }

    async fn take_probe_leases(
        &self,
        ids: &[OatId],
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<Vec<OatId>, Fault> {
        self.call(self.0.take_probe_leases(ids, lease, now)).await
    }

    async fn probe_ground(&self, organisation: OrganisationId, now: Timestamp) -> Result<ProbeGround, Fault> {
        self.call(self.0.probe_ground(organisation, now)).await
    }
}

/// Waits once.
async fn pause() {
    let mut waited = false;
    poll_fn(|context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs `work` until it has waited `steps` times, and kills it there. None if it was killed.
pub fn killed_after<T>(steps: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..steps {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return Some(done);
        }
    }
    None
}

/// Runs `one` for `steps` waits, then `other` to its end, then the rest of `one`.
pub fn overlapped<T, U>(
    steps: usize,
    one: impl Future<Output = T>,
    other: impl Future<Output = U>,
) -> (T, U) {
    let (mut one, mut context) = (pin!(one), Context::from_waker(Waker::noop()));
    let mut early = None;
    for _ in 0..steps {
        if let Poll::Ready(done) = one.as_mut().poll(&mut context) {
            early = Some(done);
            break;
        }
    }
    let other = pollster::block_on(other);
    (early.unwrap_or_else(|| pollster::block_on(one)), other)
}
