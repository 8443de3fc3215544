//! Who acts: one person for each role, who holds no other, a second one in PDP support, and the processes of the system.

use domain::actor::{Actor, OrganisationRole, PdpRole, Process, Role};
use domain::ids::{OrganisationId, PersonId};

use crate::guards::Guard;

pub fn organisation() -> OrganisationId {
    OrganisationId::from_u128(0xA)
}

fn member(role: OrganisationRole) -> Actor {
    let person = PersonId::from_u128(0xA0 + role as u128);
    Actor::Member { person, organisation: organisation(), roles: [role].into(), name: None }
}

fn staff(role: PdpRole) -> Actor {
    Actor::Staff { person: PersonId::from_u128(0xD0 + role as u128), roles: [role].into(), name: None }
}

/// Somebody else in PDP support: what one of them proposes, the other decides on.
pub fn other_support() -> Actor {
    Actor::Staff { person: PersonId::from_u128(0xDF), roles: [PdpRole::Support].into(), name: None }
}

/// Everybody, with who they are in words.
pub fn everybody(without: Option<Guard>) -> Vec<(String, Actor)> {
    let nobody = OrganisationRole::ServiceManager;
    let members = OrganisationRole::ALL
        .iter()
        .filter(|role| without != Some(Guard::StepsHaveSomebody) || **role != nobody)
        .map(|role| (Role::from(*role).to_string(), member(*role)));
    let staff = PdpRole::ALL.iter().map(|role| (Role::from(*role).to_string(), staff(*role)));
    let system = Process::ALL.iter().map(|process| (process.to_string(), Actor::System(*process)));
    members.chain(staff).chain(system).collect()
}
