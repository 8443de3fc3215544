//! The records of an organisation and of PDP's team, and the rows of the list of organisations.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use app::{Fault, OrganisationRow};
use domain::actor::{By, OrganisationRole, PdpRole};
use domain::codes::Coded;
use domain::email::EmailAddress;
use domain::endpoint::EndpointType;
use domain::ids::{EndpointId, OrganisationId, PersonId, ProposalId, SignInId};
use domain::organisation::{
    Contact, Organisation, PdpTeam, Person, ProposedRestoration, RoleProposal, Version, Whom,
};
use domain::text::{FreeText, Name};
use jiff::Timestamp;
use newtype_uuid::GenericUuid;
use serde::{Deserialize, Serialize};

use super::read_past::Past;
use super::stored::{Held, Stored, stored_enum, stored_struct};
use super::summary::SUMMARY;
use super::values::{codes, uncoded};
use super::vouching::SchemeItem;
use super::{Code, Item, Text};
use crate::table::keys::{DUE, Key, QUEUE, text};

/// The queue that is the list of organisations.
pub(crate) const ORGANISATIONS: &str = "organisations";
/// The attribute that a commit compares. Records that were kept before there were versions have none, and count as version 0.
pub(crate) const VERSION: &str = "version";
/// The attribute that counts live endpoints (C1).
pub(crate) const LIVE_COUNT: &str = "live_count";
/// The attribute that holds the vouching scheme.
pub(crate) const VOUCHING: &str = "vouching";
/// The attribute of that which is there once OAT is passed (O7).
pub(crate) const OAT_PASSED_AT: &str = "oat_passed_at";

/// The item of an organisation.
pub(crate) fn write(organisation: &Organisation) -> Result<Item, Fault> {
    let live = organisation.live_endpoints.iter().map(|(id, kind)| (Text(*id), Code(*kind)));
    let content = OrganisationItem {
        id: Text(organisation.id),
        version: organisation.version,
        name: Cow::Borrowed(organisation.name.as_str()),
        live_count: organisation.live_endpoints.len(),
        live_endpoints: live.collect(),
        suspended: Held(organisation.suspended.item()),
        restorations: Held(organisation.restorations.item()),
        vouching: organisation.vouching.item(),
        people: organisation.people.iter().map(PersonItem::from).collect(),
    };
    let mut item = super::write(Key::organisation(organisation.id), &content)?;
    let row = RowItem { id: Text(organisation.id), name: Cow::Borrowed(organisation.name.as_str()) };
    item.insert(SUMMARY.to_owned(), super::write_value(&row)?);
    item.insert(QUEUE.to_owned(), text(ORGANISATIONS));
    item.insert(DUE.to_owned(), text(place(organisation)));
    Ok(item)
}

/// The place in the list of organisations: by name, then by id.
fn place(organisation: &Organisation) -> String {
    format!("{}#{}", organisation.name.as_str().to_lowercase(), organisation.id)
}

/// The organisation whose place it is.
pub(crate) fn organisation_at(place: &str) -> Option<OrganisationId> {
    place.rsplit_once('#')?.1.parse().ok()
}

/// The row in an item of the list of organisations.
pub(crate) fn read_row(item: Item) -> Result<OrganisationRow, Fault> {
    let row = super::read::<Row<'static>>(item)?.summary;
    Ok(OrganisationRow { id: row.id.0, name: Name::restore(row.name.into_owned()) })
}

/// The organisation in `item`.
pub(crate) fn read(item: Item) -> Result<Organisation, Fault> {
    read_keeping(item, &mut Past::default())
}

/// The same of an item that is written again.
pub(crate) fn read_keeping(item: Item, past: &mut Past) -> Result<Organisation, Fault> {
    let item = super::read_keeping::<OrganisationItem<'static>>(item, past)?;
    Ok(Organisation {
        id: item.id.0,
        version: item.version,
        name: Name::restore(item.name.into_owned()),
        live_endpoints: item.live_endpoints.into_iter().map(|(id, kind)| (id.0, kind.0)).collect(),
        suspended: Stored::restore(item.suspended.0),
        restorations: Stored::restore(item.restorations.0),
        vouching: Stored::restore(item.vouching),
        people: item.people.into_iter().map(Person::from).collect(),
    })
}

