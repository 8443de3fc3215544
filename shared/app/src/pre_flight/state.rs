//! A pre-flight and its observations.

use domain::actor::By;
use domain::ids::{OrganisationId, PreFlightId};
use domain::oat::observation::Observation;
use domain::oat::{ProfileMark, Target};
use domain::reference::PreFlightReference;
use jiff::Timestamp;

/// A pre-flight: a find request that nobody signed, to each of a few endpoints of an organisation, once. It counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreFlight {
    pub id: PreFlightId,
    /// The reference people use; none of pre-flights from before they had one.
    pub reference: Option<PreFlightReference>,
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

impl PreFlight {
    /// The find profile by which it was made; none before that, and when that was not noted yet.
    pub fn profile(&self) -> Option<&ProfileMark> {
        self.done.as_ref().and_then(|done| done.seen.first()).and_then(|seen| seen.profile.as_ref())
    }
}
