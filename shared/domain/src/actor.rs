//! People, and who did something (P1).

use std::collections::BTreeSet;

use crate::ids::{OrganisationId, PersonId};
pub use crate::role::{OrganisationRole, PdpRole, Role};
use crate::text::Name;

codes! {
    /// A part of the system that acts without a person.
    Process {
        /// Inspects uploaded files (E2).
        EvidenceInspection = "evidence_inspection", "evidence inspection";
        /// Makes endpoints live when everything is done and the date is reached (G1, G2).
        GoLive = "go_live", "going live";
        /// Reminds PDP of reviews (V1).
        Reminders = "reminders", "reminders";
        /// Probes endpoints and gives the verdict (O3).
        OperationalAcceptanceTesting = "operational_acceptance_testing", "operational acceptance testing (OAT)";
        /// The people who operate the service, by their program.
        Operations = "operations", "the operators of the service";
    }
}

/// Who asks for something to be done, as the server's own membership records say (P3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person of a connected organisation. May hold several roles, or none (P1).
    Member {
        person: PersonId,
        organisation: OrganisationId,
        roles: BTreeSet<OrganisationRole>,
        /// What they are called there; none when that is not known.
        name: Option<Name>,
    },
    /// A person of PDP; sees every organisation (P1).
    Staff {
        person: PersonId,
        roles: BTreeSet<PdpRole>,
        /// What they are called there; none when that is not known.
        name: Option<Name>,
    },
    System(Process),
}

impl Actor {
    /// Whether this actor may know that something of `organisation` exists (P1).
    pub fn may_see(&self, organisation: OrganisationId) -> bool {
        match self {
            Self::Member { organisation: own, .. } => *own == organisation,
            Self::Staff { .. } | Self::System(_) => true,
        }
    }

    /// Whether this actor holds `role`.
    pub fn holds(&self, role: Role) -> bool {
        match (self, role) {
            (Self::Member { roles, .. }, Role::Organisation(role)) => roles.contains(&role),
            (Self::Staff { roles, .. }, Role::Pdp(role)) => roles.contains(&role),
            _ => false,
        }
    }

    /// Who reads, for the record: in the first of their roles, if they hold any. None when it is the system.
    pub fn reading(&self) -> Option<By> {
        let person = self.person()?;
        Some(match self.roles().first() {
            Some(role) => By::Person { person, role: *role },
            None => By::Reader { person },
        })
    }

    /// Every role they hold; none for the system.
    pub fn roles(&self) -> BTreeSet<Role> {
        match self {
            Self::Member { roles, .. } => roles.iter().copied().map(Role::Organisation).collect(),
            Self::Staff { roles, .. } => roles.iter().copied().map(Role::Pdp).collect(),
            Self::System(_) => BTreeSet::new(),
        }
    }

    /// What they are called, if that is known; none for the system.
    pub fn name(&self) -> Option<&Name> {
        match self {
            Self::Member { name, .. } | Self::Staff { name, .. } => name.as_ref(),
            Self::System(_) => None,
        }
    }

    /// The organisation they are of; none for PDP and the system.
    pub fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Self::Member { organisation, .. } => Some(*organisation),
            Self::Staff { .. } | Self::System(_) => None,
        }
    }

    /// Whether they work for PDP, which sees every organisation (P1).
    pub const fn is_staff(&self) -> bool {
        matches!(self, Self::Staff { .. })
    }

    /// The person, unless it is the system.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Member { person, .. } | Self::Staff { person, .. } => Some(*person),
            Self::System(_) => None,
        }
    }
}

/// Who did something, as the history keeps it (A1): a person in the role they acted in, somebody who only read, or a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    Person {
        person: PersonId,
        /// The role that allowed it.
        role: Role,
    },
    /// A person who holds no role, and may read what everyone of their side may (P1).
    Reader {
        person: PersonId,
    },
    System(Process),
}

impl By {
    /// Whether two acts are not known to be those of two people, whatever their roles: what is no person is never somebody else.
    pub fn is_same_person(self, other: Self) -> bool {
        match (self, other) {
            (Self::Person { person: one, .. }, Self::Person { person: other, .. }) => one == other,
            _ => true,
        }
    }
}
