//! One entry of the history of a record: what happened to an organisation or to PDP's team, what was refused. Written once,
//! never again (A1).

use std::borrow::Cow;
use std::collections::BTreeSet;

use app::{Attempt, Fault, Party, RecordEntry, RecordHappened, Recorded};
use domain::actor::{OrganisationRole, PdpRole};
use domain::aggregate::{Aggregate, Event};
use domain::codes::Coded;
use domain::ids::{EndpointId, OrganisationId, PersonId};
use domain::organisation::{EventKind, MemberEvent, Person, Version};
use domain::text::Name;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::attempt::AttemptItem;
use super::organisation::PersonItem;
use super::parts::{ByItem, EndpointItem, restored, written};
use super::stored::Stored;
use super::values::{codes, uncoded};
use super::vouching::ProposalItem;
use super::{Code, Item, Text};
use crate::table::keys::Key;

/// The item of something that happened to the record of `party`.
pub(crate) fn write_event(party: Party, happened: &RecordHappened) -> Result<Item, Fault> {
    let key = Key::record_event(party, happened.version());
    match happened {
        RecordHappened::Organisation(recorded) => {
            write_happened(key, recorded, EventItem::from(&recorded.event.kind))
        }
        RecordHappened::Pdp(recorded) => {
            write_happened(key, recorded, MemberEventItem::from(&recorded.event.kind))
        }
    }
}

fn write_happened<A: Aggregate>(
    key: Key,
    recorded: &Recorded<A>,
    event: impl Serialize,
) -> Result<Item, Fault> {
    let Recorded { version, event: Event { at, by, .. }, name, .. } = recorded;
    let (at, by, name) = (Text(*at), (*by).into(), written(name.as_ref()));
    let happened = HappenedItem { version: *version, at, by, name, event };
    super::write(key, &HistoryItem { entry: EntryItem::Happened(happened) })
}

/// The item of a refused attempt.
pub(crate) fn write_attempt(key: Key, attempt: &Attempt) -> Result<Item, Fault> {
    let entry = EntryItem::<'_, EventItem<'_>>::Refused(attempt.into());
    super::write(key, &HistoryItem { entry })
}

/// The entry in `item`, of the history of the record of `party`.
pub(crate) fn read(party: Party, item: Item) -> Result<RecordEntry, Fault> {
    match party {
        Party::Organisation(_) => {
            read_with::<EventItem<'static>, _>(party, item, RecordHappened::Organisation)
        }
        Party::Pdp => read_with::<MemberEventItem<'static, PdpRole>, _>(party, item, RecordHappened::Pdp),
    }
}

fn read_with<E, A>(
    party: Party,
    item: Item,
    happened: impl Fn(Recorded<A>) -> RecordHappened,
) -> Result<RecordEntry, Fault>
where
    E: DeserializeOwned,
    A: Aggregate<Kind: From<E>, Status = ()>,
{
    Ok(match super::read::<HistoryItem<'static, E>>(item)?.entry {
        EntryItem::Happened(HappenedItem { version, at, by, name, event }) => {
            let event = Event { at: at.0, by: by.into(), kind: event.into() };
            let before = (version > 1).then_some(());
            RecordEntry::Happened(happened(Recorded {
                version,
                before,
                after: (),
                event,
                name: restored(name),
            }))
        }
        EntryItem::Refused(attempt) => RecordEntry::Refused(attempt.of(party)),
    })
}

