//! An organisation, its live endpoints, PDP's team, and memberships (P3).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use app::Fault;
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::{EndpointId, OrganisationId, PersonId};
use domain::organisation::{Organisation, PdpTeam, Person};
use serde::{Deserialize, Serialize};

use super::values::Coded;
use super::{Code, Item, Text};
use crate::keys::Key;

/// The attribute that names a member's organisation.
pub(crate) const ORGANISATION: &str = "organisation";
/// The attribute that counts live endpoints (C1).
pub(crate) const LIVE_COUNT: &str = "live_count";

/// The item of an organisation.
pub(crate) fn write(organisation: &Organisation) -> Result<Item, Fault> {
    let live = organisation.live_endpoints.iter().map(|(id, kind)| (Text(*id), Code(*kind)));
    let content = OrganisationItem {
        id: Text(organisation.id),
        name: Cow::Borrowed(&organisation.name),
        live_count: organisation.live_endpoints.len(),
        live_endpoints: live.collect(),
        people: organisation.people.iter().map(PersonItem::from).collect(),
    };
    super::write(Key::organisation(organisation.id), &content)
}

/// The organisation in `item`.
pub(crate) fn read(item: Item) -> Result<Organisation, Fault> {
    let item = super::read::<OrganisationItem<'static>>(item)?;
    Ok(Organisation {
        id: item.id.0,
        name: item.name.into_owned(),
        live_endpoints: item.live_endpoints.into_iter().map(|(id, kind)| (id.0, kind.0)).collect(),
        people: item.people.into_iter().map(Person::from).collect(),
    })
}

/// The item of PDP's team.
pub(crate) fn write_team(team: &PdpTeam) -> Result<Item, Fault> {
    super::write(Key::pdp(), &TeamItem { people: team.people.iter().map(PersonItem::from).collect() })
}

/// PDP's team in `item`.
pub(crate) fn read_team(item: Item) -> Result<PdpTeam, Fault> {
    let item = super::read::<TeamItem<'static>>(item)?;
    Ok(PdpTeam { people: item.people.into_iter().map(Person::from).collect() })
}

/// The item of a member of an organisation.
pub(crate) fn write_member(
    organisation: OrganisationId,
    person: &Person<OrganisationRole>,
) -> Result<Item, Fault> {
    let content = MembershipItem {
        person: Text(person.id),
        organisation: Some(Text(organisation)),
        organisation_roles: codes(&person.roles),
        pdp_roles: BTreeSet::new(),
    };
    super::write(Key::membership(person.id), &content)
}

/// The item of a person of PDP.
pub(crate) fn write_staff(person: &Person<PdpRole>) -> Result<Item, Fault> {
    let content = MembershipItem {
        person: Text(person.id),
        organisation: None,
        organisation_roles: BTreeSet::new(),
        pdp_roles: codes(&person.roles),
    };
    super::write(Key::membership(person.id), &content)
}

/// The actor whose membership `item` is.
pub(crate) fn read_actor(item: Item) -> Result<Actor, Fault> {
    let item = super::read::<MembershipItem>(item)?;
    let person = item.person.0;
    Ok(match item.organisation {
        Some(Text(organisation)) => {
            Actor::Member { person, organisation, roles: roles(item.organisation_roles) }
        }
        None => Actor::Staff { person, roles: roles(item.pdp_roles) },
    })
}

/// The item of a live endpoint.
pub(crate) fn write_endpoint(
    organisation: OrganisationId,
    id: EndpointId,
    endpoint: &ProposedEndpoint,
) -> Result<Item, Fault> {
    let content = LiveEndpointItem {
        id: Text(id),
        endpoint_type: Code(endpoint.endpoint_type),
        url: Cow::Borrowed(endpoint.url.as_str()),
        state: Cow::Borrowed("live"),
    };
    super::write(Key::endpoint(organisation, id), &content)
}

/// The endpoint in `item`.
pub(crate) fn read_endpoint(item: Item) -> Result<(EndpointId, ProposedEndpoint), Fault> {
    let item = super::read::<LiveEndpointItem<'static>>(item)?;
    let url = EndpointUrl::restore(item.url.into_owned());
    Ok((item.id.0, ProposedEndpoint { endpoint_type: item.endpoint_type.0, url }))
}

#[derive(Debug, Serialize, Deserialize)]
struct OrganisationItem<'a> {
    id: Text<OrganisationId>,
    name: Cow<'a, str>,
    live_count: usize,
    live_endpoints: BTreeMap<Text<EndpointId>, Code<EndpointType>>,
    people: Vec<PersonItem<'a, OrganisationRole>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TeamItem<'a> {
    people: Vec<PersonItem<'a, PdpRole>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "R: Coded", deserialize = "R: Coded"))]
struct PersonItem<'a, R> {
    id: Text<PersonId>,
    name: Cow<'a, str>,
    email: Cow<'a, str>,
    roles: BTreeSet<Code<R>>,
}

impl<'a, R: Coded> From<&'a Person<R>> for PersonItem<'a, R> {
    fn from(person: &'a Person<R>) -> Self {
        Self {
            id: Text(person.id),
            name: Cow::Borrowed(&person.name),
            email: Cow::Borrowed(&person.email),
            roles: codes(&person.roles),
        }
    }
}

impl<R: Coded> From<PersonItem<'_, R>> for Person<R> {
    fn from(item: PersonItem<'_, R>) -> Self {
        Self {
            id: item.id.0,
            name: item.name.into_owned(),
            email: item.email.into_owned(),
            roles: roles(item.roles),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct MembershipItem {
    person: Text<PersonId>,
    /// None for people of PDP.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<Text<OrganisationId>>,
    organisation_roles: BTreeSet<Code<OrganisationRole>>,
    pdp_roles: BTreeSet<Code<PdpRole>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct LiveEndpointItem<'a> {
    id: Text<EndpointId>,
    endpoint_type: Code<EndpointType>,
    url: Cow<'a, str>,
    state: Cow<'a, str>,
}

fn codes<R: Coded>(roles: &BTreeSet<R>) -> BTreeSet<Code<R>> {
    roles.iter().copied().map(Code).collect()
}

fn roles<R: Coded>(codes: BTreeSet<Code<R>>) -> BTreeSet<R> {
    codes.into_iter().map(|code| code.0).collect()
}
