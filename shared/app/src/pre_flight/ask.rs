//! Asks for a pre-flight: a find request that nobody signed, to Find endpoints of one's own, to find early what is in the way.

use domain::actor::{Actor, OrganisationRole};
use domain::ids::{ChangeId, EndpointId, OrganisationId};
use domain::oat::Target;
use domain::policy::Policy;
use domain::pre_flight::{Refusal, permit, targets_of_change, targets_of_entries, targets_of_scheme};
use domain::tried::Deed;

use crate::command::contention::{TRIES, before_try};
use crate::command::order::{CONFLICT, admit};
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{keep_at_home, refuse_at_home};
use crate::desk::Desk;
use crate::error::{AppError, Fault};
use crate::pre_flight::ports::{LoadedPreFlight, PreFlight, PreFlightFault, PreFlights, WantPreFlight};

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
/// [`AppError::PreFlightRefused`] and [`AppError::KeyReused`] (kept in the history of the actor's organisation),
/// [`AppError::Fault`].
pub async fn ask_pre_flight<S: PreFlights>(
    desk: &Desk<S>,
    actor: &Actor,
    key: &RequestKey,
    of: &PreFlightOf,
) -> Result<PreFlight, AppError> {
    let not_staff = Refusal::RoleRequired { role: OrganisationRole::ServiceManager.into() };
    let own = actor.organisation();
    let permitted = own.ok_or(not_staff).and_then(|own| Ok((own, permit(own, actor)?)));
    let (organisation, asked_by) = match permitted {
        Ok(permitted) => permitted,
        Err(refusal) => return refuse_at_home(desk, actor, None, Deed::AskPreFlight, refusal.into()).await,
    };
    let id = desk.fresh_id();
    for number in 0..TRIES {
        before_try(desk, number).await;
        let loaded = load(desk, organisation, key, of).await?;
        let version = loaded.organisation.as_ref().map(|own| own.version);
        match admit::<_, Refusal>(Ok(asked_by), loaded.receipt, Some(key)) {
            Ok(None) => {}
            Ok(Some(receipt)) => {
                return match done_before(desk, organisation, receipt).await? {
                    Some(done) => Ok(done),
                    None => {
                        refuse_at_home(desk, actor, version, Deed::AskPreFlight, Refusal::NotFound.into())
                            .await
                    }
                };
            }
            Err(no) => return refuse_at_home(desk, actor, version, Deed::AskPreFlight, no.into()).await,
        }
        let targets = match targets(&loaded, organisation, of) {
            Ok(targets) => targets,
            Err(refusal) => {
                return refuse_at_home(desk, actor, version, Deed::AskPreFlight, refusal.into()).await;
            }
        };
        let asked_at = desk.clock.now();
        let pre_flight = PreFlight { id, organisation, asked_at, asked_by, targets, done: None };
        let max = Policy::in_force(desk.context().today).limits.oat.pre_flights_an_hour;
        match desk.store.ask_pre_flight(&pre_flight, max, key).await {
            Ok(()) => return Ok(pre_flight),
            Err(PreFlightFault::TooMany) => {
                return refuse_at_home(
                    desk,
                    actor,
                    version,
                    Deed::AskPreFlight,
                    Refusal::TooMany { max }.into(),
                )
                .await;
            }
            // The same request, racing with itself, or another one that was counted at the same time.
            Err(PreFlightFault::RequestRepeated | PreFlightFault::Race) => {}
            Err(PreFlightFault::Fault(fault)) => return Err(fault.into()),
        }
    }
    keep_at_home(desk, actor, None, Deed::AskPreFlight, CONFLICT).await?;
    Err(Fault::retryable("ask for a pre-flight", "somebody else was always first").into())
}

/// What would be tried.
fn targets(
    loaded: &LoadedPreFlight,
    organisation: OrganisationId,
    of: &PreFlightOf,
) -> Result<Vec<Target>, Refusal> {
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
    if targets.is_empty() { Err(Refusal::NothingToTry) } else { Ok(targets) }
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

/// What an earlier try of the same request made, if it is the organisation's; one read more.
async fn done_before<S: PreFlights>(
    desk: &Desk<S>,
    organisation: OrganisationId,
    receipt: Receipt,
) -> Result<Option<PreFlight>, AppError> {
    let want = WantPreFlight {
        id: receipt.pre_flight,
        organisation: None,
        change: None,
        endpoints: &[],
        request: None,
        now: desk.clock.now(),
    };
    let made = desk.store.load_pre_flight(want).await?.pre_flight;
    Ok(made.filter(|made| made.organisation == organisation))
}
