//! Which events a command on an organisation leads to, or why it is refused. Pure and total.

use crate::refusal::Thing;
use jiff::Timestamp;

use super::members::parse_name;
use super::{
    Command, CommandKind, Event, EventKind, Organisation, Reason, Refusal, members, suspension, vouching,
};
use crate::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use crate::aggregate::Trail;
use crate::endpoint::{EndpointType, ProposedEndpoint};
use crate::ids::{EndpointId, OrganisationId};
use crate::policy::{Limits, Policy};
use crate::problem::{Field, Problem};
use crate::text::FreeText;

/// Makes an organisation known, as yet without people and endpoints.
///
/// # Errors
/// [`Refusal::RoleRequired`], [`Refusal::Invalid`].
pub fn register(id: OrganisationId, name: &str, actor: &Actor, now: Timestamp) -> Result<Event, Refusal> {
    let by = acting_as(actor, PdpRole::Administrator)?;
    let name = parse_name(name).map_err(Refusal::invalid)?;
    Ok(Event { at: now, by, kind: EventKind::OrganisationRegistered { id, name } })
}

/// Decides `command` on `organisation`. An empty trail means that it is already so.
pub fn decide(
    organisation: &Organisation,
    command: Command,
    actor: &Actor,
    now: Timestamp,
) -> Result<Trail<Organisation>, Refusal> {
    let by = authorise(organisation.id, command.kind(), actor)?;
    let kinds = match command {
        Command::Rename { name } => {
            let to = parse_name(&name).map_err(Refusal::invalid)?;
            let from = organisation.name.clone();
            if from == to { vec![] } else { vec![EventKind::OrganisationRenamed { from, to }] }
        }
        Command::Member(command) => {
            let events = members::decide(&organisation.people, command, actor)?;
            events.into_iter().map(EventKind::Member).collect()
        }
        Command::ProposeVouchingScheme { name, endpoints } => {
            vouching::propose(organisation, &name, &endpoints, limits(now))?
        }
        Command::TakeEndpointOutOfUse { id, registered, reason } => {
            vec![take_out_of_use(organisation, id, registered, reason.as_deref(), now)?]
        }
        Command::SuspendEndpoint { id, registered, reason } => {
            vec![suspension::suspend(organisation, id, registered, &reason, limits(now))?]
        }
        Command::ProposeRestoration { id, registered, reason } => {
            vec![suspension::propose(organisation, id, registered, &reason, limits(now))?]
        }
        Command::DecideRestoration { id, registered, approved, reason } => {
            let decision = suspension::Decision { approved, reason: reason.as_deref(), by };
            vec![suspension::decide(organisation, id, registered, &decision, limits(now))?]
        }
    };
    let mut trail = Trail::at(organisation.clone());
    for kind in kinds {
        trail.push(Event { at: now, by, kind });
    }
    Ok(trail)
}

/// Who may do what (P1, G5); answers in which role the actor acts.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`].
pub fn authorise(organisation: OrganisationId, command: CommandKind, actor: &Actor) -> Result<By, Refusal> {
    if !actor.may_see(organisation) {
        return Err(Refusal::NotFound(Thing::Organisation));
    }
    match command {
        CommandKind::TakeEndpointOutOfUse => acting_as(actor, OrganisationRole::PrimaryBusinessContact),
        CommandKind::SuspendEndpoint | CommandKind::ProposeRestoration | CommandKind::DecideRestoration => {
            acting_as(actor, PdpRole::Support)
        }
        CommandKind::RegisterOrganisation
        | CommandKind::RenameOrganisation
        | CommandKind::AddMember
        | CommandKind::ChangeRoles
        | CommandKind::ProposeVouchingScheme
        | CommandKind::RemoveMember
        | CommandKind::CorrectMember
        | CommandKind::InviteAgain
        | CommandKind::TryAddress
        | CommandKind::ProposeRoles
        | CommandKind::ApproveRoles
        | CommandKind::WithdrawRoles => administering(command, actor),
    }
}

/// The actor as a PDP administrator. The operators of the service may send invitations: if the user pool is lost, no administrator can
/// sign in to do it.
pub(super) fn administering(command: CommandKind, actor: &Actor) -> Result<By, Refusal> {
    match actor {
        Actor::System(own @ Process::Operations) if command == CommandKind::InviteAgain => {
            Ok(By::System(*own))
        }
        _ => acting_as(actor, PdpRole::Administrator),
    }
}

/// The actor in `role`, if they hold it.
pub(super) fn acting_as(actor: &Actor, role: impl Into<Role>) -> Result<By, Refusal> {
    let role = role.into();
    match actor.person() {
        Some(person) if actor.holds(role) => Ok(By::Person { person, role }),
        _ => Err(Refusal::role(role)),
    }
}

pub(super) fn limits(now: Timestamp) -> &'static Limits {
    &Policy::in_force(crate::calendar::london_date(now)).limits
}

fn take_out_of_use(
    organisation: &Organisation,
    id: EndpointId,
    registered: Option<ProposedEndpoint>,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<EventKind, Refusal> {
    let endpoint = registered.ok_or(Reason::EndpointNotFound)?;
    let live = &organisation.live_endpoints;
    if !live.contains_key(&id) {
        return Err(Reason::EndpointNotLive.into());
    }
    // What is suspended is not live: beside it, the only live one stays. It goes itself as long as there is another one.
    let counts = |other| organisation.suspended.contains(&id) || !organisation.suspended.contains(other);
    let other_find =
        live.iter().any(|(other, kind)| *other != id && *kind == EndpointType::Find && counts(other));
    if live.get(&id) == Some(&EndpointType::Find) && !other_find {
        return Err(Reason::LastFindEndpoint.into());
    }
    let reason = FreeText::parse_optional(reason.unwrap_or_default(), limits(now).text_characters);
    let reason = reason.map_err(|fault| Refusal::invalid(Problem::new(Field::RetirementReason, fault)))?;
    Ok(EventKind::EndpointTakenOutOfUse { id, endpoint, reason })
}
