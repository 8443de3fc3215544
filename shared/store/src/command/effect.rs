//! The effects of a command: what each writes or asks, under which condition.

use app::{Effect, EntryBefore, Fault, Holder, MembershipChange, Party, StateRead};
use domain::evidence::FileOwner;
use domain::ids::OrganisationId;
use domain::register::RegisteredEndpoint;

use super::conditions::{
    as_read, ended, has_live_endpoints, held_by, held_by_nobody, held_by_nobody_else, in_use, member_of,
    member_of_nothing, to_come,
};
use crate::item::oat::{attempt, lease};
use crate::item::{
    checking, dispute, downtime, export, feedback, figures, history, membership, note, organisation,
    pre_flight, quota, register, reservation, task,
};
use crate::table::cancelled::Guard;
use crate::table::keys::{Key, number, text};
use crate::table::transaction::{Condition, Transaction};

/// Adds an effect to a transaction.
pub(super) fn write(transaction: &mut Transaction<'_>, effect: &Effect) -> Result<(), Fault> {
    match effect {
        Effect::Unchanged(StateRead::Change(id, version)) => {
            transaction.check(Guard::Version, Key::change(*id), as_read(Some(*version)))
        }
        Effect::Unchanged(StateRead::Oat(id, version)) => {
            transaction.check(Guard::Version, Key::oat(*id), as_read(*version))
        }
        Effect::NeedLiveEndpoints(id) => {
            transaction.check(Guard::LiveEndpoints, Key::organisation(*id), has_live_endpoints())
        }
        Effect::ReserveUrl { endpoint, holder, place } => {
            let key = Key::url(endpoint);
            let (item, condition) = match *holder {
                Holder::Change(id) => {
                    (reservation::for_change(key, endpoint, id)?, held_by_nobody_else(*holder))
                }
                Holder::Endpoint(own, id) => {
                    (reservation::for_endpoint(key, endpoint, own, id)?, held_by_nobody())
                }
            };
            transaction.put(Guard::Url(*place), item, condition)
        }
        Effect::FreeUrl { endpoint, holder, place } => {
            transaction.check(Guard::Url(*place), Key::url(endpoint), held_by_nobody_else(*holder))
        }
        Effect::ReleaseUrl { endpoint, holder } => {
            let item = reservation::for_nobody(Key::url(endpoint), endpoint)?;
            transaction.put(Guard::Sound, item, held_by_nobody_else(*holder))
        }
        Effect::PassUrl { entry, holder } => pass_url(transaction, entry, *holder),
        Effect::Register { entry, before } => {
            let condition = match before {
                EntryBefore::Absent => Condition::absent(),
                EntryBefore::ToCome => to_come(),
                EntryBefore::InUse => in_use(),
                EntryBefore::Ended => ended(),
            };
            transaction.put(Guard::Sound, register::write(entry)?, condition)
        }
        Effect::Downtime(declared) => {
            transaction.put(Guard::Sound, downtime::write(declared)?, Condition::none())
        }
        Effect::Figures(entry) => {
            transaction.put(Guard::Version, figures::write_entry(entry)?, Condition::absent())
        }
        Effect::Membership(party, change) => put_membership(transaction, *party, change),
        Effect::ForgetFeedback(party, person, at) => {
            transaction.put(Guard::Sound, feedback::write_forgotten(*party, *person, *at)?, Condition::none())
        }
        Effect::Attempt(oat, made) => {
            transaction.put(Guard::Version, attempt::write(*oat, made)?, Condition::absent())
        }
        Effect::ReturnLease(oat, held) => {
            transaction.put(Guard::Lease, lease::write_free(Key::oat_lease(*oat))?, lease::is_of(held))
        }
        Effect::Export(asked) => transaction.put(Guard::Sound, export::write(asked)?, Condition::absent()),
        Effect::PreFlight(asked) => {
            transaction.put(Guard::Sound, pre_flight::write(asked)?, Condition::absent())
        }
        Effect::ExportsUnderWay(whose, under_way) => {
            let item = quota::write_under_way(*whose, under_way)?;
            let before = under_way.version.checked_sub(1).filter(|before| *before > 0);
            transaction.put(Guard::Version, item, as_read(before))
        }
        Effect::OpenChange { organisation, most } => count_changes(transaction, *organisation, 1, *most),
        Effect::ChangeOver(organisation) => count_changes(transaction, *organisation, -1, None),
        Effect::DisputeAnswered { of, dispute: id } => {
            let is_open = Condition {
                expression: "#open = :this",
                names: &[("#open", dispute::OPEN), ("#version", organisation::VERSION)],
                values: vec![(":this", text(id)), (":one", number(1))],
            };
            let change = "REMOVE #open ADD #version :one";
            transaction.update(Guard::Sound, Key::disputes_of(*of), change, is_open)
        }
        Effect::Downloaded { from, organisation, version, note, download } => {
            let key = match from {
                FileOwner::Change(id) => Key::change(*id).side_note(*version, *note),
                FileOwner::Dispute(id) => Key::dispute(*id).side_note(*version, *note),
            };
            let item = history::write_download(key, *organisation, download)?;
            transaction.put(Guard::Sound, item, Condition::absent())
        }
        Effect::RegisterDownloaded { export: id, note, at, by, name } => {
            let key = Key::export_download(*id, *note);
            let item = export::write_download(key, *id, *at, *by, name.as_ref())?;
            transaction.put(Guard::Sound, item, Condition::absent())
        }
        Effect::Task(row) => transaction.put(Guard::Sound, task::write(row)?, Condition::none()),
        Effect::TaskOver { id, at } => {
            transaction.put(Guard::Sound, task::write_over(id, *at)?, Condition::none())
        }
        Effect::InChecking(file) => transaction.put(Guard::Sound, checking::write(file)?, Condition::none()),
        Effect::CheckingOver { of, evidence, at } => {
            transaction.put(Guard::Sound, checking::write_over(*of, *evidence, *at)?, Condition::none())
        }
        Effect::Claim { task: id, held, claim } => {
            transaction.check(Guard::Version, Key::task(id), task::waits_since(claim.since))?;
            let item = task::write_claim(id, claim)?;
            transaction.put(Guard::Version, item, task::is_as_read(held.as_ref()))
        }
        Effect::Note(on, written) => {
            transaction.put(Guard::Sound, note::write(*on, written)?, Condition::absent())
        }
    }
}

