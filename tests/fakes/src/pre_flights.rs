//! Pre-flights in memory.

use domain::ids::PreFlightId;
use jiff::Timestamp;

use super::oats::may_be_taken;
use super::paging::List;
use super::store::MemoryStore;
use app::Fault;
use app::ProbeLease;
use app::{LoadedPreFlight, PreFlight, PreFlightDone, PreFlightFault, PreFlights, WantPreFlight};
use app::{Page, PageFault, PageRequest};
use app::{Receipt, RequestKey};

const HOUR: i64 = 3600;

impl PreFlights for MemoryStore {
    async fn load_pre_flight(&self, want: WantPreFlight<'_>) -> Result<LoadedPreFlight, Fault> {
        let state = self.state();
        let is_wanted = |entry: &&domain::register::RegisteredEndpoint| {
            want.organisation == Some(entry.organisation) && want.endpoints.contains(&entry.id)
        };
        Ok(LoadedPreFlight {
            pre_flight: want.id.and_then(|id| state.pre_flights.get(&id)).cloned(),
            organisation: want.organisation.and_then(|id| state.organisations.get(&id)).cloned(),
            change: want.change.and_then(|id| state.changes.get(&id)).cloned(),
            endpoints: state.register.values().filter(is_wanted).cloned().collect(),
            receipt: want.request.and_then(|key| state.receipt(key, want.now)),
        })
    }

    async fn ask_pre_flight(
        &self,
        pre_flight: &PreFlight,
        most_an_hour: u32,
        request: &RequestKey,
    ) -> Result<(), PreFlightFault> {
        let mut state = self.state();
        let now = pre_flight.asked_at;
        if state.receipt(request, now).is_some() {
            return Err(PreFlightFault::RequestRepeated);
        }
        let hour = (pre_flight.organisation, now.as_second().div_euclid(HOUR));
        if state.pre_flights_asked.get(&hour).is_some_and(|asked| *asked >= most_an_hour) {
            return Err(PreFlightFault::TooMany);
        }
        if state.pre_flights.contains_key(&pre_flight.id) {
            return Err(Fault::lasting("keep a pre-flight", "there is one of this id").into());
        }
        *state.pre_flights_asked.entry(hour).or_default() += 1;
        state.pre_flights.insert(pre_flight.id, pre_flight.clone());
        let receipt = Receipt { pre_flight: Some(pre_flight.id), ..Receipt::of(request) };
        state.remember(request, receipt, now);
        Ok(())
    }

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
