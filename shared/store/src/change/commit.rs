//! What one command writes: state, history, letters, reservations, reference and receipt in one transaction.
//!
//! No two operations may be on one item, and every operation says what it means when its condition does not hold.

use app::{Commit, CommitFault, Fault, Receipt, RequestKey};
use domain::change::{Change, EventKind, Version};
use domain::endpoint::ProposedEndpoint;
use domain::ids::ChangeId;
use domain::register::EndpointState;
use jiff::Timestamp;

use crate::item::{change, downtime, event, mail, organisation, receipt, register, reservation};
use crate::organisation::commit::is_as_read;
use crate::table::keys::{Key, number, text};
use crate::table::transaction::{Condition, Guard, Transaction};

/// The transaction of a command.
pub(crate) fn transaction<'t>(table: &'t str, commit: &Commit) -> Result<Transaction<'t>, CommitFault> {
    let mut transaction = Transaction::new(table);
    write(&mut transaction, commit)?;
    Ok(transaction)
}

/// Adds everything of a command to a transaction.
pub(crate) fn write(transaction: &mut Transaction<'_>, commit: &Commit) -> Result<(), Fault> {
    let change = &commit.change;
    put_state(transaction, change, commit.read_version)?;
    put_beside_state(transaction, commit)?;
    if commit.needs_live_endpoints {
        let key = Key::organisation(change.organisation);
        transaction.check(Guard::LiveEndpoints, key, has_live_endpoints())?;
    }
    if let Some((key, receipt)) = &commit.request {
        put_receipt(transaction, key, receipt, change.updated_at)?;
    }
    Ok(())
}

/// Everything that stays of a command but the state, which the next one replaces.
pub(crate) fn put_beside_state(transaction: &mut Transaction<'_>, commit: &Commit) -> Result<(), Fault> {
    let change = &commit.change;
    for recorded in &commit.events {
        let key = Key::event(change.id, recorded.version);
        let item = event::write_recorded(key, change.organisation, recorded)?;
        transaction.put(Guard::Version, item, Condition::absent())?;
        if let Some(reference) = new_reference(&recorded.event.kind) {
            let item = reservation::reference(&reference, change.id)?;
            transaction.put(Guard::Reference, item, Condition::absent())?;
        }
    }
    for letter in &commit.mails {
        transaction.put(Guard::Sound, mail::write(letter)?, Condition::absent())?;
    }
    for declared in &commit.downtime {
        transaction.put(Guard::Sound, downtime::write(declared)?, Condition::none())?;
    }
    reserve(transaction, commit)?;
    release(transaction, commit)?;
    register(transaction, commit)
}

fn put_state(
    transaction: &mut Transaction<'_>,
    change: &Change,
    read_version: Option<Version>,
) -> Result<(), Fault> {
    let condition = match read_version {
        None => Condition::absent(),
        Some(version) => Condition {
            expression: "#version = :read",
            names: &[("#version", "version")],
            values: vec![(":read", number(version))],
        },
    };
    transaction.put(Guard::Version, change::write(change)?, condition)
}

/// The reference that an event gives out (C7, D1).
fn new_reference(kind: &EventKind) -> Option<String> {
    match kind {
        EventKind::ChangeSubmitted { reference, .. } => Some(reference.to_string()),
        EventKind::SupportRequestOpened { reference, .. } => Some(reference.to_string()),
        _ => None,
    }
}

/// The register as the change has it from now on (G5). What goes live passes to the organisation: entries, URLs, and the record that
/// knows its live endpoints (G4). An entry that is live or inactive is no longer the change's to write.
fn register(transaction: &mut Transaction<'_>, commit: &Commit) -> Result<(), Fault> {
    for entry in &commit.register {
        transaction.put(Guard::Sound, register::write(entry)?, to_come())?;
        if entry.state == EndpointState::Live {
            let (key, id) = (Key::url(&entry.endpoint), entry.id);
            let item = reservation::for_endpoint(key, &entry.endpoint, entry.organisation, id)?;
            transaction.put(Guard::Sound, item, held_by(commit.change.id))?;
        }
    }
    if let Some(after) = &commit.organisation {
        let as_read = is_as_read(Some(after.version.saturating_sub(1)));
        transaction.put(Guard::Version, organisation::write(after)?, as_read)?;
    }
    Ok(())
}