fn pass_url(
    transaction: &mut Transaction<'_>,
    entry: &RegisteredEndpoint,
    holder: Holder,
) -> Result<(), Fault> {
    let (key, endpoint) = (Key::url(&entry.endpoint), &entry.endpoint);
    let item = reservation::for_endpoint(key, endpoint, entry.organisation, entry.id)?;
    transaction.put(Guard::Sound, item, held_by(holder))
}

fn put_membership(
    transaction: &mut Transaction<'_>,
    party: Party,
    change: &MembershipChange,
) -> Result<(), Fault> {
    let (guard, condition) = match change {
        MembershipChange::Joined(..) => (Guard::Membership, member_of_nothing()),
        MembershipChange::Changed(..) | MembershipChange::Left(..) => (Guard::Sound, member_of(party)),
    };
    let item = match change {
        MembershipChange::Joined(sign_in, actor) | MembershipChange::Changed(sign_in, actor) => {
            let Some(person) = actor.person() else { return Ok(()) };
            membership::write(*sign_in, actor, person)?
        }
        MembershipChange::Left(sign_in, person) => membership::write_nothing(*sign_in, *person)?,
    };
    transaction.put(guard, item, condition)
}

fn count_changes(
    transaction: &mut Transaction<'_>,
    organisation: OrganisationId,
    some: i32,
    most: Option<u32>,
) -> Result<(), Fault> {
    let key = Key::open_changes(organisation);
    transaction.update(Guard::OpenChanges, key, quota::ADD_CHANGES, quota::has_room(some, most))
}
