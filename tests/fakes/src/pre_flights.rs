//! Pre-flights in memory.

use domain::ids::PreFlightId;
use jiff::Timestamp;

use super::oats::may_be_taken;
use super::paging::List;
use super::store::MemoryStore;
use app::Fault;
use app::ProbeLease;
use app::{Page, PageFault, PageRequest};
use app::{PreFlight, PreFlightDone, PreFlights};

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

    async fn finish_pre_flight(
        &self,
        id: PreFlightId,
        done: &PreFlightDone,
        lease: &ProbeLease,
    ) -> Result<bool, Fault> {
        let mut state = self.state();
        let is_held = state.pre_flight_leases.get(&id).is_some_and(|held| held.holder == lease.holder);
        let Some(pre_flight) = state.pre_flights.get_mut(&id).filter(|one| is_held && one.done.is_none())
        else {
            return Ok(false);
        };
        pre_flight.done = Some(done.clone());
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
