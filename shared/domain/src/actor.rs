//! People, their roles, and who did something (P1).

use std::collections::BTreeSet;
use std::fmt;

use crate::ids::{OrganisationId, PersonId};
use crate::text::Name;

codes! {
    /// A role of a person in a connected organisation.
    OrganisationRole {
        /// Drafts, submits, answers questions on and withdraws a change. At most two in an organisation.
        PrimaryBusinessContact = "primary_business_contact", "primary business contact";
        /// Downloads and deploys cryptographic material.
        PrimaryTechnicalContact = "primary_technical_contact", "primary technical contact";
        /// Service acceptance and OAT.
        ServiceManager = "service_manager", "service manager";
        /// Prerequisites and integration testing.
        TestManager = "test_manager", "test manager";
        /// IT health check.
        SecurityLead = "security_lead", "security lead";
    }
}

codes! {
    /// A role of a person of the Pensions Dashboards Programme.
    PdpRole {
        /// Reviews changes, decides on submitted steps, reclassifies.
        Reviewer = "reviewer", "PDP reviewer";
        /// Arranges integration testing, decides on prerequisites and reports.
        ImplementationManager = "implementation_manager", "PDP implementation manager";
        /// Answers support requests, holds, OAT re-runs and overrides.
        Support = "support", "PDP support";
        /// Organisations, members and roles, cryptographic material, policy.
        Administrator = "administrator", "PDP administrator";
    }
}

/// A role of either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Of a connected organisation.
    Organisation(OrganisationRole),
    /// Of PDP.
    Pdp(PdpRole),
}

impl Role {
    /// Every role: those of organisations first.
    pub const ALL: &'static [Self] = &{
        const ORGANISATION: usize = OrganisationRole::ALL.len();
        let mut all = [Self::Pdp(PdpRole::Reviewer); ORGANISATION + PdpRole::ALL.len()];
        let mut at = 0;
        while at < all.len() {
            all[at] = if at < ORGANISATION {
                Self::Organisation(OrganisationRole::ALL[at])
            } else {
                Self::Pdp(PdpRole::ALL[at - ORGANISATION])
            };
            at += 1;
        }
        all
    };

    /// The stable code, snake case; unique over both sides.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organisation(role) => role.code(),
            Self::Pdp(role) => role.code(),
        }
    }

    /// Somebody who holds it: `a service manager`, `someone from PDP support`.
    pub fn somebody(self) -> String {
        match self {
            // The only one that is not what a person is called.
            Self::Pdp(PdpRole::Support) => "someone from PDP support".to_owned(),
            role => format!("a {role}"),
        }
    }
}

coded!(Role);

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organisation(role) => role.fmt(f),
            Self::Pdp(role) => role.fmt(f),
        }
    }
}

impl From<OrganisationRole> for Role {
    fn from(role: OrganisationRole) -> Self {
        Self::Organisation(role)
    }
}

impl From<PdpRole> for Role {
    fn from(role: PdpRole) -> Self {
        Self::Pdp(role)
    }
}

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
    }
}

/// Who asks for something to be done, as the server's own membership records say (P3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person of a connected organisation. May hold several roles, or none (P1).
    Member {
        /// The person.
        person: PersonId,
        /// Their organisation.
        organisation: OrganisationId,
        /// The roles they hold there.
        roles: BTreeSet<OrganisationRole>,
        /// What they are called there; none when that is not known.
        name: Option<Name>,
    },
    /// A person of PDP; sees every organisation (P1).
    Staff {
        /// The person.
        person: PersonId,
        /// The roles they hold.
        roles: BTreeSet<PdpRole>,
        /// What they are called there; none when that is not known.
        name: Option<Name>,
    },
    /// The system itself.
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
    /// A person.
    Person {
        /// The person.
        person: PersonId,
        /// The role that allowed it.
        role: Role,
    },
    /// A person who holds no role, and may read what everyone of their side may (P1).
    Reader {
        /// The person.
        person: PersonId,
    },
    /// The system.
    System(Process),
}
