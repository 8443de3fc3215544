//! A store that stops before every call, so that a test decides what happens between any two, and whose answers can get lost.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use app::{
    Attempt, Attempts, Fault, LoadedOat, LoadedPreFlight, OatCommit, OatCommitFault, OatHistoryPage,
    OatQueue, OatRequests, OatSummary, Page, PageFault, PageRequest, Party, PreFlight, PreFlightDone,
    PreFlightFault, PreFlights, ProbeAttempt, ProbeGround, ProbeLease, RequestKey, WantOat, WantPreFlight,
};
use domain::ids::{OatId, OrganisationId, PreFlightId};
use fakes::MemoryStore;
use jiff::Timestamp;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Nothing,
    /// The call with this number, from 0, does not arrive.
    CallLost(usize),
    /// The call with this number does what it should, and its answer does not arrive.
    AnswerLost(usize),
}

/// Stops before every call to the store inside.
#[derive(Debug, Clone)]
pub struct Stepped {
    inner: MemoryStore,
    trouble: Trouble,
    calls: Arc<AtomicUsize>,
}

impl Stepped {
    pub fn new(inner: MemoryStore, trouble: Trouble) -> Self {
        Self { inner, trouble, calls: Arc::default() }
    }

    /// Calls so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    async fn call<R, E: From<Fault>>(
        &self,
        call: impl AsyncFnOnce(&MemoryStore) -> Result<R, E>,
    ) -> Result<R, E> {
        stop().await;
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let lost = || Err(Fault::retryable("call the store", "lost on the way").into());
        if self.trouble == Trouble::CallLost(number) {
            return lost();
        }
        let answer = call(&self.inner).await;
        if self.trouble == Trouble::AnswerLost(number) { lost() } else { answer }
    }
}

/// Is pending once.
pub async fn stop() {
    let mut stopped = false;
    poll_fn(|context| {
        if stopped {
            return Poll::Ready(());
        }
        stopped = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Attempts for Stepped {
    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        self.call(async |store| store.record_attempt(attempt).await).await
    }

    async fn record_version(&self, party: Party) -> Result<Option<u64>, Fault> {
        self.call(async |store| store.record_version(party).await).await
    }
}

impl OatRequests for Stepped {
    async fn load_oat(&self, want: WantOat<'_>) -> Result<LoadedOat, Fault> {
        self.call(async |store| store.load_oat(want).await).await
    }

    async fn commit_oat(&self, commit: &OatCommit) -> Result<(), OatCommitFault> {
        self.call(async |store| store.commit_oat(commit).await).await
    }

    async fn oat_history(&self, id: OatId, page: &PageRequest) -> Result<OatHistoryPage, PageFault> {
        self.call(async |store| store.oat_history(id, page).await).await
    }

    async fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        page: &PageRequest,
    ) -> Result<Page<ProbeAttempt>, PageFault> {
        self.call(async |store| store.probe_attempts(id, run, page).await).await
    }

    async fn oats_of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        self.call(async |store| store.oats_of_organisation(organisation, page).await).await
    }

    async fn oats_in(
        &self,
        queue: OatQueue,
        until: Option<Timestamp>,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        self.call(async |store| store.oats_in(queue, until, page).await).await
    }

    async fn load_oats(&self, ids: &[OatId], now: Timestamp) -> Result<Vec<LoadedOat>, Fault> {
        self.call(async |store| store.load_oats(ids, now).await).await
    }

    async fn take_probe_leases(
        &self,
        ids: &[OatId],
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<Vec<OatId>, Fault> {
        self.call(async |store| store.take_probe_leases(ids, lease, now).await).await
    }

    async fn probe_ground(&self, organisation: OrganisationId, now: Timestamp) -> Result<ProbeGround, Fault> {
        self.call(async |store| store.probe_ground(organisation, now).await).await
    }
}

impl PreFlights for Stepped {
    async fn load_pre_flight(&self, want: WantPreFlight<'_>) -> Result<LoadedPreFlight, Fault> {
        self.call(async |store| store.load_pre_flight(want).await).await
    }

    async fn ask_pre_flight(
        &self,
        pre_flight: &PreFlight,
        most_an_hour: u32,
        request: &RequestKey,
    ) -> Result<(), PreFlightFault> {
        self.call(async |store| store.ask_pre_flight(pre_flight, most_an_hour, request).await).await
    }

    async fn due_pre_flights(
        &self,
        until: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<PreFlightId>, PageFault> {
        self.call(async |store| store.due_pre_flights(until, page).await).await
    }

    async fn take_pre_flight_lease(
        &self,
        id: PreFlightId,
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        self.call(async |store| store.take_pre_flight_lease(id, lease, now).await).await
    }

    async fn finish_pre_flight(
        &self,
        id: PreFlightId,
        done: &PreFlightDone,
        lease: &ProbeLease,
    ) -> Result<bool, Fault> {
        self.call(async |store| store.finish_pre_flight(id, done, lease).await).await
    }
}

/// Work that goes on only when it is told to.
pub struct Work<'w, T>(Option<Pin<Box<dyn Future<Output = T> + 'w>>>);

impl<'w, T> Work<'w, T> {
    pub fn new(work: impl Future<Output = T> + 'w) -> Self {
        Self(Some(Box::pin(work)))
    }

    /// Goes on to the next stop; the outcome, if it came to its end.
    pub fn step(&mut self) -> Option<T> {
        let work = self.0.as_mut().expect("there is something left to do");
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => None,
            Poll::Ready(outcome) => {
                self.0 = None;
                Some(outcome)
            }
        }
    }

    /// Whether it came to its end.
    pub fn is_done(&self) -> bool {
        self.0.is_none()
    }
}
