//! A pre-flight as a row of a list (Q10).

use domain::actor::By;
use domain::ids::{OrganisationId, PreFlightId};
use domain::oat::{ProfileMark, Target};
use domain::pre_flight::{Shown, shown_by};
use domain::reference::PreFlightReference;
use jiff::Timestamp;

use crate::pre_flight::state::PreFlight;

/// What a list shows of a pre-flight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreFlightSummary {
    pub id: PreFlightId,
    pub reference: Option<PreFlightReference>,
    pub organisation: OrganisationId,
    pub asked_at: Timestamp,
    pub asked_by: By,
    pub done_at: Option<Timestamp>,
    pub profile: Option<ProfileMark>,
    pub targets: Vec<PreFlightTarget>,
}

/// One of its endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreFlightTarget {
    pub target: Target,
    /// What it showed, once it was made.
    pub shown: Option<Shown>,
}

impl PreFlightSummary {
    /// The row of `pre_flight`.
    pub fn of(pre_flight: &PreFlight) -> Self {
        let seen = pre_flight.done.as_ref().map(|done| done.seen.as_slice()).unwrap_or_default();
        let target = |(at, target): (usize, &Target)| PreFlightTarget {
            target: target.clone(),
            shown: seen.get(at).map(shown_by),
        };
        Self {
            id: pre_flight.id,
            reference: pre_flight.reference,
            organisation: pre_flight.organisation,
            asked_at: pre_flight.asked_at,
            asked_by: pre_flight.asked_by,
            done_at: pre_flight.done.as_ref().map(|done| done.at),
            profile: pre_flight.profile().cloned(),
            targets: pre_flight.targets.iter().enumerate().map(target).collect(),
        }
    }
}
