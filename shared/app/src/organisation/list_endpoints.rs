//! Lists the register of endpoints (G5, P1).

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::ids::OrganisationId;
use domain::organisation::Refusal;
use domain::refusal::Thing;
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::error::AppError;
use crate::organisation::endpoints::Register;
use crate::organisation::members::Members;
use crate::organisation::ports::{OrganisationRow, Organisations};
use crate::page::{Page, PageRequest};
use crate::services::Services;

/// Which endpoints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WhichEndpoints {
    /// Whose; the reader's own when none is named, and to PDP everybody's.
    pub organisation: Option<OrganisationId>,
    /// Only those in this state. Of an organisation's all that it has or had, when none is named; of everybody's the live ones.
    pub state: Option<EndpointState>,
}

/// A page of the register, with the names of those whose endpoints are on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterPage {
    pub page: Page<RegisteredEndpoint>,
    /// To PDP: others see their own endpoints only.
    pub organisations: Vec<OrganisationRow>,
}

/// The endpoints asked for.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] of another organisation's (P1), [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn list_endpoints<S: Register + Members>(
    services: &Services<S>,
    actor: &Actor,
    which: WhichEndpoints,
    page: &PageRequest,
) -> Result<Page<RegisteredEndpoint>, AppError> {
    let WhichEndpoints { organisation, state } = which;
    match organisation.or(actor.organisation()) {
        Some(id) if actor.may_see(id) => {
            let found = services.store.endpoints_of(id, state, page).await?;
            if found.items.is_empty() {
                // It has none: or is there no such organisation?
                services.store.organisation(id).await?.ok_or(Refusal::NotFound(Thing::Organisation))?;
            }
            Ok(found)
        }
        Some(_) => Err(Refusal::NotFound(Thing::Organisation).into()),
        None => Ok(services.store.endpoints_in(state.unwrap_or(EndpointState::Live), page).await?),
    }
}

/// The same with names: one round trip more for PDP.
///
/// # Errors
/// As [`list_endpoints`].
pub async fn read_register<S: Register + Members + Organisations>(
    services: &Services<S>,
    actor: &Actor,
    which: WhichEndpoints,
    page: &PageRequest,
) -> Result<RegisterPage, AppError> {
    let page = list_endpoints(services, actor, which, page).await?;
    let whose: BTreeSet<_> = page.items.iter().map(|entry| entry.organisation).collect();
    let organisations = match actor.is_staff() && !whose.is_empty() {
        true => services.store.names_of(&whose).await?,
        false => Vec::new(),
    };
    Ok(RegisterPage { page, organisations })
}
