//! Requests a pre-flight: an unsigned find request to the organisation's own Find endpoints, which shows obstacles early.

use domain::actor::{Actor, By, OrganisationRole};
use domain::ids::{ChangeId, EndpointId, OrganisationId, PreFlightId};
use domain::oat::Target;
use domain::policy::Policy;
use domain::pre_flight::{
    Reason, Refusal, authorise, targets_of_change, targets_of_entries, targets_of_scheme,
};
use domain::quota;
use domain::reference::PreFlightReference;
use domain::refusal::Thing;
use domain::tried::{Deed, Tried};
use jiff::Timestamp;

use crate::command::{
    Action, Caller, CommandStore, Commit, CommitFault, Decided, Effect, Place, ReadRequest, Receipt,
    RequestKey, Snapshot, run,
};
use crate::error::AppError;
use crate::organisation::record::Party;
use crate::pre_flight::state::PreFlight;
use crate::services::Services;

/// Endpoints that one pre-flight may name: as many as a change may add.
pub const MOST_PRE_FLIGHT_ENDPOINTS: usize = Policy::MOST_NEW_ENDPOINTS;

/// Which endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreFlightOf {
    /// Those that a confirmed change adds.
    Change(ChangeId),
    /// These of the actor's own organisation, live or scheduled.
    Endpoints(Vec<EndpointId>),
    VouchingScheme,
}

/// Asks for a pre-flight. It is made within a minute or two. One read and one transaction.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history of the actor's organisation),
/// [`AppError::Fault`].
pub async fn ask_pre_flight<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    of: &PreFlightOf,
) -> Result<PreFlight, AppError> {
    let caller = Caller { actor, key: Some(key) };
    run(services, caller, &Ask { id: services.fresh_id(), actor, of }).await
}

struct Ask<'a> {
    id: PreFlightId,
    actor: &'a Actor,
    of: &'a PreFlightOf,
}

impl<S: CommandStore> Action<S> for Ask<'_> {
    type Command = ();
    type Done = PreFlight;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        let (change, endpoints) = match self.of {
            PreFlightOf::Change(id) => (Some(*id), &[][..]),
            PreFlightOf::Endpoints(ids) => (None, &ids[..ids.len().min(MOST_PRE_FLIGHT_ENDPOINTS)]),
            PreFlightOf::VouchingScheme => (None, &[][..]),
        };
        let read = ReadRequest::at(now).with_record(Party::of(self.actor));
        match self.actor.organisation() {
            Some(_) => ReadRequest { change, endpoints, ..read },
            None => read,
        }
    }

    fn command(&self, _: &Snapshot) -> Result<(), AppError> {
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        Deed::AskPreFlight.into()
    }

    fn uses(&self) -> Option<quota::Kind> {
        Some(quota::Kind::PreFlights)
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        Place::at_home(self.actor, snapshot)
    }

    fn authorise(&self, _: &Snapshot, (): &()) -> Result<(), AppError> {
        self.authorised()?;
        Ok(())
    }

    /// What an earlier try of the same request made, if it is the organisation's; one read more.
    async fn repeated(
        &self,
        services: &Services<S>,
        _: Snapshot,
        receipt: Receipt,
    ) -> Result<PreFlight, AppError> {
        let read = ReadRequest { pre_flight: receipt.pre_flight, ..ReadRequest::at(services.clock.now()) };
        let made = services.store.read(read).await?.pre_flight;
        let own = made.filter(|made| self.actor.organisation() == Some(made.organisation));
        Ok(own.ok_or(Refusal::NotFound(Thing::PreFlight))?)
    }

    async fn decide(
        &self,
        services: &Services<S>,
        snapshot: &Snapshot,
        (): (),
    ) -> Result<Decided<PreFlight>, AppError> {
        let (organisation, asked_by) = self.authorised()?;
        let (ctx, targets) = (services.context(), targets(snapshot, organisation, self.of)?);
        // A reference that is taken is made again with the next try.
        let reference = Some(PreFlightReference::from_bits(services.ids.bits()));
        let (id, asked_at) = (self.id, ctx.now);
        let pre_flight = PreFlight { id, reference, organisation, asked_at, asked_by, targets, done: None };
        let mut commit = Commit::empty(ctx.now);
        commit.effects.push(Effect::PreFlight(pre_flight.clone()));
        let receipt = Receipt { pre_flight: Some(self.id), ..Receipt::default() };
        Ok(Decided::Write(Box::new(commit), receipt, pre_flight))
    }

    fn refused_late(&self, fault: CommitFault, _: &Commit) -> AppError {
        fault.unexpected("ask for a pre-flight").into()
    }
}

impl Ask<'_> {
    /// For which organisation, and in which role. Nobody at PDP has endpoints of their own.
    fn authorised(&self) -> Result<(OrganisationId, By), Refusal> {
        let not_staff = Refusal::role(OrganisationRole::ServiceManager);
        let own = self.actor.organisation().ok_or(not_staff)?;
        Ok((own, authorise(own, self.actor)?))
    }
}

/// What would be tried.
fn targets(
    snapshot: &Snapshot,
    organisation: OrganisationId,
    of: &PreFlightOf,
) -> Result<Vec<Target>, Refusal> {
    let mut targets = match of {
        PreFlightOf::Change(_) => {
            let own = snapshot.change.as_ref().filter(|change| change.organisation == organisation);
            targets_of_change(own.ok_or(Refusal::NotFound(Thing::PreFlight))?)?
        }
        PreFlightOf::Endpoints(_) => targets_of_entries(&snapshot.endpoints),
        PreFlightOf::VouchingScheme => {
            snapshot.organisation.as_ref().map(targets_of_scheme).unwrap_or_default()
        }
    };
    targets.truncate(MOST_PRE_FLIGHT_ENDPOINTS);
    if targets.is_empty() { Err(Reason::NothingToTry.into()) } else { Ok(targets) }
}
