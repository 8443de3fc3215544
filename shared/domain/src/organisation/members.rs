//! The people of an organisation or of PDP: the same rules for both, except for the role that somebody must hold.

use std::collections::BTreeSet;

use super::{MemberCommand, MemberEvent, Person, Reason, Refusal};
use crate::actor::{OrganisationRole, PdpRole, Role};
use crate::email::EmailAddress;
use crate::ids::PersonId;
use crate::problem::{Field, Problem, Violation};
use crate::text::Name;

/// Members of one record, at most: our own bound, so that a record stays one item.
pub const MAX_MEMBERS: usize = 200;

/// A role of one side, and which of them that side cannot be without.
pub trait PartyRole: Copy + Ord + Into<Role> {
    /// The role that the last holder keeps. An organisation needs somebody who may act for it; PDP somebody who may
    /// administer, or nobody could ever again.
    const INDISPENSABLE: Self;
    /// How many may hold it at once.
    const MOST: Option<usize>;
}

impl PartyRole for OrganisationRole {
    const INDISPENSABLE: Self = Self::PrimaryBusinessContact;
    const MOST: Option<usize> = Some(2);
}

impl PartyRole for PdpRole {
    const INDISPENSABLE: Self = Self::Administrator;
    const MOST: Option<usize> = None;
}

/// Decides a command on `people`.
pub(super) fn decide<R: PartyRole>(
    people: &[Person<R>],
    command: MemberCommand<R>,
) -> Result<Vec<MemberEvent<R>>, Refusal> {
    match command {
        MemberCommand::Add { person, name, email, roles } => {
            let (name, email) = admit(people, &name, &email, &roles)?;
            if people.iter().any(|member| member.id == person) {
                return Err(Reason::AlreadyMember.into());
            }
            Ok(vec![MemberEvent::MemberAdded { member: Person { id: person, name, email, roles } }])
        }
        MemberCommand::ChangeRoles { person, roles } => {
            let member = find(people, person)?;
            let indispensable = R::INDISPENSABLE;
            if member.roles == roles {
                return Ok(vec![]);
            }
            if member.roles.contains(&indispensable) && !roles.contains(&indispensable) {
                somebody_else_holds_it(people, person)?;
            }
            if roles.contains(&indispensable) && !member.roles.contains(&indispensable) {
                room_for_one_more(people)?;
            }
            Ok(vec![MemberEvent::RolesChanged { person, from: member.roles.clone(), to: roles }])
        }
        MemberCommand::Remove { person } => {
            let member = find(people, person)?;
            if member.roles.contains(&R::INDISPENSABLE) {
                somebody_else_holds_it(people, person)?;
            }
            Ok(vec![MemberEvent::MemberRemoved { member: member.clone() }])
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
    let name = parse_name(name);
    let email = EmailAddress::parse(email).and_then(|email| {
        let in_use = people.iter().any(|member| member.email == email);
        if in_use { Err(Violation::EmailInUse) } else { Ok(email) }
    });
    let email = email.map_err(|violation| Problem::new(Field::Email, violation));
    let (name, email) = match (name, email) {
        (Ok(name), Ok(email)) => (name, email),
        (name, email) => {
            let problems = [name.err(), email.err()].into_iter().flatten();
            return Err(Refusal::Invalid(problems.collect()));
        }
    };
    if people.len() >= MAX_MEMBERS {
        return Err(Reason::TooManyMembers { max: MAX_MEMBERS }.into());
    }
    if roles.contains(&R::INDISPENSABLE) {
        room_for_one_more(people)?;
    }
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
    }
}

fn find<R>(people: &[Person<R>], person: PersonId) -> Result<&Person<R>, Refusal> {
    people.iter().find(|member| member.id == person).ok_or(Reason::MemberNotFound.into())
}

fn holders<R: PartyRole>(people: &[Person<R>]) -> impl Iterator<Item = &Person<R>> {
    people.iter().filter(|member| member.roles.contains(&R::INDISPENSABLE))
}

fn somebody_else_holds_it<R: PartyRole>(people: &[Person<R>], than: PersonId) -> Result<(), Refusal> {
    let others = holders(people).any(|member| member.id != than);
    if others { Ok(()) } else { Err(Reason::LastHolder { role: R::INDISPENSABLE.into() }.into()) }
}

fn room_for_one_more<R: PartyRole>(people: &[Person<R>]) -> Result<(), Refusal> {
    match R::MOST {
        Some(max) if holders(people).count() >= max => {
            Err(Reason::TooManyHolders { role: R::INDISPENSABLE.into(), max }.into())
        }
        _ => Ok(()),
    }
}
