//! The people of an organisation: at most two primary business contacts, never none once there was one.

use domain::actor::Role;
use domain::organisation::{EventKind, MAX_MEMBERS, MemberEvent, Reason, admit};

use crate::support::{
    Business, ServiceManager, TestManager, add, add_named, change_roles, given, last, organisation, record,
    remove, roles, sample,
};

const BUSINESS: Role = Role::Organisation(Business);

#[test]
fn a_person_is_added_with_their_roles() {
    let (after, events) = given(sample())
        .when_members(add_named(3, " Jo ", "Jo@Example.org", &[TestManager, ServiceManager]))
        .then(&["member_added"]);
    let member = after.people.last().unwrap();
    assert_eq!((member.name.as_str(), member.email.as_str()), ("Jo", "jo@example.org"));
    assert_eq!(member.roles, roles(&[TestManager, ServiceManager]));
    assert_eq!(last(&events), &EventKind::Member(MemberEvent::MemberAdded { member: member.clone() }));
}

#[test]
fn a_person_may_be_a_member_without_any_role() {
    let (after, _) = given(sample()).when_members(add(3, &[])).then(&["member_added"]);
    assert!(after.people[2].roles.is_empty());
}

#[test]
fn nobody_is_added_twice() {
    let again = add_named(2, "Two", "two@example.org", &[]);
    assert_eq!(given(sample()).when_members(again).refused(), Reason::AlreadyMember.into());
}

#[test]
fn every_problem_with_a_new_member_comes_at_once() {
    let bad = add_named(3, " ", "nobody", &[TestManager]);
    let said = given(sample()).when_members(bad).refused_fields();
    assert_eq!(said, ["name: missing", "email: email_malformed"]);
}

#[test]
fn an_address_is_used_once_in_an_organisation_in_whatever_case() {
    let same = add_named(3, "Three", " PERSON-2@example.ORG ", &[]);
    assert_eq!(given(sample()).when_members(same).refused_fields(), ["email: email_in_use"]);
    let (after, _) = given(sample()).when_members(remove(2)).then(&["member_removed"]);
    let free_again = add_named(3, "Three", "person-2@example.org", &[]);
    given(after).when_members(free_again).then(&["member_added"]);
}

/// Holds P2.
#[test]
fn there_are_at_most_two_primary_business_contacts() {
    let (two, _) = given(sample()).when_members(add(3, &[Business])).then(&["member_added"]);
    let refusal = || Reason::TooManyHolders { role: BUSINESS, max: 2 };
    assert_eq!(given(two.clone()).when_members(add(4, &[Business, TestManager])).refused(), refusal().into());
    let promote = change_roles(2, &[Business, ServiceManager]);
    assert_eq!(given(two.clone()).when_members(promote).refused(), refusal().into());
    // Both keep the role when something else of theirs changes.
    given(two).when_members(change_roles(3, &[Business, TestManager])).then(&["roles_changed"]);
}

/// Holds P2.
#[test]
fn the_last_primary_business_contact_stays_and_keeps_the_role() {
    let refusal = || Reason::LastHolder { role: BUSINESS };
    assert_eq!(given(sample()).when_members(remove(1)).refused(), refusal().into());
    assert_eq!(given(sample()).when_members(change_roles(1, &[TestManager])).refused(), refusal().into());
    let (two, _) = given(sample()).when_members(change_roles(2, &[Business])).then(&["roles_changed"]);
    let (one, _) = given(two.clone()).when_members(remove(1)).then(&["member_removed"]);
    assert_eq!(given(one).when_members(remove(2)).refused(), refusal().into());
    given(two).when_members(change_roles(1, &[])).then(&["roles_changed"]);
}

#[test]
fn without_a_primary_business_contact_any_change_is_allowed() {
    let nobody = organisation(vec![record(2, &[ServiceManager])]);
    given(nobody.clone()).when_members(remove(2)).then(&["member_removed"]);
    given(nobody).when_members(change_roles(2, &[])).then(&["roles_changed"]);
}

/// Holds P2.
#[test]
fn a_change_of_roles_says_what_was_before_and_what_is_after() {
    let (after, events) =
        given(sample()).when_members(change_roles(2, &[TestManager])).then(&["roles_changed"]);
    assert_eq!(after.people[1].roles, roles(&[TestManager]));
    let EventKind::Member(MemberEvent::RolesChanged { from, to, .. }) = last(&events) else {
        panic!("{events:?}")
    };
    assert_eq!((from, to), (&roles(&[ServiceManager]), &roles(&[TestManager])));
}

#[test]
fn the_same_roles_again_change_nothing() {
    given(sample()).when_members(change_roles(1, &[Business])).then(&[]);
}

/// Holds P2.
#[test]
fn a_removal_says_who_was_removed_as_they_were() {
    let (after, events) = given(sample()).when_members(remove(2)).then(&["member_removed"]);
    assert_eq!(after.people, [sample().people[0].clone()]);
    let removed = MemberEvent::MemberRemoved { member: sample().people[1].clone() };
    assert_eq!(last(&events), &EventKind::Member(removed));
}

#[test]
fn who_is_no_member_can_neither_get_roles_nor_be_removed() {
    assert_eq!(given(sample()).when_members(remove(9)).refused(), Reason::MemberNotFound.into());
    assert_eq!(given(sample()).when_members(change_roles(9, &[])).refused(), Reason::MemberNotFound.into());
}

#[test]
fn an_organisation_has_a_bounded_number_of_members() {
    let people = (1..=MAX_MEMBERS as u128).map(|number| record(number, &[TestManager])).collect();
    let full = organisation(people);
    let refusal = || Reason::TooManyMembers { max: MAX_MEMBERS };
    assert_eq!(given(full.clone()).when_members(add(999, &[])).refused(), refusal().into());
    let (room, _) = given(full).when_members(remove(1)).then(&["member_removed"]);
    given(room).when_members(add(999, &[])).then(&["member_added"]);
}

#[test]
fn who_could_not_be_added_is_not_admitted_either() {
    let people = sample().people;
    assert!(admit(&people, "Jo", "jo@example.org", &roles(&[Business])).is_ok());
    assert!(admit(&people, "", "jo@example.org", &roles(&[Business])).is_err());
    assert!(admit(&people, "Jo", "person-1@example.org", &roles(&[Business])).is_err());
    let two = [record(1, &[Business]), record(2, &[Business])];
    assert!(admit(&two, "Jo", "jo@example.org", &roles(&[Business])).is_err());
    assert!(admit(&two, "Jo", "jo@example.org", &roles(&[TestManager])).is_ok());
}
