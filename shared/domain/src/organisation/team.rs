//! PDP's team: only its people, and only administrators change them. One administrator takes roles away; it takes two to give
//! them (Q4), because an overruled result needs two people, and one who gives roles alone could be both.
//!
//! Somebody there must always be able to administer: the last administrator can neither be removed nor lose the role. The
//! guidance does not say so; without it a slip would lock everybody out until someone with rights on the table repairs it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::decide::administering;
use super::members::{find, not_ones_own};
use super::{
    CommandKind, Contact, Event, MAX_PROPOSALS, MemberCommand, MemberEvent, PdpTeam, Person, Reason, Refusal,
    RoleProposal, TeamCommand, TeamEventKind, TypedWhom, Whom, admit, members,
};
use crate::actor::{Actor, By, PdpRole};
use crate::aggregate::{Aggregate, Trail};
use crate::ids::{PersonId, ProposalId, SignInId};
use crate::problem::{Field, Problem, Violation};

/// Decides `command` on PDP's team. An empty trail means that it is already so.
pub fn decide_team(
    team: &PdpTeam,
    command: TeamCommand,
    actor: &Actor,
    now: Timestamp,
) -> Result<Trail<PdpTeam>, Refusal> {
    let by = authorise_team(command.kind(), actor)?;
    let kinds = match command {
        TeamCommand::Member(command) => {
            needs_one_administrator(team, &command)?;
            let events = members::decide(&team.people, command, actor)?;
            events.into_iter().map(TeamEventKind::Member).collect()
        }
        TeamCommand::Propose { id, whom, roles } => {
            let proposal = propose(team, id, whom, roles, actor, now)?;
            vec![TeamEventKind::RolesProposed { proposal }]
        }
        TeamCommand::Approve { id, joins } => approve(team, id, joins, actor)?,
        TeamCommand::Withdraw { id } => {
            vec![TeamEventKind::ProposalWithdrawn { proposal: waiting(team, id)?.clone() }]
        }
    };
    let mut trail = Trail::at(team.clone());
    for kind in kinds {
        trail.push(Event { at: now, by, kind });
    }
    Ok(trail)
}

/// Who may change PDP's team; answers in which role the actor acts.
pub fn authorise_team(command: CommandKind, actor: &Actor) -> Result<By, Refusal> {
    administering(command, actor)
}

/// Whether `command` gives nobody a role.
fn needs_one_administrator(team: &PdpTeam, command: &MemberCommand<PdpRole>) -> Result<(), Refusal> {
    let gives = match command {
        MemberCommand::Add { roles, .. } => !roles.is_empty(),
        MemberCommand::ChangeRoles { person, roles } => !roles.is_subset(&find(&team.people, *person)?.roles),
        _ => false,
    };
    if gives { Err(Reason::SecondAdministratorNeeded.into()) } else { Ok(()) }
}

fn propose(
    team: &PdpTeam,
    id: ProposalId,
    whom: TypedWhom,
    roles: BTreeSet<PdpRole>,
    actor: &Actor,
    now: Timestamp,
) -> Result<RoleProposal, Refusal> {
    let by = actor.person().ok_or_else(|| Refusal::role(PdpRole::Administrator))?;
    let none = roles.is_empty().then(|| Problem::new(Field::Roles, Violation::Missing));
    let whom = match whom {
        TypedWhom::Member(person) => {
            let member = find(&team.people, person)?;
            not_ones_own(person, actor)?;
            if none.is_none() && roles.is_subset(&member.roles) {
                return Err(Reason::RolesHeld.into());
            }
            Whom::Member(person)
        }
        TypedWhom::Newcomer { name, email } => match admit(&team.people, &name, &email, &roles) {
            Ok((name, email)) => Whom::Newcomer(Contact { name, email }),
            Err(Refusal::Invalid(problems)) => {
                return Err(Refusal::Invalid(problems.into_iter().chain(none).collect()));
            }
            Err(other) => return Err(other),
        },
    };
    if let Some(problem) = none {
        return Err(Refusal::invalid(problem));
    }
    if team.proposals.iter().any(|waiting| same_person(&waiting.whom, &whom)) {
        return Err(Reason::AlreadyProposed.into());
    }
    if team.proposals.len() >= MAX_PROPOSALS {
        return Err(Reason::TooManyProposals { max: MAX_PROPOSALS }.into());
    }
    let proposal = RoleProposal { id, by, at: now, whom, roles };
    let may_approve = |one: &Person<PdpRole>| one.id != by && !proposal.is_about(one.id);
    if !team.holders(PdpRole::Administrator).any(may_approve) {
        return Err(Reason::NoSecondAdministrator.into());
    }
    Ok(proposal)
}

