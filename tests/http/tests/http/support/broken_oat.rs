//! The same store, as OAT and pre-flights need it.

use app::{
    Fault, LoadedOat, LoadedPreFlight, OatCommit, OatCommitFault, OatHistoryPage, OatQueue, OatRequests,
    OatSummary, Page, PageFault, PageRequest, PreFlight, PreFlightDone, PreFlightFault, PreFlights,
    ProbeAttempt, ProbeGround, ProbeLease, RequestKey, WantOat, WantPreFlight,
};
use domain::ids::{OatId, OrganisationId, PreFlightId};
use jiff::Timestamp;

use super::Broken;

impl OatRequests for Broken {
    async fn load_oat(&self, want: WantOat<'_>) -> Result<LoadedOat, Fault> {
        self.store.load_oat(want).await
    }

    async fn commit_oat(&self, _: &OatCommit) -> Result<(), OatCommitFault> {
        Err(self.fault().into())
    }

    async fn oat_history(&self, id: OatId, page: &PageRequest) -> Result<OatHistoryPage, PageFault> {
        self.store.oat_history(id, page).await
    }

    async fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        page: &PageRequest,
    ) -> Result<Page<ProbeAttempt>, PageFault> {
        self.store.probe_attempts(id, run, page).await
    }

    async fn oats_of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        self.store.oats_of_organisation(organisation, page).await
    }

    async fn oats_in(
        &self,
        queue: OatQueue,
        until: Option<Timestamp>,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        self.store.oats_in(queue, until, page).await
    }

    async fn load_oats(&self, ids: &[OatId], now: Timestamp) -> Result<Vec<LoadedOat>, Fault> {
        self.store.load_oats(ids, now).await
    }

    async fn take_probe_leases(
        &self,
        ids: &[OatId],
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<Vec<OatId>, Fault> {
        self.store.take_probe_leases(ids, lease, now).await
    }

    async fn probe_ground(&self, organisation: OrganisationId, now: Timestamp) -> Result<ProbeGround, Fault> {
        self.store.probe_ground(organisation, now).await
    }
}

impl PreFlights for Broken {
    async fn load_pre_flight(&self, want: WantPreFlight<'_>) -> Result<LoadedPreFlight, Fault> {
        self.store.load_pre_flight(want).await
    }

    async fn ask_pre_flight(&self, _: &PreFlight, _: u32, _: &RequestKey) -> Result<(), PreFlightFault> {
        Err(PreFlightFault::Fault(self.fault().unexpected("keep a pre-flight")))
    }

    async fn due_pre_flights(
        &self,
        until: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<PreFlightId>, PageFault> {
        self.store.due_pre_flights(until, page).await
    }

    async fn take_pre_flight_lease(
        &self,
        id: PreFlightId,
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        self.store.take_pre_flight_lease(id, lease, now).await
    }

    async fn finish_pre_flight(
        &self,
        id: PreFlightId,
        done: &PreFlightDone,
        lease: &ProbeLease,
    ) -> Result<bool, Fault> {
        self.store.finish_pre_flight(id, done, lease).await
    }
}
