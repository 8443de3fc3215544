//! Registers an organisation.

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::aggregate::Trail;
use domain::ids::OrganisationId;
use domain::organisation::{CommandKind, Organisation, Refusal, authorise_team, register};
use domain::refusal::Thing;
use domain::tried::Tried;
use jiff::Timestamp;

use crate::command::{
    Action, Caller, CommandStore, Decided, Place, ReadRequest, Receipt, RequestKey, Snapshot, run,
};
use crate::error::AppError;
use crate::organisation::administer::{Administered, RecordTrail, commit_of};
use crate::organisation::record::{Party, Record};
use crate::services::Services;

/// Makes an organisation of this name known, as yet without people and endpoints.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::KeyReused`] (kept in the history of PDP's team, because the organisation has none
/// yet), [`AppError::Fault`].
pub async fn register_organisation<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    key: &RequestKey,
    name: &str,
) -> Result<Administered, AppError> {
    let caller = Caller { actor, key: Some(key) };
    run(services, caller, &RegisterOrganisation { id: services.fresh_id(), actor, name }).await
}

struct RegisterOrganisation<'a> {
    id: OrganisationId,
    actor: &'a Actor,
    name: &'a str,
}

impl<S: CommandStore> Action<S> for RegisterOrganisation<'_> {
    type Command = ();
    type Done = Administered;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        ReadRequest::at(now).with_record(Some(Party::Pdp))
    }

    fn command(&self, _: &Snapshot) -> Result<(), AppError> {
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        CommandKind::RegisterOrganisation.into()
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        Place::of_record(Party::Pdp, snapshot)
    }

    fn authorise(&self, _: &Snapshot, (): &()) -> Result<(), AppError> {
        authorise_team(CommandKind::RegisterOrganisation, self.actor)?;
        Ok(())
    }

    /// The receipt names what was made, so this reads once more.
    async fn repeated(
        &self,
        services: &Services<S>,
        _: Snapshot,
        receipt: Receipt,
    ) -> Result<Administered, AppError> {
        let made =
            receipt.organisation.map(Party::Organisation).ok_or(Refusal::NotFound(Thing::Organisation))?;
        let read = ReadRequest::at(services.clock.now()).with_record(Some(made));
        let record =
            services.store.read(read).await?.record(made).ok_or(Refusal::NotFound(Thing::Organisation))?;
        Ok(Administered { record, person: None, sign_in: None, repeated: true })
    }

    async fn decide(
        &self,
        services: &Services<S>,
        _: &Snapshot,
        (): (),
    ) -> Result<Decided<Administered>, AppError> {
        let now = services.clock.now();
        let first = register(self.id, self.name, self.actor, now)?;
        let trail = Trail::<Organisation>::begin(first).ok_or(Refusal::NotFound(Thing::Organisation))?;
        let record = Record::Organisation(trail.after().clone());
        let commit =
            commit_of(services, &RecordTrail::Organisation(trail), None, &BTreeSet::new(), self.actor, now);
        let receipt = Receipt { organisation: Some(self.id), ..Receipt::default() };
        let done = Administered { record, person: None, sign_in: None, repeated: false };
        Ok(Decided::Write(Box::new(commit), receipt, done))
    }
}
