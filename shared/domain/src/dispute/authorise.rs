//! Who may dispute a result, bring files, and answer (P1, Q10).

use super::{CommandKind, Dispute, Refusal};
use crate::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use crate::ids::OrganisationId;
use crate::refusal::Thing;

/// Who of the organisation disputes results and brings files: those who hear of a result.
pub const MAY_DISPUTE: [Role; 2] = [
    Role::Organisation(OrganisationRole::ServiceManager),
    Role::Organisation(OrganisationRole::PrimaryBusinessContact),
];

/// Whether `actor` may ask for a command of this kind; answers in which role they act.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`], [`Refusal::SystemOnly`].
pub fn authorise(dispute: &Dispute, command: CommandKind, actor: &Actor) -> Result<By, Refusal> {
    if !actor.may_see(dispute.organisation) {
        return Err(Refusal::NotFound(Thing::Dispute));
    }
    match command {
        CommandKind::RequestUpload => acting_as(&MAY_DISPUTE, actor),
        CommandKind::Answer => acting_as(&[Role::Pdp(PdpRole::Support)], actor),
        CommandKind::ReceiveFile | CommandKind::AcceptFile | CommandKind::RejectFile => match actor {
            Actor::System(own @ Process::EvidenceInspection) => Ok(By::System(*own)),
            _ => Err(Refusal::SystemOnly),
        },
    }
}

/// Whether `actor` may dispute a result of `organisation`; answers in which role they act.
///
/// # Errors
/// [`Refusal::NotFound`] of the `thing` to another organisation (P1), [`Refusal::RoleRequired`].
pub fn authorise_opening(organisation: OrganisationId, thing: Thing, actor: &Actor) -> Result<By, Refusal> {
    if !actor.may_see(organisation) {
        return Err(Refusal::NotFound(thing));
    }
    acting_as(&MAY_DISPUTE, actor)
}

fn acting_as(roles: &[Role], actor: &Actor) -> Result<By, Refusal> {
    let held = roles.iter().find(|role| actor.holds(**role));
    match (actor.person(), held) {
        (Some(person), Some(role)) => Ok(By::Person { person, role: *role }),
        _ => Err(Refusal::RoleRequired { roles: roles.to_vec() }),
    }
}
