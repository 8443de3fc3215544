//! Who acts in the model: one person of each of two organisations, two of PDP, and the system itself.

use std::fmt;

use domain::actor::{Actor, By, OrganisationRole, PdpRole, Process};
use domain::ids::{OrganisationId, PersonId};

/// Organisation A or B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Company {
    A,
    B,
}

impl Company {
    pub fn id(self) -> OrganisationId {
        OrganisationId::from_u128(match self {
            Self::A => 0xA,
            Self::B => 0xB,
        })
    }

    /// The one with this id.
    pub fn of(id: OrganisationId) -> Self {
        if id == Self::A.id() { Self::A } else { Self::B }
    }

    /// Its person.
    pub fn contact(self) -> Who {
        match self {
            Self::A => Who::ContactOfA,
            Self::B => Who::ContactOfB,
        }
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Holds every role of organisation A.
    ContactOfA,
    /// Holds every role of organisation B.
    ContactOfB,
    /// Of PDP.
    FirstStaff,
    /// Of PDP too.
    SecondStaff,
    /// What inspects files; only before the search begins.
    Inspection,
    /// What gives the verdict of OAT.
    Testing,
    /// What makes endpoints live.
    DueWork,
}

impl Who {
    const PEOPLE: [Self; 4] = [Self::ContactOfA, Self::ContactOfB, Self::FirstStaff, Self::SecondStaff];

    /// As the domain knows them.
    pub fn actor(self) -> Actor {
        let member = |company: Company, person| Actor::Member {
            person: PersonId::from_u128(person),
            organisation: company.id(),
            roles: OrganisationRole::ALL.iter().copied().collect(),
            name: None,
        };
        let staff = |person| Actor::Staff {
            person: PersonId::from_u128(person),
            roles: PdpRole::ALL.iter().copied().collect(),
            name: None,
        };
        match self {
            Self::ContactOfA => member(Company::A, 0xA1),
            Self::ContactOfB => member(Company::B, 0xB1),
            Self::FirstStaff => staff(0xD1),
            Self::SecondStaff => staff(0xD2),
            Self::Inspection => Actor::System(Process::EvidenceInspection),
            Self::Testing => Actor::System(Process::OperationalAcceptanceTesting),
            Self::DueWork => Actor::System(Process::GoLive),
        }
    }

    /// The actor as whom `organisation` would let them in: what a missing permission comes to.
    pub fn let_in_by(self, organisation: OrganisationId) -> Actor {
        match self.actor() {
            Actor::Member { person, roles, .. } => Actor::Member { person, organisation, roles, name: None },
            other => other,
        }
    }

    /// The person that a history names, if there is such a person.
    pub fn named(by: By) -> Option<Self> {
        let By::Person { person, role } = by else { return None };
        let holds = |who: &&Self| who.actor().person() == Some(person) && who.actor().holds(role);
        Self::PEOPLE.iter().find(holds).copied()
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ContactOfA => "the contact of A",
            Self::ContactOfB => "the contact of B",
            Self::FirstStaff => "the first of PDP",
            Self::SecondStaff => "the second of PDP",
            Self::Inspection => "the inspection",
            Self::Testing => "the testing process",
            Self::DueWork => "the due-work job",
        })
    }
}
