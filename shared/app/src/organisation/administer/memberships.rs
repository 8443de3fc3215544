//! Derives the membership of each person from a changed record.

use domain::actor::Actor;
use domain::organisation::Person;

use crate::command::MembershipChange;
use crate::organisation::record::Record;

/// The memberships that differ between the record `before` and `after`.
pub(super) fn memberships(before: &Record, after: &Record) -> Vec<MembershipChange> {
    match (before, after) {
        (Record::Organisation(before), Record::Organisation(after)) => {
            let organisation = after.id;
            differences(&before.people, &after.people, |person| Actor::Member {
                person: person.id,
                organisation,
                roles: person.roles.clone(),
                name: Some(person.name.clone()),
            })
        }
        (Record::Pdp(before), Record::Pdp(after)) => differences(&before.people, &after.people, |person| {
            let (roles, name) = (person.roles.clone(), Some(person.name.clone()));
            Actor::Staff { person: person.id, roles, name }
        }),
        _ => Vec::new(),
    }
}

/// The memberships of everybody in the record, as if all of them had joined.
pub(crate) fn members(record: &Record) -> Vec<MembershipChange> {
    let mut nobody = record.clone();
    match &mut nobody {
        Record::Organisation(own) => own.people.clear(),
        Record::Pdp(team) => team.people.clear(),
    }
    memberships(&nobody, record)
}

fn differences<R: PartialEq + Ord>(
    before: &[Person<R>],
    after: &[Person<R>],
    actor: impl Fn(&Person<R>) -> Actor,
) -> Vec<MembershipChange> {
    let find = |people: &[Person<R>], one: &Person<R>| people.iter().position(|other| other.id == one.id);
    let now = after.iter().filter_map(|person| match find(before, person) {
        None => Some(MembershipChange::Joined(person.sign_in, actor(person))),
        // To the store, what somebody signs in with is the member.
        Some(at) if before[at].sign_in != person.sign_in => {
            Some(MembershipChange::Joined(person.sign_in, actor(person)))
        }
        Some(at) if (&before[at].roles, &before[at].name) != (&person.roles, &person.name) => {
            Some(MembershipChange::Changed(person.sign_in, actor(person)))
        }
        Some(_) => None,
    });
    let is_gone =
        |person: &&Person<R>| find(after, person).is_none_or(|at| after[at].sign_in != person.sign_in);
    let gone = before.iter().filter(is_gone);
    now.chain(gone.map(|person| MembershipChange::Left(person.sign_in, person.id))).collect()
}
