//! What one command on a request for OAT writes: its state, history, attempts and letters, and what it means for the change or the
//! organisation that is tested, in one transaction.

use app::{Fault, OatCommit, OatCommitFault};
use domain::ids::OatId;
use domain::oat::{EventKind, Version};
use domain::register::RegisteredEndpoint;

use crate::change::commit::{self, put_receipt};
use crate::item::oat::{attempt, event, lease, state};
use crate::item::{mail, organisation, register, reservation};
use crate::organisation::commit::is_as_read;
use crate::table::keys::{Key, number, text};
use crate::table::transaction::{Condition, Guard, Transaction};

/// The transaction of a command.
pub(crate) fn transaction<'t>(table: &'t str, commit: &OatCommit) -> Result<Transaction<'t>, OatCommitFault> {
    let mut transaction = Transaction::new(table);
    let oat = &commit.oat;
    transaction.put(Guard::Version, state::write(oat)?, as_read(commit.read_version))?;
    put_history(&mut transaction, commit)?;
    for attempt in &commit.attempts {
        transaction.put(Guard::Version, attempt::write(oat.id, attempt)?, Condition::absent())?;
    }
    for letter in &commit.mails {
        transaction.put(Guard::Sound, mail::write(letter)?, Condition::absent())?;
    }
    if let Some(change) = &commit.change {
        commit::write(&mut transaction, change)?;
    }
    if let Some(after) = &commit.organisation {
        let as_read = is_as_read(Some(after.version.saturating_sub(1)));
        transaction.put(Guard::Version, organisation::write(after)?, as_read)?;
    }
    for entry in &commit.register {
        put_entry(&mut transaction, entry)?;
    }
    if let Some(held) = &commit.lease {
        transaction.put(Guard::Lease, lease::write_free(Key::oat_lease(oat.id))?, lease::is_of(held))?;
    }
    if let Some((key, kept)) = &commit.request {
        put_receipt(&mut transaction, key, kept, oat.updated_at)?;
    }
    Ok(transaction)
}

fn as_read(version: Option<Version>) -> Condition {
    match version {
        None => Condition::absent(),
        Some(version) => Condition {
            expression: "#version = :read",
            names: &[("#version", "version")],
            values: vec![(":read", number(version))],
        },
    }
}

fn put_history(transaction: &mut Transaction<'_>, commit: &OatCommit) -> Result<(), Fault> {
    let oat = &commit.oat;
    for recorded in &commit.events {
        let item = event::write_recorded(oat.id, oat.organisation, recorded)?;
        transaction.put(Guard::Version, item, Condition::absent())?;
        if let Some(reference) = new_reference(&recorded.event.kind) {
            put_reference(transaction, &reference, oat.id)?;
        }
    }
    Ok(())
}

/// The reference that an event gives out (O1, D1).
fn new_reference(kind: &EventKind) -> Option<String> {
    match kind {
        EventKind::OatRequested { reference, .. } => Some(reference.to_string()),
        EventKind::SupportAsked { reference, .. } => Some(reference.to_string()),
        _ => None,
    }
}

fn put_reference(transaction: &mut Transaction<'_>, reference: &str, oat: OatId) -> Result<(), Fault> {
    let item = reservation::reference_of_oat(reference, oat)?;
    transaction.put(Guard::Reference, item, Condition::absent())
}

/// An entry of a vouching scheme. Its URL was reserved for it when it was proposed, and stays so; only an entry that is not live
/// yet, nor out of use, may be written.
fn put_entry(transaction: &mut Transaction<'_>, entry: &RegisteredEndpoint) -> Result<(), Fault> {
    transaction.put(Guard::Sound, register::write(entry)?, commit::to_come())?;
    let own = Condition {
        expression: "#endpoint = :this",
        names: &[("#endpoint", reservation::ENDPOINT)],
        values: vec![(":this", text(entry.id))],
    };
    let (key, endpoint) = (Key::url(&entry.endpoint), &entry.endpoint);
    let item = reservation::for_endpoint(key, endpoint, entry.organisation, entry.id)?;
    transaction.put(Guard::Sound, item, own)
}
