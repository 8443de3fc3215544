//! Deletes what may go, and keeps who did it (A1).

use crate::command::{Deleted, DeletedThing, History, MendedPart};
use crate::error::Fault;
use crate::mending::expired::holdings::{HeldState, Holding, Remnant, RemnantKind};
use crate::mending::expired::ports::Deletions;
use crate::mending::repair::{SignedBy, entry, keep_mended};
use crate::organisation::record::Party;
use crate::services::Services;

/// Deletes everything of a thing that may go, or what is left of one whose deletion was begun. First it keeps in the history of the
/// organisation that it does, and who. False, and nothing done, when something happened to it since it was read.
///
/// # Errors
/// [`Fault`]; the same again goes on from there.
pub async fn delete_thing<S: Deletions>(
    services: &Services<S>,
    thing: DeletedThing,
    holding: &Holding,
    signature: &SignedBy,
) -> Result<bool, Fault> {
    let store = &services.store;
    if holding.state != HeldState::BeingDeleted {
        let Some(own) = holding.state.organisation() else { return Ok(false) };
        let on = History::Record(Party::Organisation(own));
        let entry = entry(services, on, MendedPart::Deleted(holding.counted(thing)), signature);
        if !store.begin_deletion(thing, &holding.state, &entry).await? {
            return Ok(false);
        }
    }
    store.end_deletion(thing, &holding.items, services.clock.now()).await?;
    Ok(true)
}

/// Deletes these remnants, and keeps in the history of PDP's team that it does, and who. How many it deleted: the others are of use
/// again.
///
/// # Errors
/// [`Fault`]; the same again does the rest.
pub async fn delete_remnants<S: Deletions>(
    services: &Services<S>,
    remnants: &[&Remnant],
    signature: &SignedBy,
) -> Result<usize, Fault> {
    if remnants.is_empty() {
        return Ok(0);
    }
    let count = |of_mail: bool| {
        let counted = remnants.iter().filter(|one| (one.kind == RemnantKind::Notification) == of_mail);
        u32::try_from(counted.count()).unwrap_or(u32::MAX)
    };
    let (notifications, others) = (count(true), count(false));
    let what = Deleted { what: DeletedThing::Remains, reference: None, entries: 0, notifications, others };
    keep_mended(services, History::Record(Party::Pdp), MendedPart::Deleted(what), signature).await?;
    let mut done = 0;
    for remnant in remnants {
        done += usize::from(services.store.delete_remnant(remnant).await?);
    }
    Ok(done)
}
