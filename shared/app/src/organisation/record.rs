//! The records of people: their parties and their content.

use domain::actor::{Actor, Role};
use domain::ids::{OrganisationId, PersonId, SignInId};
use domain::organisation::{Contact, Organisation, PdpTeam, Person, Version};
use std::collections::{BTreeMap, BTreeSet};

/// Whose record it is, or whose people they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    Organisation(OrganisationId),
    Pdp,
}

impl Party {
    /// Whose side `actor` is on; none for the system.
    pub fn of(actor: &Actor) -> Option<Self> {
        match actor {
            Actor::Member { organisation, .. } => Some(Self::Organisation(*organisation)),
            Actor::Staff { .. } => Some(Self::Pdp),
            Actor::System(_) => None,
        }
    }
}

/// A record of people.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a command has one or two")]
pub enum Record {
    Organisation(Organisation),
    Pdp(PdpTeam),
}

impl Record {
    /// Whose it is.
    pub const fn party(&self) -> Party {
        match self {
            Self::Organisation(organisation) => Party::Organisation(organisation.id),
            Self::Pdp(_) => Party::Pdp,
        }
    }

    /// What this member signs in with, and their contact; none when they are no member.
    pub fn member(&self, id: PersonId) -> Option<(SignInId, Contact)> {
        fn of<R>(people: &[Person<R>], id: PersonId) -> Option<(SignInId, Contact)> {
            people.iter().find(|person| person.id == id).map(|person| (person.sign_in, person.contact()))
        }
        match self {
            Self::Organisation(own) => of(&own.people, id),
            Self::Pdp(team) => of(&team.people, id),
        }
    }

    /// Counts what happened to it.
    pub const fn version(&self) -> Version {
        match self {
            Self::Organisation(organisation) => organisation.version,
            Self::Pdp(team) => team.version,
        }
    }

    /// The roles that somebody holds.
    pub(crate) fn roles_held(&self) -> BTreeSet<Role> {
        self.roles_of_each().into_values().flatten().collect()
    }

    /// The roles of each person.
    pub(crate) fn roles_of_each(&self) -> BTreeMap<PersonId, BTreeSet<Role>> {
        fn of<R: Copy>(people: &[Person<R>], role: fn(R) -> Role) -> BTreeMap<PersonId, BTreeSet<Role>> {
            people.iter().map(|one| (one.id, one.roles.iter().map(|own| role(*own)).collect())).collect()
        }
        match self {
            Self::Organisation(own) => of(&own.people, Role::Organisation),
            Self::Pdp(team) => of(&team.people, Role::Pdp),
        }
    }

    /// The organisation, with its name; none of PDP's team.
    pub(crate) fn organisation(&self) -> Option<(OrganisationId, String)> {
        match self {
            Self::Organisation(own) => Some((own.id, own.name.as_str().to_owned())),
            Self::Pdp(_) => None,
        }
    }
}
