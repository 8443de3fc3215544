//! Asks for a pre-flight: a find request that nobody signed, to Find endpoints of one's own, to find early what is in the way.

use domain::actor::{Actor, OrganisationRole};
use domain::ids::{ChangeId, EndpointId, OrganisationId};
use domain::policy::Policy;
use domain::pre_flight::{Refusal, permit, targets_of_change, targets_of_entries, targets_of_scheme};

use crate::desk::Desk;
use crate::error::AppError;
use crate::ports::RequestKey;
use crate::pre_flights::{LoadedPreFlight, PreFlight, PreFlightFault, PreFlights, WantPreFlight};

/// Endpoints that one pre-flight may name.
const MOST_ENDPOINTS: usize = 9;

/// Which endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreFlightOf {
    /// Those that a confirmed change adds.
    Change(ChangeId),
    /// These of the actor's own organisation, live or scheduled.
    Endpoints(Vec<EndpointId>),
    /// Those of its vouching scheme.
    VouchingScheme,
}

/// Asks for a pre-flight. It is made within a minute or two. One read and one transaction.
///
/// # Errors
/// [`AppError::PreFlightRefused`], [`AppError::KeyReused`], [`AppError::Fault`].
pub async fn ask_pre_flight<S: PreFlights>(
    desk: &Desk<S>,
    actor: &Actor,
    key: &RequestKey,
    of: &PreFlightOf,
) -> Result<PreFlight, AppError> {
    let not_staff = Refusal::RoleRequired { role: OrganisationRole::ServiceManager.into() };
    let organisation = actor.organisation().ok_or(not_staff)?;
    let asked_by = permit(organisation, actor)?;
    let loaded = load(desk, organisation, key, of).await?;
    if let Some(done) = done_before(desk, &loaded, key).await? {
        return Ok(done);
    }
    let mut targets = match of {
        PreFlightOf::Change(_) => {
            let own = loaded.change.as_ref().filter(|change| change.organisation == organisation);
            targets_of_change(own.ok_or(Refusal::NotFound)?)?
        }
        PreFlightOf::Endpoints(_) => targets_of_entries(&loaded.endpoints),
        PreFlightOf::VouchingScheme => {
            loaded.organisation.as_ref().map(targets_of_scheme).unwrap_or_default()
        }
    };
    targets.truncate(MOST_ENDPOINTS);
    if targets.is_empty() {
        return Err(Refusal::NothingToTry.into());
    }
    let asked_at = desk.clock.now();
    let pre_flight = PreFlight { id: desk.fresh_id(), organisation, asked_at, asked_by, targets, done: None };
    let max = Policy::in_force(desk.context().today).limits.oat.pre_flights_an_hour;
    match desk.store.ask_pre_flight(&pre_flight, max, key).await {
        Ok(()) => Ok(pre_flight),
        Err(PreFlightFault::TooMany) => Err(Refusal::TooMany { max }.into()),
        // The same request, racing with itself: the other one has done it.
        Err(PreFlightFault::RequestRepeated) => {
            let loaded = load(desk, organisation, key, of).await?;
            Ok(done_before(desk, &loaded, key).await?.ok_or(Refusal::NotFound)?)
        }
        Err(PreFlightFault::Fault(fault)) => Err(fault.into()),
    }
}

async fn load<S: PreFlights>(
    desk: &Desk<S>,
    organisation: OrganisationId,
    key: &RequestKey,
    of: &PreFlightOf,
) -> Result<LoadedPreFlight, AppError> {
    let (change, endpoints) = match of {
        PreFlightOf::Change(id) => (Some(*id), &[][..]),
        PreFlightOf::Endpoints(ids) => (None, &ids[..ids.len().min(MOST_ENDPOINTS)]),
        PreFlightOf::VouchingScheme => (None, &[][..]),
    };
    let want = WantPreFlight {
        id: None,
        organisation: Some(organisation),
        change,
        endpoints,
        request: Some(key),
        now: desk.clock.now(),
    };
    Ok(desk.store.load_pre_flight(want).await?)
}

/// What an earlier try of the same request made; one read more.
async fn done_before<S: PreFlights>(
    desk: &Desk<S>,
    loaded: &LoadedPreFlight,
    key: &RequestKey,
) -> Result<Option<PreFlight>, AppError> {
    let Some(receipt) = loaded.receipt else { return Ok(None) };
    let made = receipt.pre_flight.filter(|_| receipt.fingerprint == key.fingerprint);
    let id = made.ok_or(AppError::KeyReused)?;
    let want = WantPreFlight {
        id: Some(id),
        organisation: None,
        change: None,
        endpoints: &[],
        request: None,
        now: desk.clock.now(),
    };
    let pre_flight = desk.store.load_pre_flight(want).await?.pre_flight;
    Ok(Some(pre_flight.ok_or(Refusal::NotFound)?))
}