#[derive(Debug, Serialize, Deserialize)]
struct HistoryItem<'a, E> {
    entry: EntryItem<'a, E>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EntryItem<'a, E> {
    Happened(HappenedItem<'a, E>),
    Refused(AttemptItem<'a>),
}

#[derive(Debug, Serialize, Deserialize)]
struct HappenedItem<'a, E> {
    version: Version,
    at: Text<Timestamp>,
    by: ByItem,
    /// None in entries of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    event: E,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EventItem<'a> {
    OrganisationRegistered {
        id: Text<OrganisationId>,
        name: Cow<'a, str>,
    },
    OrganisationRenamed {
        from: Cow<'a, str>,
        to: Cow<'a, str>,
    },
    Member(MemberEventItem<'a, OrganisationRole>),
    VouchingSchemeProposed {
        proposal: ProposalItem<'a>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<ProposalItem<'a>>,
    },
    EndpointTakenOutOfUse {
        id: Text<EndpointId>,
        endpoint: EndpointItem<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Cow<'a, str>>,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", bound(serialize = "R: Coded", deserialize = "R: Coded"))]
enum MemberEventItem<'a, R> {
    MemberAdded { member: PersonItem<'a, R> },
    RolesChanged { person: Text<PersonId>, from: BTreeSet<Code<R>>, to: BTreeSet<Code<R>> },
    MemberRemoved { member: PersonItem<'a, R> },
}

impl<'a> From<&'a EventKind> for EventItem<'a> {
    fn from(kind: &'a EventKind) -> Self {
        match kind {
            EventKind::OrganisationRegistered { id, name } => {
                Self::OrganisationRegistered { id: Text(*id), name: Cow::Borrowed(name.as_str()) }
            }
            EventKind::OrganisationRenamed { from, to } => Self::OrganisationRenamed {
                from: Cow::Borrowed(from.as_str()),
                to: Cow::Borrowed(to.as_str()),
            },
            EventKind::Member(event) => Self::Member(event.into()),
            EventKind::VouchingSchemeProposed { proposal, before } => {
                Self::VouchingSchemeProposed { proposal: proposal.item(), before: before.item() }
            }
            EventKind::EndpointTakenOutOfUse { id, endpoint, reason } => Self::EndpointTakenOutOfUse {
                id: Text(*id),
                endpoint: endpoint.item(),
                reason: reason.item(),
            },
        }
    }
}

impl From<EventItem<'_>> for EventKind {
    fn from(item: EventItem<'_>) -> Self {
        let name = |name: Cow<'_, str>| Name::restore(name.into_owned());
        match item {
            EventItem::OrganisationRegistered { id, name: is } => {
                Self::OrganisationRegistered { id: id.0, name: name(is) }
            }
            EventItem::OrganisationRenamed { from, to } => {
                Self::OrganisationRenamed { from: name(from), to: name(to) }
            }
            EventItem::Member(event) => Self::Member(event.into()),
            EventItem::VouchingSchemeProposed { proposal, before } => Self::VouchingSchemeProposed {
                proposal: Stored::restore(proposal),
                before: Stored::restore(before),
            },
            EventItem::EndpointTakenOutOfUse { id, endpoint, reason } => Self::EndpointTakenOutOfUse {
                id: id.0,
                endpoint: Stored::restore(endpoint),
                reason: Stored::restore(reason),
            },
        }
    }
}

impl<'a, R: Coded> From<&'a MemberEvent<R>> for MemberEventItem<'a, R> {
    fn from(event: &'a MemberEvent<R>) -> Self {
        match event {
            MemberEvent::MemberAdded { member } => Self::MemberAdded { member: member.into() },
            MemberEvent::RolesChanged { person, from, to } => {
                Self::RolesChanged { person: Text(*person), from: codes(from), to: codes(to) }
            }
            MemberEvent::MemberRemoved { member } => Self::MemberRemoved { member: member.into() },
        }
    }
}

impl<R: Coded> From<MemberEventItem<'_, R>> for MemberEvent<R> {
    fn from(item: MemberEventItem<'_, R>) -> Self {
        match item {
            MemberEventItem::MemberAdded { member } => Self::MemberAdded { member: Person::from(member) },
            MemberEventItem::RolesChanged { person, from, to } => {
                Self::RolesChanged { person: person.0, from: uncoded(from), to: uncoded(to) }
            }
            MemberEventItem::MemberRemoved { member } => Self::MemberRemoved { member: Person::from(member) },
        }
    }
}
