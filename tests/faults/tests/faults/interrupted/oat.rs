//! The ports of operational acceptance testing, call by call.

use app::{
    Fault, LoadedOat, LoadedPreFlight, OatCommit, OatCommitFault, OatHistoryPage, OatQueue, OatRequests,
    OatSummary, Page, PageFault, PageRequest, PreFlight, PreFlightDone, PreFlightFault, PreFlights,
    ProbeAttempt, ProbeGround, ProbeLease, RequestKey, WantOat, WantPreFlight,
};
use domain::ids::{OatId, OrganisationId, PreFlightId};
use jiff::Timestamp;

use super::Interrupted;

impl<S: OatRequests> OatRequests for Interrupted<S> {
    async fn load_oat(&self, want: WantOat<'_>) -> Result<LoadedOat, Fault> {
        self.call(self.inner.load_oat(want)).await
    }

    async fn commit_oat(&self, commit: &OatCommit) -> Result<(), OatCommitFault> {
        self.call(self.inner.commit_oat(commit)).await
    }

    async fn oat_history(&self, id: OatId, page: &PageRequest) -> Result<OatHistoryPage, PageFault> {
        self.call(self.inner.oat_history(id, page)).await
    }

    async fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        page: &PageRequest,
    ) -> Result<Page<ProbeAttempt>, PageFault> {
        self.call(self.inner.probe_attempts(id, run, page)).await
    }

    async fn oats_of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        self.call(self.inner.oats_of_organisation(organisation, page)).await
    }

    async fn oats_in(
        &self,
        queue: OatQueue,
        until: Option<Timestamp>,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        self.call(self.inner.oats_in(queue, until, page)).await
    }

    async fn load_oats(&self, ids: &[OatId], now: Timestamp) -> Result<Vec<LoadedOat>, Fault> {
        self.call(self.inner.load_oats(ids, now)).await
    }

    async fn take_probe_leases(
        &self,
        ids: &[OatId],
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<Vec<OatId>, Fault> {
        self.call(self.inner.take_probe_leases(ids, lease, now)).await
    }

    async fn probe_ground(&self, organisation: OrganisationId, now: Timestamp) -> Result<ProbeGround, Fault> {
        self.call(self.inner.probe_ground(organisation, now)).await
    }
}

impl<S: PreFlights> PreFlights for Interrupted<S> {
    async fn load_pre_flight(&self, want: WantPreFlight<'_>) -> Result<LoadedPreFlight, Fault> {
        self.call(self.inner.load_pre_flight(want)).await
    }

    async fn ask_pre_flight(
        &self,
        pre_flight: &PreFlight,
        most_an_hour: u32,
        request: &RequestKey,
    ) -> Result<(), PreFlightFault> {
        self.call(self.inner.ask_pre_flight(pre_flight, most_an_hour, request)).await
    }

    async fn due_pre_flights(
        &self,
        until: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<PreFlightId>, PageFault> {
        self.call(self.inner.due_pre_flights(until, page)).await
    }

    async fn take_pre_flight_lease(
        &self,
        id: PreFlightId,
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        self.call(self.inner.take_pre_flight_lease(id, lease, now)).await
    }

    async fn finish_pre_flight(
        &self,
        id: PreFlightId,
        done: &PreFlightDone,
        lease: &ProbeLease,
    ) -> Result<bool, Fault> {
        self.call(self.inner.finish_pre_flight(id, done, lease)).await
    }
}
