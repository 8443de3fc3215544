//! The membership of a person (P2, P3), read at every sign-in and found by it. It names the person, whose id is the same whatever
//! they sign in with.
//!
//! A person who was removed keeps an item that names neither an organisation nor roles of PDP. It takes the place of the one
//! before, because no function may delete; a reader older than this does not understand it and gives no token.

use std::borrow::Cow;
use std::collections::BTreeSet;

use app::{Fault, Standing};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::ids::{OrganisationId, PersonId, SignInId};
use domain::organisation::Person;
use serde::{Deserialize, Serialize};

use super::parts::{restored, written};
use super::values::{codes, uncoded};
use super::{Code, Item, Text};
use crate::table::keys::Key;

/// The attribute that names the person.
pub(crate) const PERSON: &str = "person";
/// The attribute that names a member's organisation.
pub(crate) const ORGANISATION: &str = "organisation";
/// An attribute that every member of anything has, if only an empty one.
pub(crate) const PDP_ROLES: &str = "pdp_roles";

/// The item of a member of an organisation.
pub(crate) fn write_member(
    organisation: OrganisationId,
    person: &Person<OrganisationRole>,
) -> Result<Item, Fault> {
    let (roles, name) = (person.roles.clone(), Some(person.name.clone()));
    write(person.sign_in, &Actor::Member { person: person.id, organisation, roles, name }, person.id)
}

/// The item of a person of PDP.
pub(crate) fn write_staff(person: &Person<PdpRole>) -> Result<Item, Fault> {
    let (roles, name) = (person.roles.clone(), Some(person.name.clone()));
    write(person.sign_in, &Actor::Staff { person: person.id, roles, name }, person.id)
}

/// The item of `person`, who signs in with this and is this actor.
pub(crate) fn write(sign_in: SignInId, actor: &Actor, person: PersonId) -> Result<Item, Fault> {
    let content = match actor {
        Actor::Member { organisation, roles, .. } => MembershipItem {
            person: Text(person),
            organisation: Some(Text(*organisation)),
            organisation_roles: Some(codes(roles)),
            pdp_roles: Some(BTreeSet::new()),
            name: written(actor.name()),
        },
        Actor::Staff { roles, .. } => MembershipItem {
            person: Text(person),
            organisation: None,
            organisation_roles: Some(BTreeSet::new()),
            pdp_roles: Some(codes(roles)),
            name: written(actor.name()),
        },
        Actor::System(_) => nothing(person),
    };
    super::write(Key::membership(sign_in), &content)
}

/// The item of somebody who is a member of nothing any more.
pub(crate) fn write_nothing(sign_in: SignInId, person: PersonId) -> Result<Item, Fault> {
    super::write(Key::membership(sign_in), &nothing(person))
}

fn nothing(person: PersonId) -> MembershipItem<'static> {
    let (organisation, organisation_roles, pdp_roles, name) = (None, None, None, None);
    MembershipItem { person: Text(person), organisation, organisation_roles, pdp_roles, name }
}

/// What `item` tells of its person.
pub(crate) fn read(item: Item) -> Result<Standing, Fault> {
    let item = super::read::<MembershipItem<'static>>(item)?;
    let (person, name) = (item.person.0, restored(item.name));
    Ok(match (item.organisation, item.pdp_roles) {
        (Some(Text(organisation)), _) => {
            let roles = uncoded(item.organisation_roles.unwrap_or_default());
            Standing::Member(Actor::Member { person, organisation, roles, name })
        }
        (None, Some(roles)) => Standing::Member(Actor::Staff { person, roles: uncoded(roles), name }),
        (None, None) => Standing::Left(person),
    })
}

#[derive(Debug, Serialize, Deserialize)]
struct MembershipItem<'a> {
    person: Text<PersonId>,
    /// None for people of PDP.
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<Text<OrganisationId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation_roles: Option<BTreeSet<Code<OrganisationRole>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pdp_roles: Option<BTreeSet<Code<PdpRole>>>,
    /// What the record calls them, for histories; none in memberships of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
}
