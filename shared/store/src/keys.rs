//! Keys of every item, and the names of attributes that more than one place speaks of.
//!
//! Nothing outside this file knows how a key is written.

use std::collections::HashMap;
use std::fmt::Display;

use app::{Contacts, Party, RequestKey};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::change::Version;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, EndpointId, ExportId, MailId, OrganisationId, PersonId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::item::Item;

pub(crate) const PK: &str = "pk";
pub(crate) const SK: &str = "sk";
pub(crate) const BY_ORGANISATION: &str = "by-organisation";
pub(crate) const ORG_KEY: &str = "org_key";
pub(crate) const ORG_SORT: &str = "org_sort";
pub(crate) const BY_QUEUE: &str = "by-queue";
pub(crate) const QUEUE: &str = "queue";
pub(crate) const DUE: &str = "due";
/// Begins the sort key of every entry of a history.
pub(crate) const HISTORY: &str = "HISTORY#";
/// Begins the sort key of every endpoint of an organisation.
pub(crate) const ENDPOINT: &str = "ENDPOINT#";

const STATE: &str = "STATE";
const CHANGE: &str = "CHANGE#";
const ORGANISATION: &str = "ORG#";
const MAIL: &str = "MAIL#";
const REQUEST: &str = "REQUEST#";
const EXPORT: &str = "EXPORT#";
const FEEDBACK: &str = "FEEDBACK#";
/// Begins the sort key of what became of e-mails to one person.
pub(crate) const CONTACT: &str = "PERSON#";

/// The key of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub(crate) fn change(id: ChangeId) -> Self {
        Self::new(format!("{CHANGE}{id}"), STATE)
    }

    /// Something that happened: versions are unique, and sort as text.
    pub(crate) fn event(id: ChangeId, version: Version) -> Self {
        Self::new(format!("{CHANGE}{id}"), format!("{HISTORY}{version:010}"))
    }

    /// Something that changed nothing: it stands after what happened at `version`.
    pub(crate) fn side_note(id: ChangeId, version: Version, note: Uuid) -> Self {
        Self::new(format!("{CHANGE}{id}"), format!("{HISTORY}{version:010}#{note}"))
    }

    pub(crate) fn organisation(id: OrganisationId) -> Self {
        Self::new(organisation_key(id), STATE)
    }

    /// The record of an organisation or of PDP's team.
    pub(crate) fn record(party: Party) -> Self {
        match party {
            Party::Organisation(id) => Self::organisation(id),
            Party::Pdp => Self::pdp(),
        }
    }

    /// Something that happened to a record.
    pub(crate) fn record_event(party: Party, version: Version) -> Self {
        Self::new(Self::record(party).pk, format!("{HISTORY}{version:010}"))
    }

    /// Something that was tried on a record and changed nothing: it stands after what happened at `version`.
    pub(crate) fn record_note(party: Party, version: Version, note: Uuid) -> Self {
        Self::new(Self::record(party).pk, format!("{HISTORY}{version:010}#{note}"))
    }

    pub(crate) fn endpoint(organisation: OrganisationId, id: EndpointId) -> Self {
        Self::new(organisation_key(organisation), format!("{ENDPOINT}{id}"))
    }

    pub(crate) fn pdp() -> Self {
        Self::new("PDP", STATE)
    }

    pub(crate) fn membership(person: PersonId) -> Self {
        Self::new(format!("PERSON#{person}"), "MEMBERSHIP")
    }

    /// A URL can be longer than a key may be, so its digest stands for it.
    pub(crate) fn url(endpoint: &ProposedEndpoint) -> Self {
        let digest = hex::encode(Sha256::digest(endpoint.url.as_str()));
        Self::new(format!("URL#{}#{digest}", endpoint.endpoint_type.code()), "RESERVATION")
    }

    pub(crate) fn reference(reference: &str) -> Self {
        Self::new(format!("REFERENCE#{reference}"), "REFERENCE")
    }

    pub(crate) fn request(key: &RequestKey) -> Self {
        let digest = hex::encode(Sha256::digest(key.key.as_str()));
        Self::new(format!("{REQUEST}{}#{digest}", key.person), "RECEIPT")
    }

    pub(crate) fn mail(id: MailId) -> Self {
        Self::new(format!("{MAIL}{id}"), "MAIL")
    }

    /// A partition of its own, not the organisation's: the right to change such an item in place is the right to change
    /// every item of its partition.
    pub(crate) fn feedback(contacts: Contacts, person: PersonId) -> Self {
        Self::new(feedback_partition(contacts), format!("{CONTACT}{person}"))
    }

    pub(crate) fn export(id: ExportId) -> Self {
        Self::new(format!("{EXPORT}{id}"), "EXPORT")
    }

    /// Not in the partition of the export, whose state is changed in place: a download stays as it is on record.
    pub(crate) fn export_download(id: ExportId, note: Uuid) -> Self {
        Self::new(format!("DOWNLOAD#{id}"), format!("{HISTORY}{note}"))
    }

    /// As the SDK takes it.
    pub(crate) fn into_attributes(self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PK.to_owned(), AttributeValue::S(self.pk)),
            (SK.to_owned(), AttributeValue::S(self.sk)),
        ])
    }
}

/// The letter whose item has this partition key, as the table's stream names it; none when it is of something else.
pub fn mail_of_key(pk: &str) -> Option<MailId> {
    pk.strip_prefix(MAIL)?.parse().ok()
}

/// The export whose item has this partition key, as the table's stream names it; none when it is of something else.
pub fn export_of_key(pk: &str) -> Option<ExportId> {
    pk.strip_prefix(EXPORT)?.parse().ok()
}

/// The partition of an organisation, and its key in the index of changes by organisation.
pub(crate) fn organisation_key(id: OrganisationId) -> String {
    format!("{ORGANISATION}{id}")
}

/// The partition of what became of e-mails to these people.
pub(crate) fn feedback_partition(contacts: Contacts) -> String {
    match contacts {
        Contacts::Of(organisation) => format!("{FEEDBACK}{organisation}"),
        Contacts::OfPdp => format!("{FEEDBACK}PDP"),
    }
}

/// The organisation whose partition this is.
pub(crate) fn organisation_of_key(pk: &str) -> Option<OrganisationId> {
    pk.strip_prefix(ORGANISATION)?.parse().ok()
}

/// What a batch of mixed items can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Change,
    Organisation,
    Receipt,
    Export,
}

/// Tells items of a mixed batch apart.
pub(crate) fn kind_of(item: &Item) -> Option<Kind> {
    let pk = item.get(PK)?.as_s().ok()?;
    let kinds = [
        (CHANGE, Kind::Change),
        (ORGANISATION, Kind::Organisation),
        (REQUEST, Kind::Receipt),
        (EXPORT, Kind::Export),
    ];
    kinds.into_iter().find_map(|(prefix, kind)| pk.starts_with(prefix).then_some(kind))
}

/// A text attribute.
pub(crate) fn text(value: impl Display) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// A number attribute.
pub(crate) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
