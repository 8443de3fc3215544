//! Lists the register of endpoints (G5, P1).

use domain::actor::{Actor, PdpRole};
use domain::ids::OrganisationId;
use domain::organisation::Refusal;
use domain::refusal::Thing;
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::error::AppError;
use crate::organisation::endpoints::Register;
use crate::organisation::members::Members;
use crate::page::{Page, PageRequest};
use crate::services::Services;

/// Which endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichEndpoints {
    /// All that this organisation has or had.
    Of(OrganisationId),
    /// Everybody's in this state; for PDP.
    In(EndpointState),
}

/// The endpoints asked for; when nothing was said, an organisation's own, and to PDP everybody's live ones.
pub async fn list_endpoints<S: Register + Members>(
    services: &Services<S>,
    actor: &Actor,
    which: Option<WhichEndpoints>,
    page: &PageRequest,
) -> Result<Page<RegisteredEndpoint>, AppError> {
    let unsaid = match actor {
        Actor::Member { organisation, .. } => WhichEndpoints::Of(*organisation),
        Actor::Staff { .. } | Actor::System(_) => WhichEndpoints::In(EndpointState::Live),
    };
    match which.unwrap_or(unsaid) {
        WhichEndpoints::Of(id) if actor.may_see(id) => {
            let found = services.store.endpoints_of(id, page).await?;
            if found.items.is_empty() {
                // It has none: or is there no such organisation?
                services.store.organisation(id).await?.ok_or(Refusal::NotFound(Thing::Organisation))?;
            }
            Ok(found)
        }
        WhichEndpoints::Of(_) => Err(Refusal::NotFound(Thing::Organisation).into()),
        WhichEndpoints::In(state) if !matches!(actor, Actor::Member { .. }) => {
            Ok(services.store.endpoints_in(state, page).await?)
        }
        WhichEndpoints::In(_) => Err(Refusal::role(PdpRole::Administrator).into()),
    }
}
