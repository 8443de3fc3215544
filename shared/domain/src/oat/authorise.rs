//! Who may do what (P1, O7–O10).

use super::{CommandKind, OatRequest, Refusal};
use crate::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use crate::ids::OrganisationId;
use crate::refusal::Thing;

const SERVICE_MANAGER: Role = Role::Organisation(OrganisationRole::ServiceManager);
const SUPPORT: Role = Role::Pdp(PdpRole::Support);

/// Whether `actor` may ask for a command of this kind; answers in which role they act.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`], [`Refusal::SystemOnly`].
pub fn authorise(oat: &OatRequest, command: CommandKind, actor: &Actor) -> Result<By, Refusal> {
    match command {
        CommandKind::RequestAnew
        | CommandKind::AskForRetest
        | CommandKind::AskForDate
        | CommandKind::SettleDate
        | CommandKind::GiveConnectionDate
        | CommandKind::AskForSupport
        | CommandKind::AskForDelay => acting_as(SERVICE_MANAGER, oat.organisation, actor),
        CommandKind::Rerun
        | CommandKind::ProposeOverride
        | CommandKind::DecideOverride
        | CommandKind::DecideDate
        | CommandKind::RecordFinding
        | CommandKind::AnswerSupport
        | CommandKind::PlaceHold
        | CommandKind::ReleaseHold => acting_as(SUPPORT, oat.organisation, actor),
        CommandKind::RecordAttempts | CommandKind::Close => {
            running_as(Process::OperationalAcceptanceTesting, oat.organisation, actor)
        }
        CommandKind::GoLive => running_as(Process::GoLive, oat.organisation, actor),
    }
}

/// Whether `actor` may request OAT of something of `organisation`, which nobody has requested yet; answers in which role they act.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`].
pub fn authorise_request(organisation: OrganisationId, actor: &Actor) -> Result<By, Refusal> {
    acting_as(SERVICE_MANAGER, organisation, actor)
}

/// The actor in `role`, if they hold it and may know of the organisation.
fn acting_as(role: Role, organisation: OrganisationId, actor: &Actor) -> Result<By, Refusal> {
    if !actor.may_see(organisation) {
        return Err(Refusal::NotFound(Thing::Oat));
    }
    match actor.person() {
        Some(person) if actor.holds(role) => Ok(By::Person { person, role }),
        _ => Err(Refusal::role(role)),
    }
}

fn running_as(process: Process, organisation: OrganisationId, actor: &Actor) -> Result<By, Refusal> {
    match actor {
        Actor::System(own) if *own == process => Ok(By::System(process)),
        actor if actor.may_see(organisation) => Err(Refusal::SystemOnly),
        _ => Err(Refusal::NotFound(Thing::Oat)),
    }
}
