//! A pre-flight and its observations.

use domain::actor::By;
use domain::ids::{OrganisationId, PreFlightId};
use domain::oat::Target;
use domain::oat::observation::Observation;
use jiff::Timestamp;

/// A pre-flight: a find request that nobody signed, to each of a few endpoints of an organisation, once. It counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreFlight {
    pub id: PreFlightId,
    pub organisation: OrganisationId,
    /// When it was asked for; from then on it is due.
    pub asked_at: Timestamp,
    pub asked_by: By,
    /// The endpoints, never none.
    pub targets: Vec<Target>,
    /// Its result, once it was made.
    pub done: Option<PreFlightDone>,
}

/// The result of a pre-flight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreFlightDone {
    pub at: Timestamp,
    /// What was seen at each of its endpoints, in their order.
    pub seen: Vec<Observation>,
}
