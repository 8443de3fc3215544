//! Reads a pre-flight and its result (P1).

use domain::actor::Actor;
use domain::ids::PreFlightId;
use domain::pre_flight::Refusal;
use domain::refusal::Thing;

use crate::command::{CommandStore, ReadRequest};
use crate::error::AppError;
use crate::pre_flight::state::PreFlight;
use crate::services::Services;

/// The pre-flight, if the actor may see it. What endpoints answered in their bodies is for PDP only (O9): to others it is empty.
pub async fn read_pre_flight<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: PreFlightId,
) -> Result<PreFlight, AppError> {
    let read = ReadRequest { pre_flight: Some(id), ..ReadRequest::at(services.clock.now()) };
    let found = services.store.read(read).await?.pre_flight;
    let mut pre_flight =
        found.filter(|found| actor.may_see(found.organisation)).ok_or(Refusal::NotFound(Thing::PreFlight))?;
    if !actor.is_staff() {
        let seen = pre_flight.done.iter_mut().flat_map(|done| &mut done.seen);
        seen.filter_map(|seen| seen.response.as_mut()).for_each(|response| response.body_start.clear());
    }
    Ok(pre_flight)
}
