//! Everything that a command writes: states, histories, notifications, references, everything else and the receipt, in one
//! transaction.
//!
//! No two operations may be on one item, and every operation says what it means when its condition does not hold.

use app::{Commit, Fault, NewEvent, Receipt, Record, RequestKey, State, StateAfter};
use domain::quota::Count;
use jiff::Timestamp;

use super::conditions::{as_read, receipt_may_be_put};
use super::effect;
use crate::item::read_past::put_back;
use crate::item::{
    Item, change, dispute, downtime, history, mail, oat, organisation, quota, receipt, record_entry,
    reference,
};
use crate::table::cancelled::Guard;
use crate::table::keys::Key;
use crate::table::transaction::{Condition, Transaction};

/// Adds everything of a command to a transaction.
pub(crate) fn write(transaction: &mut Transaction<'_>, commit: &Commit) -> Result<(), Fault> {
    for StateAfter { read, state } in &commit.states {
        transaction.put(Guard::Version, self::state(state)?, as_read(*read))?;
        if let State::Change(change) = state {
            transaction.put(Guard::Sound, change::write_listed(change)?, Condition::none())?;
        }
    }
    write_beside_states(transaction, commit)?;
    count(transaction, &commit.counts)?;
    if let Some((key, receipt)) = &commit.receipt {
        put_receipt(transaction, key, receipt, commit.at)?;
    }
    transaction.each_put(|item| put_back(&commit.read_past, item));
    Ok(())
}

/// Adds one to each of the counts, none of which may be spent.
pub(crate) fn count(transaction: &mut Transaction<'_>, counts: &[Count]) -> Result<(), Fault> {
    counts.iter().enumerate().try_for_each(|(place, count)| {
        transaction.update(Guard::Count(place), Key::count(count), quota::ADD, quota::is_left(count))
    })
}

/// The item of a state.
pub(crate) fn state(state: &State) -> Result<Item, Fault> {
    match state {
        State::Change(change) => change::write(change),
        State::Oat(oat) => oat::state::write(oat),
        State::Downtime(notice) => downtime::write_notice(notice),
        State::Dispute(dispute) => dispute::write(dispute),
        State::Disputes(disputes) => dispute::write_of_result(disputes),
        State::Record(Record::Organisation(own)) => organisation::write(own),
        State::Record(Record::Pdp(team)) => organisation::write_team(team),
    }
}

/// Adds everything that stays of a command: without the states, which the next one replaces, and the receipt.
pub(crate) fn write_beside_states(transaction: &mut Transaction<'_>, commit: &Commit) -> Result<(), Fault> {
    for event in &commit.events {
        put_event(transaction, event)?;
    }
    for notification in &commit.mails {
        transaction.put(Guard::Sound, mail::write(notification)?, Condition::absent())?;
    }
    for effect in &commit.effects {
        effect::write(transaction, effect)?;
    }
    for given in commit.references() {
        transaction.put(Guard::Reference, reference::write(&given)?, Condition::absent())?;
    }
    Ok(())
}

fn put_event(transaction: &mut Transaction<'_>, event: &NewEvent) -> Result<(), Fault> {
    let item = match event {
        NewEvent::Change(id, organisation, recorded) => {
            history::write_happened(Key::change(*id).event(recorded.version), *organisation, recorded)?
        }
        NewEvent::Oat(id, organisation, recorded) => {
            history::write_happened(Key::oat(*id).event(recorded.version), *organisation, recorded)?
        }
        NewEvent::Downtime(id, organisation, recorded) => {
            history::write_happened(Key::notice(*id).event(recorded.version), *organisation, recorded)?
        }
        NewEvent::Dispute(id, organisation, recorded) => {
            history::write_happened(Key::dispute(*id).event(recorded.version), *organisation, recorded)?
        }
        NewEvent::Record(party, happened) => record_entry::write_event(*party, happened)?,
    };
    transaction.put(Guard::Version, item, Condition::absent())
}

/// Remembers a request as of `now`, unless it is remembered already.
fn put_receipt(
    transaction: &mut Transaction<'_>,
    key: &RequestKey,
    kept: &Receipt,
    now: Timestamp,
) -> Result<(), Fault> {
    transaction.put(Guard::Receipt, receipt::write(key, kept, now)?, receipt_may_be_put(key, now))
}
