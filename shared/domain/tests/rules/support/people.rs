//! The people of the tests: two organisations, PDP, and the system.

use domain::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use domain::ids::{OrganisationId, PersonId};

/// The organisation whose change it is.
pub fn own_organisation() -> OrganisationId {
    OrganisationId::from_u128(0xA)
}

/// Another one.
pub fn other_organisation() -> OrganisationId {
    OrganisationId::from_u128(0xB)
}

/// A person of `organisation` with these roles.
pub fn member(organisation: OrganisationId, roles: &[OrganisationRole]) -> Actor {
    let person = PersonId::from_u128(organisation.as_u128() << 8 | 1);
    Actor::Member { person, organisation, roles: roles.iter().copied().collect(), name: None }
}

/// A person of PDP with these roles.
pub fn staff(roles: &[PdpRole]) -> Actor {
    Actor::Staff { person: PersonId::from_u128(0xD0), roles: roles.iter().copied().collect(), name: None }
}

/// The primary business contact of the organisation whose change it is.
pub fn business_contact() -> Actor {
    member(own_organisation(), &[OrganisationRole::PrimaryBusinessContact])
}

/// A person of another organisation who holds every role there.
pub fn outsider() -> Actor {
    member(other_organisation(), OrganisationRole::ALL)
}

/// A reviewer of PDP.
pub fn reviewer() -> Actor {
    staff(&[PdpRole::Reviewer])
}

/// Its primary technical contact.
pub fn technical_contact() -> Actor {
    member(own_organisation(), &[OrganisationRole::PrimaryTechnicalContact])
}

/// Its service manager.
pub fn service_manager() -> Actor {
    member(own_organisation(), &[OrganisationRole::ServiceManager])
}

/// Its test manager.
pub fn test_manager() -> Actor {
    member(own_organisation(), &[OrganisationRole::TestManager])
}

/// PDP's implementation manager.
pub fn implementation_manager() -> Actor {
    staff(&[PdpRole::ImplementationManager])
}

/// PDP's support.
pub fn pdp_support() -> Actor {
    staff(&[PdpRole::Support])
}

/// PDP's administrator.
pub fn administrator() -> Actor {
    staff(&[PdpRole::Administrator])
}

/// Someone who holds `role`, and nothing else.
pub fn holder(role: Role) -> Actor {
    match role {
        Role::Organisation(role) => member(own_organisation(), &[role]),
        Role::Pdp(role) => staff(&[role]),
    }
}

/// The inspection of uploaded files.
pub fn inspection() -> Actor {
    Actor::System(Process::EvidenceInspection)
}

/// What makes endpoints live.
pub fn go_live_process() -> Actor {
    Actor::System(Process::GoLive)
}

/// What reminds PDP of reviews.
pub fn reminders() -> Actor {
    Actor::System(Process::Reminders)
}

/// What gives the verdict of OAT.
pub fn oat() -> Actor {
    Actor::System(Process::OperationalAcceptanceTesting)
}

/// What the history says of someone who acted as `role`.
pub fn acting(actor: &Actor, role: impl Into<Role>) -> By {
    By::Person { person: actor.person().expect("a person"), role: role.into() }
}

/// One actor per role of either side, then each process of the system.
pub fn one_per_role() -> Vec<(String, Actor)> {
    let members = OrganisationRole::ALL.iter().map(|r| (r.to_string(), member(own_organisation(), &[*r])));
    let staff = PdpRole::ALL.iter().map(|r| (r.to_string(), staff(&[*r])));
    let system = Process::ALL.iter().map(|p| (format!("the system ({p})"), Actor::System(*p)));
    members.chain(staff).chain(system).collect()
}
