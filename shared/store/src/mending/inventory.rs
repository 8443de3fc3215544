//! Adds each item of the table to what refers to what.

use app::{ChangeFound, Fault, History, Inventory, Party, ReferenceOf, Reserved, Standing};
use domain::change::Change;
use domain::evidence::{EvidenceFiles, EvidenceState, FileOwner};
use domain::ids::{PersonId, SignInId};
use domain::oat;

use crate::item::oat::lease;
use crate::item::read_past::Past;
use crate::item::{
    Item, change, dispute, downtime, membership, oat as oats, organisation, pre_flight, reference, register,
    reservation, task,
};
use crate::table::keys::Key;
use crate::table::kinds::{Place, place_of};

/// The person of a membership, even if the rest of it cannot be read.
pub(super) fn person_of(item: &Item) -> Option<PersonId> {
    item.get(membership::PERSON)?.as_s().ok()?.parse().ok()
}

/// Adds one item.
pub(super) fn add(all: &mut Inventory, item: Item) {
    let Some(place) = place_of(&item) else { return };
    let Key { pk, sk } = Key::of_item(&item);
    let of = match &place {
        Place::State(on) => Some(*on),
        Place::Listed(id) => Some(History::Change(*id)),
        Place::Task(id) => subject_of(id),
        _ => None,
    };
    // Memberships are kept apart, with their person.
    if add_as(all, &place, item).is_err() && !matches!(place, Place::Membership(_)) {
        all.unreadable.push((format!("{pk} {sk}"), of));
    }
}

fn subject_of(id: &domain::task::TaskId) -> Option<History> {
    use domain::task::TaskSubject::{Change, Oat, Organisation, Pdp};
    match id.subject() {
        Change(id) => Some(History::Change(id)),
        Oat(id) => Some(History::Oat(id)),
        Organisation(id) => Some(History::Record(Party::Organisation(id))),
        Pdp => None,
    }
}

fn add_as(all: &mut Inventory, place: &Place, item: Item) -> Result<(), Fault> {
    match place {
        Place::State(on) => add_state(all, *on, item)?,
        Place::PreFlight(id) => {
            all.states.insert(ReferenceOf::PreFlight(*id));
            pre_flight::read(item)?;
        }
        Place::Listed(id) => {
            all.listed.insert(*id);
            crate::item::summary::read(item)?;
        }
        Place::Event(on) => all.histories.extend(referred(*on)),
        Place::Endpoint(own, id) => {
            let state = register::read(item)?.state;
            all.endpoints.insert((*own, *id), state);
        }
        Place::Downtime => {
            let declared = downtime::read(item)?;
            if declared.in_force {
                all.downtime.push((declared.id, declared.change));
            }
        }
        Place::Reservation => {
            if let Some(holder) = reservation::holder(&item)? {
                let url = item.get(reservation::URL).and_then(|url| url.as_s().ok()).cloned();
                all.reserved.push(Reserved { url: url.unwrap_or_default(), holder });
            }
        }
        Place::Reference(reference) => {
            if reference::names_something(&item) {
                all.references.push(reference::read(*reference, item)?);
            }
        }
        Place::Deletion(thing) => drop(all.being_deleted.insert(*thing)),
        Place::Membership(sign_in) => add_membership(all, *sign_in, item)?,
        Place::Task(id) => {
            if item.contains_key(task::SINCE) {
                all.tasks.push(id.clone());
                task::read(item)?;
            }
        }
        Place::OatLease(id) => all.leases.extend(lease::until(&item)?.map(|until| (*id, until))),
        Place::Export => {}
    }
    Ok(())
}

