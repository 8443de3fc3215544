//! One entry of the history of a record: an event of an organisation or of PDP's team, a refused command, or what
//! an operator put right. Written once,
//! never again (A1).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::{self, Formatter};
use std::marker::PhantomData;

use app::{Fault, Mending, Party, RecordEntry, RecordHappened, Recorded, RefusedCommand};
use domain::actor::{OrganisationRole, PdpRole};
use domain::aggregate::{Aggregate, Event};
use domain::codes::Coded;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{EndpointId, OrganisationId, PersonId, SignInId};
use domain::organisation::{EventKind, MemberEvent, Person, SchemeProposal, TeamEventKind, Version};
use domain::text::{FreeText, Name};
use jiff::Timestamp;
use serde::de::value::{EnumAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::mended::MendedItem;
use super::organisation::{ContactItem, PersonItem, RoleProposalItem};
use super::outline::Outline;
use super::parts::{ByItem, restored, written};
use super::refused::RefusedItem;
use super::stored::{Stored, stored_enum};
use super::values::{codes, uncoded};
use super::{Code, Item, Text};
use crate::table::keys::Key;

/// The item of something that happened to the record of `party`.
pub(crate) fn write_event(party: Party, happened: &RecordHappened) -> Result<Item, Fault> {
    let key = Key::record(party).event(happened.version());
    match happened {
        RecordHappened::Organisation(recorded) => write_happened(key, recorded),
        RecordHappened::Pdp(recorded) => write_happened(key, recorded),
    }
}

type KindItem<'a, A> = <<A as Aggregate>::Kind as Stored>::Item<'a>;

fn write_happened<'a, A: Aggregate<Kind: Stored>>(key: Key, recorded: &'a Recorded<A>) -> Result<Item, Fault>
where
    KindItem<'a, A>: Serialize,
{
    let Recorded { version, event: Event { at, by, kind }, name, .. } = recorded;
    let (at, by, name) = (Text(*at), (*by).into(), written(name.as_ref()));
    let happened = HappenedItem { version: *version, at, by, name, event: kind.item() };
    super::write(key, &HistoryItem { entry: EntryItem::Happened(happened) })
}

/// The item of a refused command.
pub(crate) fn write_refused(key: Key, refused: &RefusedCommand) -> Result<Item, Fault> {
    let entry = EntryItem::<'_, ()>::Refused(refused.into());
    super::write(key, &HistoryItem { entry })
}

/// The item of what an operator put right.
pub(crate) fn write_mended(key: Key, mending: &Mending) -> Result<Item, Fault> {
    let entry = EntryItem::<'_, ()>::Mended(mending.item());
    super::write(key, &HistoryItem { entry })
}

/// The entry in `item`, of the history of the record of `party`. One that a newer release recorded is unknown.
pub(crate) fn read(party: Party, item: Item) -> Result<RecordEntry, Fault> {
    match party {
        Party::Organisation(_) => read_with(party, item, RecordHappened::Organisation),
        Party::Pdp => read_with(party, item, RecordHappened::Pdp),
    }
}

