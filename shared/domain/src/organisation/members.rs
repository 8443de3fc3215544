//! The people of an organisation or of PDP: the same rules for both, except for the role that somebody must hold.

use std::collections::BTreeSet;

use super::{Contact, MemberCommand, MemberEvent, Person, Reason, Refusal};
use crate::actor::{Actor, OrganisationRole, PdpRole, Role};
use crate::email::EmailAddress;
use crate::ids::PersonId;
use crate::problem::{Field, Problem, Violation};
use crate::text::Name;

/// Members of one record, at most: our own bound, so that a record stays one item.
pub const MAX_MEMBERS: usize = 150;

/// A role of one side, and which of them that side cannot be without.
pub trait PartyRole: Copy + Ord + Into<Role> + 'static {
    /// The role that the last holder keeps. PDP needs somebody who may administer, or nobody could ever again. An organisation
    /// may be left without anybody for a while: PDP is told (Q4).
    const INDISPENSABLE: Option<Self>;
    /// The role that few may hold at once, and how many.
    const MOST: Option<(Self, usize)>;
}

impl PartyRole for OrganisationRole {
    const INDISPENSABLE: Option<Self> = None;
    const MOST: Option<(Self, usize)> = Some((Self::PrimaryBusinessContact, 2));
}

impl PartyRole for PdpRole {
    const INDISPENSABLE: Option<Self> = Some(Self::Administrator);
    const MOST: Option<(Self, usize)> = None;
}

/// Decides a command on `people` that `actor` gives.
pub(super) fn decide<R: PartyRole>(
    people: &[Person<R>],
    command: MemberCommand<R>,
    actor: &Actor,
) -> Result<Vec<MemberEvent<R>>, Refusal> {
    match command {
        MemberCommand::Add { person, sign_in, name, email, roles } => {
            let (name, email) = admit(people, &name, &email, &roles)?;
            if people.iter().any(|member| member.id == person || member.sign_in == sign_in) {
                return Err(Reason::AlreadyMember.into());
            }
            let member = Person { id: person, sign_in, name, email, roles };
            Ok(vec![MemberEvent::MemberAdded { member }])
        }
        MemberCommand::ChangeRoles { person, roles } => {
            let member = find(people, person)?;
            if member.roles == roles {
                return Ok(vec![]);
            }
            not_ones_own(person, actor)?;
            if R::INDISPENSABLE.is_some_and(|role| member.roles.contains(&role) && !roles.contains(&role)) {
                somebody_else_holds_it(people, person)?;
            }
            room_among(people, roles.difference(&member.roles))?;
            Ok(vec![MemberEvent::RolesChanged { person, from: member.roles.clone(), to: roles }])
        }
        MemberCommand::Remove { person } => {
            let member = find(people, person)?;
            not_ones_own(person, actor)?;
            if R::INDISPENSABLE.is_some_and(|role| member.roles.contains(&role)) {
                somebody_else_holds_it(people, person)?;
            }
            Ok(vec![MemberEvent::MemberRemoved { member: member.clone() }])
        }
        MemberCommand::Correct { person, name, email } => {
            let (member, to) = corrected(people, person, &name, &email)?;
            let from = member.contact();
            if from == to {
                return Ok(vec![]);
            }
            Ok(vec![MemberEvent::MemberCorrected { person, from, to }])
        }
        MemberCommand::InviteAgain { person, state, sign_in } => {
            let member = find(people, person)?;
            state.may_be_invited()?;
            if sign_in == member.sign_in {
                return Ok(vec![MemberEvent::InvitedAgain { person }]);
            }
            if people.iter().any(|other| other.sign_in == sign_in) {
                return Err(Reason::AddressTaken.into());
            }
            Ok(vec![MemberEvent::SignInReplaced { person, from: member.sign_in, to: sign_in }])
        }
        MemberCommand::TryAddress { person } => {
            find(people, person)?;
            Ok(vec![MemberEvent::AddressTried { person }])
        }
    }
}

/// The member, and their name and address as typed: all that can be known of a correction before it is known who signs in with
/// the address.
///
/// # Errors
/// [`Reason::MemberNotFound`], [`Refusal::Invalid`] with every problem.
pub fn corrected<'p, R>(
    people: &'p [Person<R>],
    person: PersonId,
    name: &str,
    email: &str,
) -> Result<(&'p Person<R>, Contact), Refusal> {
    let member = find(people, person)?;
    let others = people.iter().filter(|other| other.id != person);
    let to = contact(others, name, email)?;
    Ok((member, to))
}

