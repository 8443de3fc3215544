//! Connected organisations and their people, as far as the rules need them.

use std::collections::{BTreeMap, BTreeSet};

use crate::actor::{OrganisationRole, PdpRole};
use crate::endpoint::EndpointType;
use crate::ids::{EndpointId, OrganisationId, PersonId};

/// A person as the membership records know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person<R> {
    /// The subject of their access token.
    pub id: PersonId,
    /// How to address them.
    pub name: String,
    /// Where e-mails go.
    pub email: String,
    /// The roles they hold; may be several (P1).
    pub roles: BTreeSet<R>,
}

/// A connected organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name, as shown to PDP.
    pub name: String,
    /// Its endpoints that are live now (C1, C2).
    pub live_endpoints: BTreeMap<EndpointId, EndpointType>,
    /// Its people.
    pub people: Vec<Person<OrganisationRole>>,
}

impl Organisation {
    /// Everyone who holds `role`.
    pub fn holders(&self, role: OrganisationRole) -> impl Iterator<Item = &Person<OrganisationRole>> {
        self.people.iter().filter(move |person| person.roles.contains(&role))
    }
}

/// PDP's own people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PdpTeam {
    /// Everyone with access.
    pub people: Vec<Person<PdpRole>>,
}

impl PdpTeam {
    /// Everyone who holds `role`.
    pub fn holders(&self, role: PdpRole) -> impl Iterator<Item = &Person<PdpRole>> {
        self.people.iter().filter(move |person| person.roles.contains(&role))
    }
}