fn add_state(all: &mut Inventory, on: History, item: Item) -> Result<(), Fault> {
    all.states.extend(referred(on));
    match on {
        History::Change(id) => {
            let change = change::read(item, &mut Past::default())?;
            add_files(all, FileOwner::Change(id), &change.evidence);
            all.changes.insert(id, found(&change));
        }
        History::Oat(id) => {
            let status = oats::state::read(item, &mut Past::default())?.status();
            all.oats.insert(id, matches!(status, oat::Status::Live | oat::Status::Closed));
        }
        History::Downtime(id) => {
            all.notices.insert(id);
            downtime::read_notice(item, &mut Past::default())?;
        }
        History::Dispute(id) => {
            let dispute = dispute::read(item, &mut Past::default())?;
            add_files(all, FileOwner::Dispute(id), &dispute.files);
        }
        History::Record(Party::Organisation(id)) => {
            all.organisations.insert(id);
            let own = organisation::read(item)?;
            let people = own.people.iter().map(|one| (Party::Organisation(id), one.id, one.sign_in));
            all.members.extend(people);
        }
        History::Record(Party::Pdp) => {
            let team = organisation::read_team(item)?;
            all.members.extend(team.people.iter().map(|one| (Party::Pdp, one.id, one.sign_in)));
        }
    }
    Ok(())
}

fn found(change: &Change) -> ChangeFound {
    ChangeFound {
        status: change.status(),
        is_live: change.live_at.is_some(),
        downtime: change.downtime.iter().map(|notice| notice.id).collect(),
    }
}

fn add_files(all: &mut Inventory, of: FileOwner, files: &EvidenceFiles) {
    let checking = files.0.iter().filter_map(|(id, file)| match file.state {
        EvidenceState::Checking { since } => Some((of, *id, since)),
        _ => None,
    });
    all.checking.extend(checking);
}

fn add_membership(all: &mut Inventory, sign_in: SignInId, item: Item) -> Result<(), Fault> {
    let person = person_of(&item);
    match membership::read(item) {
        Ok(Standing::Member(actor)) => {
            if let Some(person) = actor.person() {
                all.memberships.insert(sign_in, (person, Party::of(&actor)));
            }
        }
        Ok(Standing::Left(person)) => drop(all.memberships.insert(sign_in, (person, None))),
        Ok(Standing::Unknown) => {}
        Err(fault) => {
            all.unreadable_memberships.insert(sign_in, person);
            return Err(fault);
        }
    }
    Ok(())
}

fn referred(on: History) -> Option<ReferenceOf> {
    match on {
        History::Change(id) => Some(ReferenceOf::Change(id)),
        History::Oat(id) => Some(ReferenceOf::Oat(id)),
        History::Dispute(id) => Some(ReferenceOf::Dispute(id)),
        History::Downtime(_) | History::Record(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::OatId;
    use uuid::Uuid;

    use super::*;
    use crate::table::keys::text;

    /// A request for OAT that was only ever refused has a history, and never had a state.
    #[test]
    fn what_changed_nothing_is_no_history_to_replay() {
        let (key, mut all) = (|| Key::oat(OatId::nil()), Inventory::default());
        add(&mut all, key().side_note(0, Uuid::nil()).into_attributes());
        assert!(all.histories.is_empty());
        add(&mut all, key().event(1).into_attributes());
        assert_eq!(all.histories.len(), 1);
    }

    #[test]
    fn who_has_a_url_or_a_lease_and_cannot_be_read_is_named() {
        let mut all = Inventory::default();
        let url = |more: &[(&str, &str)]| {
            let key = [("pk", "URL#find#00"), ("sk", "RESERVATION")];
            let all = key.iter().chain(more);
            all.map(|(name, value)| ((*name).to_owned(), text(value))).collect::<Item>()
        };
        add(&mut all, url(&[]));
        assert!(all.unreadable.is_empty(), "nobody has it");
        add(&mut all, url(&[("change", "nonsense")]));
        let mut held = Key::oat_lease(OatId::nil()).into_attributes();
        add(&mut all, held.clone());
        assert_eq!(all.unreadable.len(), 1, "a lease that was given back");
        held.insert("holder".to_owned(), text("somebody"));
        held.insert("until".to_owned(), text("nonsense"));
        add(&mut all, held);
        assert_eq!(all.unreadable.len(), 2, "{:?}", all.unreadable);
    }
}