/// A name and an address that none of `others` has.
fn contact<'p, R: 'p>(
    mut others: impl Iterator<Item = &'p Person<R>>,
    name: &str,
    email: &str,
) -> Result<Contact, Refusal> {
    let name = parse_name(name);
    let email = EmailAddress::parse(email).and_then(|email| {
        let in_use = others.any(|member| member.email == email);
        if in_use { Err(Violation::EmailInUse) } else { Ok(email) }
    });
    let email = email.map_err(|violation| Problem::new(Field::Email, violation));
    match (name, email) {
        (Ok(name), Ok(email)) => Ok(Contact { name, email }),
        (name, email) => {
            let problems = [name.err(), email.err()].into_iter().flatten();
            Err(Refusal::Invalid(problems.collect()))
        }
    }
}

/// Whether somebody of this name, address and roles can join `people`: all that can be known before it is known who signs in
/// with the address.
///
/// # Errors
/// [`Refusal::Invalid`] with every problem, [`Reason::TooManyMembers`], [`Reason::TooManyHolders`].
pub fn admit<R: PartyRole>(
    people: &[Person<R>],
    name: &str,
    email: &str,
    roles: &BTreeSet<R>,
) -> Result<(Name, EmailAddress), Refusal> {
    let Contact { name, email } = contact(people.iter(), name, email)?;
    if people.len() >= MAX_MEMBERS {
        return Err(Reason::TooManyMembers { max: MAX_MEMBERS }.into());
    }
    room_among(people, roles.iter())?;
    Ok((name, email))
}

/// What an organisation, a person or a scheme is called, as typed.
pub(super) fn parse_name(typed: &str) -> Result<Name, Problem> {
    Name::parse(typed).map_err(|violation| Problem::new(Field::Name, violation))
}

/// Changes `people` as `event` says.
pub(super) fn apply<R: Copy + Ord>(people: &mut Vec<Person<R>>, event: &MemberEvent<R>) {
    match event {
        MemberEvent::MemberAdded { member } => people.push(member.clone()),
        MemberEvent::RolesChanged { person, to, .. } => {
            if let Some(member) = people.iter_mut().find(|member| member.id == *person) {
                member.roles.clone_from(to);
            }
        }
        MemberEvent::MemberRemoved { member } => people.retain(|one| one.id != member.id),
        MemberEvent::MemberCorrected { person, to, .. } => {
            if let Some(member) = people.iter_mut().find(|member| member.id == *person) {
                member.name.clone_from(&to.name);
                member.email.clone_from(&to.email);
            }
        }
        MemberEvent::SignInReplaced { person, to, .. } => {
            if let Some(member) = people.iter_mut().find(|member| member.id == *person) {
                member.sign_in = *to;
            }
        }
        MemberEvent::InvitedAgain { .. } | MemberEvent::AddressTried { .. } => {}
    }
}

pub(super) fn find<R>(people: &[Person<R>], person: PersonId) -> Result<&Person<R>, Refusal> {
    people.iter().find(|member| member.id == person).ok_or(Reason::MemberNotFound.into())
}

/// Nobody gives themselves roles, or takes roles away from themselves (Q4).
pub(super) fn not_ones_own(person: PersonId, actor: &Actor) -> Result<(), Refusal> {
    if actor.person() == Some(person) { Err(Reason::OwnRoles.into()) } else { Ok(()) }
}

fn somebody_else_holds_it<R: PartyRole>(people: &[Person<R>], than: PersonId) -> Result<(), Refusal> {
    let Some(role) = R::INDISPENSABLE else { return Ok(()) };
    let others = people.iter().any(|member| member.id != than && member.roles.contains(&role));
    if others { Ok(()) } else { Err(Reason::LastHolder { role: role.into() }.into()) }
}

/// Whether one more person may hold these roles.
fn room_among<'r, R: PartyRole + 'r>(
    people: &[Person<R>],
    mut new: impl Iterator<Item = &'r R>,
) -> Result<(), Refusal> {
    let Some((role, max)) = R::MOST else { return Ok(()) };
    let holders = people.iter().filter(|member| member.roles.contains(&role)).count();
    if new.any(|one| *one == role) && holders >= max {
        return Err(Reason::TooManyHolders { role: role.into(), max }.into());
    }
    Ok(())
}
