//! The place of an export: a change, or the register of endpoints (P1).

use domain::actor::Actor;
use domain::change::{Change, Refusal};
use domain::export::{self, Export};
use domain::ids::{ChangeId, ExportId};
use domain::refusal::Thing;
use jiff::Timestamp;

use crate::command::{Place, ReadRequest, Snapshot};
use crate::error::AppError;
use crate::organisation::record::Party;

/// Where an export is asked about: at a change, or at the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportPlace {
    pub id: ExportId,
    /// The change whose bundle it is; none for the register.
    pub change: Option<ChangeId>,
}

/// What is read for a command about an export: its change, or, of the register, the record in whose history a refusal would be kept.
pub(super) fn read_of(change: Option<ChangeId>, actor: &Actor, now: Timestamp) -> ReadRequest<'static> {
    ReadRequest { change, ..ReadRequest::at(now) }.with_record(Party::of(actor).filter(|_| change.is_none()))
}

/// Where a refusal is kept; nowhere when there is no such change.
pub(super) fn place_of(change: Option<ChangeId>, actor: &Actor, snapshot: &Snapshot) -> Option<Place> {
    match change {
        Some(_) => snapshot.change.as_ref().map(Place::of_change),
        None => Place::at_home(actor, snapshot),
    }
}

/// The change, if it is asked at one; to those who may not see it, it does not exist (P1).
pub(super) fn seen<'s>(
    change: Option<ChangeId>,
    snapshot: &'s Snapshot,
    actor: &Actor,
) -> Result<Option<&'s Change>, AppError> {
    let found = snapshot.change.as_ref().filter(|change| actor.may_see(change.organisation));
    match (change, found) {
        (None, _) => Ok(None),
        (Some(_), None) => Err(Refusal::NotFound(Thing::Change).into()),
        (Some(_), found) => Ok(found),
    }
}

/// The export that was read, if it is of this place and for this actor.
pub(super) fn found<'s>(
    snapshot: &'s Snapshot,
    actor: &Actor,
    place: ExportPlace,
) -> Result<&'s Export, AppError> {
    let here = |export: &&Export| export.subject.change() == place.change && export.is_for(actor);
    Ok(snapshot.export.as_ref().filter(here).ok_or(export::Reason::NotFound)?)
}
