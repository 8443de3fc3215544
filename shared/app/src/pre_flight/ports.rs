//! The port to pre-flights.

use std::future::Future;

use domain::ids::{OrganisationId, PreFlightId};
use jiff::Timestamp;

use crate::command::CommandStore;
use crate::error::Fault;
use crate::oat::lease::ProbeLease;
use crate::page::{Page, PageFault, PageRequest};
use crate::pre_flight::state::PreFlight;
use crate::pre_flight::summary::PreFlightSummary;

/// Pre-flights that are due.
pub trait PreFlights: CommandStore {
    /// The pre-flights that are to be made and were asked for at `until` or before, the longest waiting first.
    fn due_pre_flights(
        &self,
        until: Timestamp,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<PreFlightId>, PageFault>> + Send;

    /// The pre-flights of an organisation, the last asked for first; without those from before they had references.
    fn pre_flights_of(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<PreFlightSummary>, PageFault>> + Send;

    /// Takes the lease of a pre-flight, if at `now` nobody has it; false when somebody has.
    fn take_pre_flight_lease(
        &self,
        id: PreFlightId,
        lease: &ProbeLease,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Keeps the result of `done`, under the lease; false when another batch took over or it is done already. It is then due no more.
    fn finish_pre_flight(
        &self,
        done: &PreFlight,
        lease: &ProbeLease,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;
}
