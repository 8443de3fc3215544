//! Which things may be deleted, and what keeps the others. Pure.

use domain::calendar::london_date;
use domain::retention::{
    Kept, end_of_change, end_of_initial_connection, end_of_notice, end_of_pre_flight, may_go,
};
use jiff::Timestamp;

use crate::command::DeletedThing;
use crate::mending::expired::holdings::{HeldState, Holding, Holdings, Remnant};

/// What is to be done with a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It ended then, and may be deleted.
    Due {
        ended: Timestamp,
    },
    /// Its deletion was begun, and stopped.
    GoesOn,
    Kept(Kept),
    /// These items cannot be read, so nobody knows whether it may go.
    Unreadable(Vec<String>),
    /// It has no state, so nobody knows either.
    NoState,
    /// The record of its organisation is not there, or cannot be read.
    NoOrganisation,
}

/// The judgement on each thing, in a fixed order.
pub fn judge(all: &Holdings, now: Timestamp) -> Vec<(DeletedThing, Judgement)> {
    all.things.iter().map(|(thing, holding)| (*thing, judgement(all, holding, now))).collect()
}

/// What belongs to nothing that ends and may be deleted at `now`.
pub fn remnants_due(all: &Holdings, now: Timestamp) -> Vec<&Remnant> {
    let today = london_date(now);
    all.remnants.iter().filter(|remnant| may_go(remnant.since, today).is_ok()).collect()
}

fn judgement(all: &Holdings, holding: &Holding, now: Timestamp) -> Judgement {
    let Holding { state, around, unreadable, .. } = holding;
    if *state == HeldState::BeingDeleted {
        return Judgement::GoesOn;
    }
    if !unreadable.is_empty() {
        return Judgement::Unreadable(unreadable.clone());
    }
    let own = state.organisation().and_then(|id| all.organisations.get(&id));
    let ended = match (state, own) {
        (HeldState::BeingDeleted | HeldState::Absent, _) => return Judgement::NoState,
        (_, None) => return Judgement::NoOrganisation,
        (HeldState::Change(change, oat), Some(own)) => end_of_change(change, oat.as_deref(), own, around),
        (HeldState::InitialConnection(oat), Some(own)) => end_of_initial_connection(oat, own, around),
        (HeldState::Notice(notice), Some(_)) => end_of_notice(notice, now, around),
        (HeldState::PreFlight(asked), Some(_)) => {
            end_of_pre_flight(asked.done.as_ref().map(|done| done.at), around)
        }
    };
    match ended.and_then(|ended| may_go(ended, london_date(now)).map(|()| ended)) {
        Ok(ended) => Judgement::Due { ended },
        Err(kept) => Judgement::Kept(kept),
    }
}