fn read_with<A: Aggregate<Kind: Stored + 'static, Status = ()>>(
    party: Party,
    item: Item,
    happened: impl Fn(Recorded<A>) -> RecordHappened,
) -> Result<RecordEntry, Fault>
where
    KindItem<'static, A>: DeserializeOwned,
{
    let outline = Outline::of(&item);
    let item = match super::try_read::<HistoryItem<'static, KindItem<'static, A>>>(item) {
        Ok(item) => item,
        Err(error) => return Ok(RecordEntry::Unknown(outline.instead_of(error)?)),
    };
    Ok(match item.entry {
        EntryItem::Happened(HappenedItem { version, at, by, name, event }) => {
            let event = Event { at: at.0, by: by.into(), kind: A::Kind::restore(event) };
            let before = (version > 1).then_some(());
            RecordEntry::Happened(happened(Recorded {
                version,
                before,
                after: (),
                event,
                name: restored(name),
            }))
        }
        EntryItem::Refused(refused) => RecordEntry::Refused(refused.of(party)),
        EntryItem::Mended(mending) => RecordEntry::Mended(Mending::restore(mending)),
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
    Refused(RefusedItem<'a>),
    Mended(MendedItem<'a>),
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

stored_enum! {
    EventItem for EventKind {
        OrganisationRegistered { id: OrganisationId, name: Name },
        OrganisationRenamed { from: Name, to: Name },
        Member(MemberEvent<OrganisationRole>),
        VouchingSchemeProposed { proposal: SchemeProposal, before: Option<SchemeProposal> },
        EndpointTakenOutOfUse { id: EndpointId, endpoint: ProposedEndpoint, reason: Option<FreeText> },
        EndpointSuspended { id: EndpointId, endpoint: ProposedEndpoint, reason: FreeText },
        RestorationProposed { id: EndpointId, endpoint: ProposedEndpoint, reason: FreeText },
        RestorationDeclined { id: EndpointId, endpoint: ProposedEndpoint, reason: Option<FreeText> },
        EndpointRestored { id: EndpointId, endpoint: ProposedEndpoint, reason: FreeText },
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", bound(serialize = "R: Coded", deserialize = "R: Coded"))]
pub(crate) enum MemberEventItem<'a, R> {
    MemberAdded { member: PersonItem<'a, R> },
    RolesChanged { person: Text<PersonId>, from: BTreeSet<Code<R>>, to: BTreeSet<Code<R>> },
    MemberRemoved { member: PersonItem<'a, R> },
    MemberCorrected { person: Text<PersonId>, from: ContactItem<'a>, to: ContactItem<'a> },
    InvitedAgain { person: Text<PersonId> },
    SignInReplaced { person: Text<PersonId>, from: Text<SignInId>, to: Text<SignInId> },
    AddressTried { person: Text<PersonId> },
}

/// What happened to PDP's team. What happened to its people has the form that it had before there was anything else.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum TeamEventItem<'a> {
    Member(MemberEventItem<'a, PdpRole>),
    Proposal(ProposalEventItem<'a>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProposalEventItem<'a> {
    RolesProposed { proposal: RoleProposalItem<'a> },
    RolesApproved { proposal: RoleProposalItem<'a> },
    ProposalWithdrawn { proposal: RoleProposalItem<'a> },
}

/// Reads the name of the case first: so a case that this version does not know is one fault, and damage is another.
impl<'de> Deserialize<'de> for TeamEventItem<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("TeamEventItem", &[], TeamEventVisitor(PhantomData))
    }
}

const PROPOSAL_EVENTS: [&str; 3] = ["roles_proposed", "roles_approved", "proposal_withdrawn"];

struct TeamEventVisitor<'a>(PhantomData<&'a ()>);

impl<'de, 'a> Visitor<'de> for TeamEventVisitor<'a> {
    type Value = TeamEventItem<'a>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("an event of PDP's team")
    }

    fn visit_enum<E: EnumAccess<'de>>(self, event: E) -> Result<Self::Value, E::Error> {
        let (case, content) = event.variant::<String>()?;
        let is_of_proposal = PROPOSAL_EVENTS.contains(&case.as_str());
        let event = EnumAccessDeserializer::new(Named { case, content });
        if is_of_proposal {
            ProposalEventItem::deserialize(event).map(TeamEventItem::Proposal)
        } else {
            MemberEventItem::deserialize(event).map(TeamEventItem::Member)
        }
    }
}

/// A case whose name was read.
struct Named<V> {
    case: String,
    content: V,
}

impl<'de, V: VariantAccess<'de>> EnumAccess<'de> for Named<V> {
    type Error = V::Error;
    type Variant = V;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, V), V::Error> {
        let case: StringDeserializer<V::Error> = self.case.into_deserializer();
        Ok((seed.deserialize(case)?, self.content))
    }
}

impl Stored for TeamEventKind {
    type Item<'a> = TeamEventItem<'a>;
    fn item(&self) -> TeamEventItem<'_> {
        TeamEventItem::Proposal(match self {
            Self::Member(event) => return TeamEventItem::Member(event.item()),
            Self::RolesProposed { proposal } => {
                ProposalEventItem::RolesProposed { proposal: proposal.item() }
            }
            Self::RolesApproved { proposal } => {
                ProposalEventItem::RolesApproved { proposal: proposal.item() }
            }
            Self::ProposalWithdrawn { proposal } => {
                ProposalEventItem::ProposalWithdrawn { proposal: proposal.item() }
            }
        })
    }
    fn restore(item: TeamEventItem<'_>) -> Self {
        match item {
            TeamEventItem::Member(event) => Self::Member(Stored::restore(event)),
            TeamEventItem::Proposal(ProposalEventItem::RolesProposed { proposal }) => {
                Self::RolesProposed { proposal: Stored::restore(proposal) }
            }
            TeamEventItem::Proposal(ProposalEventItem::RolesApproved { proposal }) => {
                Self::RolesApproved { proposal: Stored::restore(proposal) }
            }
            TeamEventItem::Proposal(ProposalEventItem::ProposalWithdrawn { proposal }) => {
                Self::ProposalWithdrawn { proposal: Stored::restore(proposal) }
            }
        }
    }
}

impl<R: Coded> Stored for MemberEvent<R> {
    type Item<'a> = MemberEventItem<'a, R>;
    fn item(&self) -> MemberEventItem<'_, R> {
        match self {
            Self::MemberAdded { member } => MemberEventItem::MemberAdded { member: member.into() },
            Self::RolesChanged { person, from, to } => {
                MemberEventItem::RolesChanged { person: Text(*person), from: codes(from), to: codes(to) }
            }
            Self::MemberRemoved { member } => MemberEventItem::MemberRemoved { member: member.into() },
            Self::MemberCorrected { person, from, to } => {
                MemberEventItem::MemberCorrected { person: Text(*person), from: from.item(), to: to.item() }
            }
            Self::InvitedAgain { person } => MemberEventItem::InvitedAgain { person: Text(*person) },
            Self::SignInReplaced { person, from, to } => {
                MemberEventItem::SignInReplaced { person: Text(*person), from: Text(*from), to: Text(*to) }
            }
            Self::AddressTried { person } => MemberEventItem::AddressTried { person: Text(*person) },
        }
    }
    fn restore(item: MemberEventItem<'_, R>) -> Self {
        match item {
            MemberEventItem::MemberAdded { member } => Self::MemberAdded { member: Person::from(member) },
            MemberEventItem::RolesChanged { person, from, to } => {
                Self::RolesChanged { person: person.0, from: uncoded(from), to: uncoded(to) }
            }
            MemberEventItem::MemberRemoved { member } => Self::MemberRemoved { member: Person::from(member) },
            MemberEventItem::MemberCorrected { person, from, to } => Self::MemberCorrected {
                person: person.0,
                from: Stored::restore(from),
                to: Stored::restore(to),
            },
            MemberEventItem::InvitedAgain { person } => Self::InvitedAgain { person: person.0 },
            MemberEventItem::SignInReplaced { person, from, to } => {
                Self::SignInReplaced { person: person.0, from: from.0, to: to.0 }
            }
            MemberEventItem::AddressTried { person } => Self::AddressTried { person: person.0 },
        }
    }
}
