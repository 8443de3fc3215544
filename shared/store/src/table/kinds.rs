//! What an item is, by its key: what it is of, and what it holds. The other way round than `keys.rs`, which has the form of every key.

use app::{DeletedThing, History, Party};
use domain::change::Version;
use domain::evidence::FileOwner;
use domain::ids::{
    ChangeId, EndpointId, EvidenceId, ExportId, MailId, OatId, OrganisationId, PreFlightId, SignInId,
};
use domain::reference::{AnyReference, WrittenReference};
use domain::task::TaskId;

use super::keys::{
    CHANGE, CHECKED, CLAIM, CONTACT, DELETION, DISPUTE, DISPUTED, DOWNTIME, ENDPOINT, EXPORT, EXPORT_ITEM,
    FIND_PROFILE, HISTORY, Item, Key, LEASE, LISTED, MAIL, MEMBERSHIP, NOTE, NOTICE, OAT, ORGANISATION, PDP,
    PK, PRE_FLIGHT, QUOTA, REFERENCE, REQUEST, RESERVATION, SK, STATE, TASK,
};

/// The notification whose item has this partition key, as the table's stream names it; none when it is of something else.
pub fn mail_of_key(pk: &str) -> Option<MailId> {
    pk.strip_prefix(MAIL)?.parse().ok()
}

/// The export whose item has this partition key, as the table's stream names it; none when it is of something else.
pub fn export_of_key(pk: &str) -> Option<ExportId> {
    pk.strip_prefix(EXPORT)?.parse().ok()
}

/// The file whose row has this key.
pub(crate) fn checked_of_key(Key { pk, sk }: &Key) -> Option<(FileOwner, EvidenceId)> {
    let of_change = pk.strip_prefix(CHANGE).and_then(|id| id.parse().ok()).map(FileOwner::Change);
    let of_dispute = || pk.strip_prefix(DISPUTE).and_then(|id| id.parse().ok()).map(FileOwner::Dispute);
    Some((of_change.or_else(of_dispute)?, sk.strip_prefix(CHECKED)?.parse().ok()?))
}

/// The version after which this entry of a history stands.
pub(crate) fn version_of_entry(sk: &str) -> Option<Version> {
    sk.strip_prefix(HISTORY)?.split('#').next()?.parse().ok()
}

/// The organisation whose partition this is.
pub(crate) fn organisation_of_key(pk: &str) -> Option<OrganisationId> {
    pk.strip_prefix(ORGANISATION)?.parse().ok()
}

/// The pre-flight whose partition this is.
pub(crate) fn pre_flight_of_key(pk: &str) -> Option<PreFlightId> {
    pk.strip_prefix(PRE_FLIGHT)?.parse().ok()
}

/// The version that an entry of a history led to, or after which it was kept.
pub(crate) fn version_of(item: &Item) -> Option<Version> {
    version_of_entry(item.get(SK)?.as_s().ok()?)
}

/// Whether an item of the partition of an organisation is an entry of the register.
pub(crate) fn is_endpoint(item: &Item) -> bool {
    item.get(SK).and_then(|sk| sk.as_s().ok()).is_some_and(|sk| sk.starts_with(ENDPOINT))
}

/// Whether an item is a note of PDP's people.
pub(crate) fn is_note(item: &Item) -> bool {
    item.get(SK).and_then(|sk| sk.as_s().ok()).is_some_and(|sk| sk.starts_with(NOTE))
}

/// What a batch of mixed items can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Change,
    Organisation,
    Pdp,
    Receipt,
    Export,
    Oat,
    PreFlight,
    Notice,
    FindProfile,
    Dispute,
    Disputes,
    Task,
    Note,
    Quota,
}

