//! What one command on the record of an organisation or of PDP's team writes: state, history, memberships, register,
//! reservation and receipt in one transaction.

use app::{Fault, MembershipChange, Party, Record, RecordCommit};
use domain::ids::OrganisationId;
use domain::organisation::Version;
use domain::register::{EndpointState, RegisteredEndpoint};

use crate::change::commit::put_receipt;
use crate::item::{membership, organisation, record_entry, register, reservation};
use crate::table::keys::{Key, number, text};
use crate::table::transaction::{Condition, Guard, Transaction};

/// The transaction of a command.
pub(crate) fn transaction<'t>(table: &'t str, commit: &RecordCommit) -> Result<Transaction<'t>, Fault> {
    let mut transaction = Transaction::new(table);
    let party = commit.record.party();
    let state = match &commit.record {
        Record::Organisation(own) => organisation::write(own)?,
        Record::Pdp(team) => organisation::write_team(team)?,
    };
    transaction.put(Guard::Version, state, is_as_read(commit.read_version))?;
    for (version, event) in &commit.events {
        let item = record_entry::write_event(party, *version, event, commit.name.as_ref())?;
        transaction.put(Guard::Version, item, Condition::absent())?;
    }
    for change in &commit.memberships {
        put_membership(&mut transaction, party, change)?;
    }
    for (at, entry) in commit.proposed.iter().enumerate() {
        propose(&mut transaction, at, entry)?;
    }
    for entry in &commit.retired {
        retire(&mut transaction, entry)?;
    }
    if let (Some((key, kept)), Some((_, last))) = (&commit.request, commit.events.last()) {
        put_receipt(&mut transaction, key, kept, last.at())?;
    }
    Ok(transaction)
}

/// The record is as it was read. One that was kept before there were versions has none.
pub(crate) fn is_as_read(version: Option<Version>) -> Condition {
    match version {
        None => Condition::absent(),
        // Seeding writes down the 0 that it read.
        Some(0) => Condition {
            expression: "attribute_not_exists(#version) OR #version = :read",
            names: &[("#version", organisation::VERSION)],
            values: vec![(":read", number(0))],
        },
        Some(version) => Condition {
            expression: "#version = :read",
            names: &[("#version", organisation::VERSION)],
            values: vec![(":read", number(version))],
        },
    }
}

fn put_membership(
    transaction: &mut Transaction<'_>,
    party: Party,
    change: &MembershipChange,
) -> Result<(), Fault> {
    match change {
        MembershipChange::Joined(actor) => {
            let Some(person) = actor.person() else { return Ok(()) };
            transaction.put(Guard::Membership, membership::write(actor, person)?, of_nothing())
        }
        MembershipChange::Changed(actor) => {
            let Some(person) = actor.person() else { return Ok(()) };
            transaction.put(Guard::Sound, membership::write(actor, person)?, of(party))
        }
        MembershipChange::Left(person) => {
            transaction.put(Guard::Sound, membership::write_nothing(*person)?, of(party))
        }
    }
}

/// The person is a member of nothing, or was never one.
pub(crate) fn of_nothing() -> Condition {
    Condition {
        expression: "attribute_not_exists(#organisation) AND attribute_not_exists(#pdp)",
        names: &[("#organisation", membership::ORGANISATION), ("#pdp", membership::PDP_ROLES)],
        values: Vec::new(),
    }
}

/// The person is a member of this party.
fn of(party: Party) -> Condition {
    match party {
        Party::Organisation(id) => Condition {
            expression: "#organisation = :this",
            names: &[("#organisation", membership::ORGANISATION)],
            values: vec![(":this", text(id))],
        },
        Party::Pdp => Condition {
            expression: "attribute_not_exists(#organisation) AND attribute_exists(#pdp)",
            names: &[("#organisation", membership::ORGANISATION), ("#pdp", membership::PDP_ROLES)],
            values: Vec::new(),
        },
    }
}

/// The entry in this place of the commit is new, and its URL kept for it.
fn propose(transaction: &mut Transaction<'_>, at: usize, entry: &RegisteredEndpoint) -> Result<(), Fault> {
    transaction.put(Guard::Sound, register::write(entry)?, Condition::absent())?;
    let key = Key::url(&entry.endpoint);
    let item = reservation::for_endpoint(key, &entry.endpoint, entry.organisation, entry.id)?;
    let of_nobody = Condition {
        expression: "attribute_not_exists(#live_at) AND attribute_not_exists(#change)",
        names: &[("#change", reservation::CHANGE), ("#live_at", reservation::ORGANISATION)],
        values: Vec::new(),
    };
    transaction.put(Guard::Url(at), item, of_nobody)
}

/// The entry is out of use, or will never be in use, and its URL free.
fn retire(transaction: &mut Transaction<'_>, entry: &RegisteredEndpoint) -> Result<(), Fault> {
    let was_here = Condition {
        expression: "#state IN (:live, :proposed)",
        names: &[("#state", register::STATE)],
        values: vec![
            (":live", text(EndpointState::Live.code())),
            (":proposed", text(EndpointState::Proposed.code())),
        ],
    };
    transaction.put(Guard::Sound, register::write(entry)?, was_here)?;
    let item = reservation::for_nobody(Key::url(&entry.endpoint), &entry.endpoint)?;
    transaction.put(Guard::Sound, item, held_by(entry.organisation))
}

/// This organisation has the URL, or nobody.
pub(crate) fn held_by(organisation: OrganisationId) -> Condition {
    Condition {
        expression: "#live_at = :this OR (attribute_not_exists(#live_at) AND attribute_not_exists(#change))",
        names: &[("#change", reservation::CHANGE), ("#live_at", reservation::ORGANISATION)],
        values: vec![(":this", text(organisation))],
    }
}
