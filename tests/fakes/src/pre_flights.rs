//! Pre-flights in memory.

use domain::ids::{OrganisationId, PreFlightId};
use jiff::Timestamp;

use newtype_uuid::GenericUuid;

use super::oats::{may_be_taken, newest_first};
use super::paging::List;
use super::store::MemoryStore;
use app::Fault;
use app::ProbeLease;
use app::{Page, PageFault, PageRequest};
use app::{PreFlight, PreFlightSummary, PreFlights};

impl PreFlights for MemoryStore {
    async fn due_pre_flights(
        &self,
        until: Timestamp,
        page: &PageRequest,
    ) -> Result<Page<PreFlightId>, PageFault> {
        let state = self.state();
        let due = state.pre_flights.values().filter(|one| one.done.is_none() && one.asked_at <= until);
        let mut rows: Vec<_> = due.map(|one| (format!("{:.3}#{}", one.asked_at, one.id), one.id)).collect();
        rows.sort();
        List::new("pre-flights", "pdp").page(rows, page)
    }

    async fn pre_flights_of(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<PreFlightSummary>, PageFault> {
        let state = self.state();
        let own = state.pre_flights.values().filter(|one| one.organisation == organisation);
        let place = |one: &PreFlight| newest_first(one.asked_at, one.id.into_untyped_uuid().as_u128());
        let mut rows: Vec<_> = own.map(|one| (place(one), PreFlightSummary::of(one))).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        List::new("pre-flights-of", organisation).page(rows, page)
    }

    async fn take_pre_flight_lease(
        &self,
        id: PreFlightId,
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let leases = &mut self.state().pre_flight_leases;
        let taken = leases.get(&id).is_none_or(|held| may_be_taken(held, lease, now));
        if taken {
            leases.insert(id, *lease);
        }
        Ok(taken)
    }

    async fn finish_pre_flight(&self, done: &PreFlight, lease: &ProbeLease) -> Result<bool, Fault> {
        let (mut state, id) = (self.state(), done.id);
        let is_held = state.pre_flight_leases.get(&id).is_some_and(|held| held.holder == lease.holder);
        let Some(pre_flight) = state.pre_flights.get_mut(&id).filter(|one| is_held && one.done.is_none())
        else {
            return Ok(false);
        };
        pre_flight.done.clone_from(&done.done);
        state.pre_flight_leases.remove(&id);
        Ok(true)
    }
}

impl MemoryStore {
    /// The pre-flight, as it is now.
    pub fn pre_flight(&self, id: PreFlightId) -> Option<PreFlight> {
        self.state().pre_flights.get(&id).cloned()
    }
}
