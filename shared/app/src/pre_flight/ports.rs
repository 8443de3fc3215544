//! The port to pre-flights, and what passes through it.

use std::future::Future;

use domain::actor::By;
use domain::change::Change;
use domain::ids::{ChangeId, EndpointId, OrganisationId, PreFlightId};
use domain::oat::Target;
use domain::oat::observation::Observation;
use domain::organisation::Organisation;
use domain::register::RegisteredEndpoint;
use jiff::Timestamp;

use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::Attempts;
use crate::error::Fault;
use crate::oat::ports::ProbeLease;
use crate::page::{Page, PageFault, PageRequest};

/// A pre-flight: a find request that nobody signed, to each of a few endpoints of an organisation, once. It counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreFlight {
    /// Its id.
    pub id: PreFlightId,
    /// Whose endpoints.
    pub organisation: OrganisationId,
    /// When it was asked for; from then on it is due.
    pub asked_at: Timestamp,
    /// By whom.
    pub asked_by: By,
    /// The endpoints, never none.
    pub targets: Vec<Target>,
    /// What came of it, once it was made.
    pub done: Option<PreFlightDone>,
}

/// What came of a pre-flight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreFlightDone {
    /// When it was over.
    pub at: Timestamp,
    /// What was seen at each of its endpoints, in their order.
    pub seen: Vec<Observation>,
}

/// What is read for a pre-flight, in one round trip.
#[derive(Debug, Clone, Copy)]
pub struct WantPreFlight<'a> {
    /// The pre-flight, if it is known.
    pub id: Option<PreFlightId>,
    /// The organisation whose endpoints it is about.
    pub organisation: Option<OrganisationId>,
    /// The change that proposes the endpoints.
    pub change: Option<ChangeId>,
    /// Entries of that organisation in the register: at most 10.
    pub endpoints: &'a [EndpointId],
    /// The request of the caller, if it carries a key.
    pub request: Option<&'a RequestKey>,
    /// The instant of the request: what has expired by then counts as absent.
    pub now: Timestamp,
}

/// What was read for a pre-flight.
#[derive(Debug, Clone, Default)]
pub struct LoadedPreFlight {
    /// The pre-flight.
    pub pre_flight: Option<PreFlight>,
    /// The organisation.
    pub organisation: Option<Organisation>,
    /// The change.
    pub change: Option<Change>,
    /// Those of the wanted entries that there are.
    pub endpoints: Vec<RegisteredEndpoint>,
    /// What is remembered of the request of the caller; none once it has expired.
    pub receipt: Option<Receipt>,
}

/// Why nothing of a new pre-flight was written.
#[derive(Debug, thiserror::Error)]
pub enum PreFlightFault {
    /// The request of the caller was carried out already.
    #[error("request repeated")]
    RequestRepeated,
    /// Somebody else's transaction was in the way.
    #[error("lost a race")]
    Race,
    /// The organisation has asked for as many as it may in this hour.
    #[error("too many pre-flights")]
    TooMany,
    /// Something outside failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Pre-flights: asked for, due, done.
pub trait PreFlights: Attempts {
    /// Reads what a pre-flight needs. One round trip.
    fn load_pre_flight(
        &self,
        want: WantPreFlight<'_>,
    ) -> impl Future<Output = Result<LoadedPreFlight, Fault>> + Send;

    /// Keeps a new pre-flight and the receipt of the request for it, and counts it, in one transaction: of an organisation at
    /// most `most_an_hour` in any hour of the clock (UTC).
    fn ask_pre_flight(
        &self,
        pre_flight: &PreFlight,
        most_an_hour: u32,
        request: &RequestKey,
    ) -> impl Future<Output = Result<(), PreFlightFault>> + Send;

    /// The pre-flights that are to be made and were asked for at `until` or before, the longest waiting first.
    fn due_pre_flights(
        &self,
        until: Timestamp,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<PreFlightId>, PageFault>> + Send;

    /// Takes the lease of a pre-flight, if at `now` nobody has it; false when somebody has.
    fn take_pre_flight_lease(
        &self,
        id: PreFlightId,
        lease: &ProbeLease,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Keeps what came of it, under the lease; false when another pass took over or it is done already. It is then due no more.
    fn finish_pre_flight(
        &self,
        id: PreFlightId,
        done: &PreFlightDone,
        lease: &ProbeLease,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;
}