/// The item of PDP's team.
pub(crate) fn write_team(team: &PdpTeam) -> Result<Item, Fault> {
    let people = team.people.iter().map(PersonItem::from).collect();
    super::write(Key::pdp(), &TeamItem { version: team.version, people, proposals: team.proposals.item() })
}

/// PDP's team in `item`.
pub(crate) fn read_team(item: Item) -> Result<PdpTeam, Fault> {
    read_team_keeping(item, &mut Past::default())
}

/// The same of an item that is written again.
pub(crate) fn read_team_keeping(item: Item, past: &mut Past) -> Result<PdpTeam, Fault> {
    let item = super::read_keeping::<TeamItem<'static>>(item, past)?;
    Ok(PdpTeam {
        version: item.version,
        people: item.people.into_iter().map(Person::from).collect(),
        proposals: Stored::restore(item.proposals),
    })
}

#[derive(Debug, Serialize, Deserialize)]
struct OrganisationItem<'a> {
    id: Text<OrganisationId>,
    #[serde(default)]
    version: Version,
    name: Cow<'a, str>,
    live_count: usize,
    live_endpoints: BTreeMap<Text<EndpointId>, Code<EndpointType>>,
    suspended: Held<'a, BTreeSet<EndpointId>>,
    restorations: Held<'a, BTreeMap<EndpointId, ProposedRestoration>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vouching: Option<SchemeItem<'a>>,
    people: Vec<PersonItem<'a, OrganisationRole>>,
}

stored_struct!(RestorationItem for ProposedRestoration { at: Timestamp, by: By, reason: FreeText });

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: RowItem<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RowItem<'a> {
    id: Text<OrganisationId>,
    name: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TeamItem<'a> {
    #[serde(default)]
    version: Version,
    people: Vec<PersonItem<'a, PdpRole>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    proposals: Vec<RoleProposalItem<'a>>,
}

stored_struct!(ContactItem for Contact { name: Name, email: EmailAddress });

stored_enum! {
    WhomItem for Whom {
        Member(PersonId),
        Newcomer(Contact),
    }
}

stored_struct! {
    RoleProposalItem for RoleProposal {
        id: ProposalId, by: PersonId, at: Timestamp, whom: Whom, roles: BTreeSet<PdpRole>
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Coded", deserialize = "R: Coded"))]
pub(crate) struct PersonItem<'a, R> {
    id: Text<PersonId>,
    /// Left out when it has the UUID of the person, as of everyone from before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sign_in: Option<Text<SignInId>>,
    name: Cow<'a, str>,
    email: Cow<'a, str>,
    roles: BTreeSet<Code<R>>,
}

/// What somebody signs in with of whom only one id is kept.
fn as_signed_in(person: PersonId) -> SignInId {
    SignInId::from_untyped_uuid(person.into_untyped_uuid())
}

impl<'a, R: Coded> From<&'a Person<R>> for PersonItem<'a, R> {
    fn from(person: &'a Person<R>) -> Self {
        Self {
            id: Text(person.id),
            sign_in: (person.sign_in != as_signed_in(person.id)).then_some(Text(person.sign_in)),
            name: Cow::Borrowed(person.name.as_str()),
            email: Cow::Borrowed(person.email.as_str()),
            roles: codes(&person.roles),
        }
    }
}

impl<R: Coded> From<PersonItem<'_, R>> for Person<R> {
    fn from(item: PersonItem<'_, R>) -> Self {
        Self {
            id: item.id.0,
            sign_in: item.sign_in.map_or_else(|| as_signed_in(item.id.0), |id| id.0),
            name: Name::restore(item.name.into_owned()),
            email: EmailAddress::restore(item.email.into_owned()),
            roles: uncoded(item.roles),
        }
    }
}
