//! Reads pre-flights and their results (P1).

use domain::actor::Actor;
use domain::dispute::{DisputesOfResult, ResultId};
use domain::ids::{OrganisationId, PreFlightId};
use domain::oat::ProfileMark;
use domain::pre_flight::Refusal;
use domain::refusal::Thing;

use crate::command::{CommandStore, ReadRequest};
use crate::error::AppError;
use crate::page::{Page, PageRequest};
use crate::pre_flight::ports::PreFlights;
use crate::pre_flight::state::PreFlight;
use crate::pre_flight::summary::PreFlightSummary;
use crate::services::Services;

/// A pre-flight, with what the probe sends now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPreFlight {
    pub pre_flight: PreFlight,
    /// The find profile that the probe last went by; none before it noted one.
    pub present: Option<ProfileMark>,
    /// The disputes that its result has had; none when it was never disputed.
    pub disputes: Option<DisputesOfResult>,
}

/// The pre-flight, if the actor may see it. What endpoints answered in their bodies is for PDP only (O9): to others it is empty.
pub async fn read_pre_flight<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: PreFlightId,
) -> Result<SeenPreFlight, AppError> {
    let disputes = Some(ResultId::PreFlight { id });
    let read = ReadRequest {
        pre_flight: Some(id),
        profile: true,
        disputes,
        ..ReadRequest::at(services.clock.now())
    };
    let snapshot = services.store.read(read).await?;
    let found = snapshot.pre_flight;
    let mut pre_flight =
        found.filter(|found| actor.may_see(found.organisation)).ok_or(Refusal::NotFound(Thing::PreFlight))?;
    if !actor.is_staff() {
        let seen = pre_flight.done.iter_mut().flat_map(|done| &mut done.seen);
        seen.filter_map(|seen| seen.response.as_mut()).for_each(|response| response.body_start.clear());
    }
    Ok(SeenPreFlight { pre_flight, present: snapshot.profile, disputes: snapshot.disputes })
}

/// The pre-flights of `organisation`, the actor's own when none is named, the last asked for first.
pub async fn list_pre_flights<S: PreFlights>(
    services: &Services<S>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    page: &PageRequest,
) -> Result<Page<PreFlightSummary>, AppError> {
    let organisation = organisation.or(actor.organisation()).filter(|id| actor.may_see(*id));
    let organisation = organisation.ok_or(Refusal::NotFound(Thing::PreFlight))?;
    Ok(services.store.pre_flights_of(organisation, page).await?)
}