/// Whether both are the same person, as far as their addresses tell.
fn same_person(one: &Whom, other: &Whom) -> bool {
    match (one, other) {
        (Whom::Member(one), Whom::Member(other)) => one == other,
        (Whom::Newcomer(one), Whom::Newcomer(other)) => one.email == other.email,
        _ => false,
    }
}

fn approve(
    team: &PdpTeam,
    id: ProposalId,
    joins: Option<(PersonId, SignInId)>,
    actor: &Actor,
) -> Result<Vec<TeamEventKind>, Refusal> {
    let proposal = waiting(team, id)?.clone();
    // Seeding puts people without an event that could have ended it.
    if !proposal.stands(team) {
        return Err(Reason::ProposalNotFound.into());
    }
    if actor.person() == Some(proposal.by) {
        return Err(Reason::OwnProposal.into());
    }
    let event = match &proposal.whom {
        Whom::Member(person) => {
            let member = find(&team.people, *person)?;
            not_ones_own(*person, actor)?;
            // Beside what they hold by now: a role that was taken away meanwhile does not come back with it.
            let to = member.roles.union(&proposal.roles).copied().collect();
            MemberEvent::RolesChanged { person: *person, from: member.roles.clone(), to }
        }
        Whom::Newcomer(Contact { name, email }) => {
            let (person, sign_in) = joins.ok_or(Reason::MemberNotFound)?;
            let (name, email) = admit(&team.people, name.as_str(), email.as_str(), &proposal.roles)?;
            if team.people.iter().any(|member| member.id == person || member.sign_in == sign_in) {
                return Err(Reason::AlreadyMember.into());
            }
            let roles = proposal.roles.clone();
            MemberEvent::MemberAdded { member: Person { id: person, sign_in, name, email, roles } }
        }
    };
    Ok(vec![TeamEventKind::RolesApproved { proposal }, TeamEventKind::Member(event)])
}

fn waiting(team: &PdpTeam, id: ProposalId) -> Result<&RoleProposal, Refusal> {
    team.proposals.iter().find(|proposal| proposal.id == id).ok_or(Reason::ProposalNotFound.into())
}

/// There is always a team: nothing begins it.
impl Aggregate for PdpTeam {
    type Kind = TeamEventKind;
    type Status = ();

    fn begin(_: &Event<Self::Kind>) -> Option<Self> {
        None
    }

    fn apply(&mut self, event: &Event<Self::Kind>) {
        apply_team(self, event);
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn status(&self) {}
}

/// Changes `team` as `event` says. A proposal in which nothing is left to approve ends with the event that ends it.
pub fn apply_team(team: &mut PdpTeam, event: &Event<TeamEventKind>) {
    team.version += 1;
    match &event.kind {
        TeamEventKind::Member(event) => members::apply(&mut team.people, event),
        TeamEventKind::RolesProposed { proposal } => team.proposals.push(proposal.clone()),
        TeamEventKind::RolesApproved { proposal } | TeamEventKind::ProposalWithdrawn { proposal } => {
            team.proposals.retain(|waiting| waiting.id != proposal.id);
        }
    }
    let proposals = std::mem::take(&mut team.proposals);
    team.proposals = proposals.into_iter().filter(|proposal| proposal.stands(team)).collect();
}