/// Tells items of a mixed batch apart.
pub(crate) fn kind_of(item: &Item) -> Option<Kind> {
    let pk = item.get(PK)?.as_s().ok()?;
    if is_note(item) {
        return Some(Kind::Note);
    }
    let kinds = [
        (CHANGE, Kind::Change),
        (ORGANISATION, Kind::Organisation),
        (PDP, Kind::Pdp),
        (REQUEST, Kind::Receipt),
        (EXPORT, Kind::Export),
        (OAT, Kind::Oat),
        (PRE_FLIGHT, Kind::PreFlight),
        (NOTICE, Kind::Notice),
        (FIND_PROFILE, Kind::FindProfile),
        (DISPUTE, Kind::Dispute),
        (DISPUTED, Kind::Disputes),
        (TASK, Kind::Task),
        (QUOTA, Kind::Quota),
    ];
    kinds.into_iter().find_map(|(prefix, kind)| pk.starts_with(prefix).then_some(kind))
}

/// What an item is, by its key: what a reading of the whole table has to tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    State(History),
    PreFlight(PreFlightId),
    Listed(ChangeId),
    /// Something that happened, in this history.
    Event(History),
    Endpoint(OrganisationId, EndpointId),
    /// A copy of a notice of downtime.
    Downtime,
    Reservation,
    Reference(AnyReference),
    Membership(SignInId),
    Task(TaskId),
    OatLease(OatId),
    Export,
    /// The mark of a deletion that was begun.
    Deletion(DeletedThing),
}

/// What `item` is; none when it is something else.
pub(crate) fn place_of(item: &Item) -> Option<Place> {
    let Key { pk, sk } = Key::of_item(item);
    let history = || {
        let whose = |prefix| pk.strip_prefix(prefix);
        let of_change = whose(CHANGE).and_then(|id| id.parse().ok()).map(History::Change);
        let of_oat = whose(OAT).and_then(|id| id.parse().ok()).map(History::Oat);
        let of_notice = whose(NOTICE).and_then(|id| id.parse().ok()).map(History::Downtime);
        let of_dispute = whose(DISPUTE).and_then(|id| id.parse().ok()).map(History::Dispute);
        let of_record = match pk.as_str() {
            PDP => Some(Party::Pdp),
            _ => organisation_of_key(&pk).map(Party::Organisation),
        };
        of_change.or(of_oat).or(of_notice).or(of_dispute).or(of_record.map(History::Record))
    };
    match sk.as_str() {
        STATE => pre_flight_of_key(&pk).map(Place::PreFlight).or_else(|| history().map(Place::State)),
        LISTED => Some(Place::Listed(pk.strip_prefix(CHANGE)?.parse().ok()?)),
        LEASE => Some(Place::OatLease(pk.strip_prefix(OAT)?.parse().ok()?)),
        RESERVATION => Some(Place::Reservation),
        REFERENCE => Some(Place::Reference(reference_of_key(&pk)?)),
        MEMBERSHIP => Some(Place::Membership(pk.strip_prefix(CONTACT)?.parse().ok()?)),
        EXPORT_ITEM => Some(Place::Export),
        DELETION => match history() {
            Some(History::Change(id)) => Some(Place::Deletion(DeletedThing::Change(id))),
            Some(History::Oat(id)) => Some(Place::Deletion(DeletedThing::InitialConnection(id))),
            Some(History::Downtime(id)) => Some(Place::Deletion(DeletedThing::Notice(id))),
            _ => Some(Place::Deletion(DeletedThing::PreFlight(pre_flight_of_key(&pk)?))),
        },
        sk if sk.strip_prefix(HISTORY).is_some_and(|place| !place.contains('#')) => {
            history().map(Place::Event)
        }
        sk if sk.starts_with(DOWNTIME) => Some(Place::Downtime),
        sk if sk.starts_with(ENDPOINT) => {
            Some(Place::Endpoint(organisation_of_key(&pk)?, sk.strip_prefix(ENDPOINT)?.parse().ok()?))
        }
        sk if sk.ends_with(CLAIM) => None,
        sk => Some(Place::Task(format!("{}.{sk}", pk.strip_prefix(TASK)?).parse().ok()?)),
    }
}

pub(super) fn reference_of_key(pk: &str) -> Option<AnyReference> {
    let written = pk.strip_prefix(REFERENCE)?.strip_prefix('#')?;
    let candidates = WrittenReference::parse(written).ok()?.candidates();
    candidates.into_iter().find(|candidate| Key::reference(*candidate).pk == pk)
}
