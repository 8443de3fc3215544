//! Keeps a refused command in the place where it belongs.

use domain::actor::Actor;
use domain::change::Change;
use domain::dispute::Dispute;
use domain::downtime::Notice;
use domain::ids::{OatId, OrganisationId};
use domain::oat::OatRequest;
use domain::tried::Tried;

use crate::command::commit::CommitFault;
use crate::command::refused::{History, RefusedCommand};
use crate::command::snapshot::Snapshot;
use crate::command::store::{CommandStore, Tally};
use crate::organisation::record::Party;
use crate::services::Services;

/// Where a command was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    on: History,
    party: Party,
    version: u64,
}

impl Place {
    /// In the history of `change`.
    pub(crate) fn of_change(change: &Change) -> Self {
        let party = Party::Organisation(change.organisation);
        Self { on: History::Change(change.id), party, version: change.version }
    }

    /// In the history of `oat`.
    pub(crate) fn of_oat(oat: &OatRequest) -> Self {
        Self::of_first_oat(oat.id, oat.organisation).at(oat.version)
    }

    /// In the history of a request for OAT that nobody has made yet.
    pub(crate) fn of_first_oat(id: OatId, organisation: OrganisationId) -> Self {
        Self { on: History::Oat(id), party: Party::Organisation(organisation), version: 0 }
    }

    /// In the history of a notice of downtime.
    pub(crate) fn of_downtime(notice: &Notice) -> Self {
        let party = Party::Organisation(notice.organisation);
        Self { on: History::Downtime(notice.id), party, version: notice.version }
    }

    /// In the history of `dispute`.
    pub(crate) fn of_dispute(dispute: &Dispute) -> Self {
        let party = Party::Organisation(dispute.organisation);
        Self { on: History::Dispute(dispute.id), party, version: dispute.version }
    }

    /// In the history of the record of `party`, if it was read.
    pub(crate) fn of_record(party: Party, snapshot: &Snapshot) -> Option<Self> {
        snapshot.version_of(party).map(|version| Self::of_party(party, version))
    }

    fn of_party(party: Party, version: u64) -> Self {
        Self { on: History::Record(party), party, version }
    }

    /// In the history of the record of the actor's own party, which was read: for what is asked of nothing that is there yet. None
    /// for the system.
    pub(crate) fn at_home(actor: &Actor, snapshot: &Snapshot) -> Option<Self> {
        let party = Party::of(actor)?;
        Some(Self::of_party(party, snapshot.version_of(party).unwrap_or_default()))
    }

    fn at(self, version: u64) -> Self {
        Self { version, ..self }
    }
}

/// Keeps that `actor` was refused what they `tried` (A1).
pub(crate) async fn keep<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    place: Place,
    tried: Tried,
    refusal: &str,
    tally: Tally<'_>,
) -> Result<(), CommitFault> {
    let person = actor.person();
    let refused = RefusedCommand {
        id: services.fresh_id(),
        on: place.on,
        party: place.party,
        version: place.version,
        at: services.clock.now(),
        person,
        name: actor.name().cloned(),
        roles: person.map(|_| actor.roles()),
        outsider: match place.party {
            Party::Organisation(id) => !actor.may_see(id),
            Party::Pdp => matches!(actor, Actor::Member { .. }),
        },
        command: tried,
        refusal: refusal.to_owned(),
    };
    services.store.record_refused(&refused, tally).await
}