/// An entry of the register that is not live yet, nor out of use; it may be new.
pub(crate) fn to_come() -> Condition {
    Condition {
        expression: "attribute_not_exists(pk) OR #state IN (:proposed, :scheduled)",
        names: &[("#state", register::STATE)],
        values: vec![
            (":proposed", text(EndpointState::Proposed.code())),
            (":scheduled", text(EndpointState::Scheduled.code())),
        ],
    }
}

fn held_by(change: ChangeId) -> Condition {
    Condition {
        expression: "#change = :this",
        names: &[("#change", reservation::CHANGE)],
        values: vec![(":this", text(change))],
    }
}

fn reserve(transaction: &mut Transaction<'_>, commit: &Commit) -> Result<(), Fault> {
    let change = commit.change.id;
    for (at, endpoint) in unique(&commit.reserve).filter(|(_, one)| !commit.release.contains(one)) {
        let item = reservation::for_change(Key::url(endpoint), endpoint, change)?;
        transaction.put(Guard::Url(at), item, held_by_nobody_else(change))?;
    }
    for (at, endpoint) in &commit.free {
        transaction.check(Guard::Url(*at), Key::url(endpoint), held_by_nobody_else(change))?;
    }
    Ok(())
}

fn release(transaction: &mut Transaction<'_>, commit: &Commit) -> Result<(), Fault> {
    let change = commit.change.id;
    for (_, endpoint) in unique(&commit.release).filter(|(_, one)| !commit.reserve.contains(one)) {
        let item = reservation::for_nobody(Key::url(endpoint), endpoint)?;
        transaction.put(Guard::Sound, item, held_by_nobody_else(change))?;
    }
    Ok(())
}

/// Each endpoint once, with its first place.
fn unique(endpoints: &[ProposedEndpoint]) -> impl Iterator<Item = (usize, &ProposedEndpoint)> {
    endpoints.iter().enumerate().filter(|(at, endpoint)| !endpoints[..*at].contains(endpoint))
}

fn held_by_nobody_else(change: ChangeId) -> Condition {
    Condition {
        expression: "#change = :this OR (attribute_not_exists(#change) AND attribute_not_exists(#live_at))",
        names: &[("#change", reservation::CHANGE), ("#live_at", reservation::ORGANISATION)],
        values: vec![(":this", text(change))],
    }
}

fn has_live_endpoints() -> Condition {
    Condition {
        expression: "#live > :none OR attribute_exists(#scheme.#passed)",
        names: &[
            ("#live", organisation::LIVE_COUNT),
            ("#scheme", organisation::VOUCHING),
            ("#passed", organisation::OAT_PASSED_AT),
        ],
        values: vec![(":none", number(0))],
    }
}

/// Remembers a request as of `now`, unless it is remembered already.
pub(crate) fn put_receipt(
    transaction: &mut Transaction<'_>,
    key: &RequestKey,
    kept: &Receipt,
    now: Timestamp,
) -> Result<(), Fault> {
    transaction.put(Guard::Receipt, receipt::write(key, kept, now)?, receipt_may_be_put(key, now))
}

/// Nothing is remembered of the request, or it has expired, or somebody made it for another party.
fn receipt_may_be_put(key: &RequestKey, now: Timestamp) -> Condition {
    Condition {
        expression: "attribute_not_exists(pk) OR #expires_at <= :now \
                     OR (attribute_exists(#party) AND #party <> :party)",
        names: &[("#expires_at", receipt::EXPIRES_AT), ("#party", receipt::PARTY)],
        values: vec![(":now", number(now.as_second())), (":party", text(receipt::code(key.party)))],
    }
}
