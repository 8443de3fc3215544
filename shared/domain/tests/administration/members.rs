//! The people of an organisation: at most two primary business contacts, who they are and how far their sign-in is.

use domain::actor::Role;
use domain::organisation::{
    EventKind, MAX_MEMBERS, MemberCommand, MemberEvent, Reason, SignIn, SignInStage, SignInState, admit,
};
use domain::policy::Policy;
use domain::policy::other::OTHER;
use jiff::SignedDuration;

use crate::support::{
    Business, ServiceManager, TestManager, add, add_named, address, change_roles, correct, given, last, now,
    organisation, person, record, remove, roles, sample, sign_in,
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

/// Holds Q4.
#[test]
fn the_last_primary_business_contact_can_be_removed_at_once() {
    let (nobody, _) = given(sample()).when_members(remove(1)).then(&["member_removed"]);
    assert_eq!(nobody.holders(Business).count(), 0);
    given(sample()).when_members(change_roles(1, &[TestManager])).then(&["roles_changed"]);
    given(nobody).when_members(change_roles(2, &[Business])).then(&["roles_changed"]);
}

/// Holds Q4.
#[test]
fn a_name_and_an_address_are_corrected() {
    let (after, events) =
        given(sample()).when_members(correct(2, " Jo ", "Jo@Example.org")).then(&["member_corrected"]);
    let member = &after.people[1];
    assert_eq!((member.name.as_str(), member.email.as_str()), ("Jo", "jo@example.org"));
    assert_eq!(
        (member.id, member.sign_in, &member.roles),
        (person(2), sign_in(2), &roles(&[ServiceManager]))
    );
    let EventKind::Member(MemberEvent::MemberCorrected { from, to, .. }) = last(&events) else {
        panic!("{events:?}")
    };
    assert_eq!((from, to), (&sample().people[1].contact(), &member.contact()));
    given(after).when_members(correct(2, "Jo", "jo@example.org")).then(&[]);
}

/// Holds Q4.
#[test]
fn a_correction_is_as_good_as_a_new_member_has_to_be() {
    let said = given(sample()).when_members(correct(2, " ", "nobody")).refused_fields();
    assert_eq!(said, ["name: missing", "email: email_malformed"]);
    let of_another = correct(2, "Two", " PERSON-1@example.ORG ");
    assert_eq!(given(sample()).when_members(of_another).refused_fields(), ["email: email_in_use"]);
    // One's own is not somebody else's.
    given(sample()).when_members(correct(2, "Jo", &address(2))).then(&["member_corrected"]);
    assert_eq!(
        given(sample()).when_members(correct(9, "Jo", "jo@example.org")).refused(),
        Reason::MemberNotFound.into()
    );
}

/// Holds Q4.
#[test]
fn who_never_signed_in_is_invited_again() {
    use SignInState::{Closed, InvitationExpired, Invited, SignedIn};
    let invite = |number, state| MemberCommand::InviteAgain {
        person: person(number),
        state,
        sign_in: sign_in(number),
    };
    for state in [Invited, InvitationExpired, Closed] {
        let (after, _) = given(sample()).when_members(invite(2, state)).then(&["invited_again"]);
        assert_eq!(after.people, sample().people);
    }
    assert_eq!(given(sample()).when_members(invite(2, SignedIn)).refused(), Reason::AlreadySignedIn.into());
    assert_eq!(given(sample()).when_members(invite(9, Invited)).refused(), Reason::MemberNotFound.into());
}

/// Holds Q4.
#[test]
fn who_lost_their_sign_in_is_invited_to_another() {
    let invite =
        |state, number| MemberCommand::InviteAgain { person: person(2), state, sign_in: sign_in(number) };
    let (after, _) =
        given(sample()).when_members(invite(SignInState::Missing, 7)).then(&["sign_in_replaced"]);
    let signs_in_with: Vec<_> = after.people.iter().map(|one| (one.id, one.sign_in)).collect();
    let expected = sample()
        .people
        .into_iter()
        .map(|one| (one.id, if one.id == person(2) { sign_in(7) } else { one.sign_in }));
    assert_eq!(signs_in_with, expected.collect::<Vec<_>>(), "the same people");
    // Nobody gets the sign-in of somebody else, and nobody who can sign in gets another.
    assert_eq!(
        given(sample()).when_members(invite(SignInState::Missing, 1)).refused(),
        Reason::AddressTaken.into()
    );
    assert_eq!(
        given(sample()).when_members(invite(SignInState::SignedIn, 7)).refused(),
        Reason::AlreadySignedIn.into()
    );
}

/// Holds Q4.
#[test]
fn an_invitation_works_for_as_many_days_as_the_policy_says() {
    for policy in [&Policy::ALL[0], &OTHER] {
        let found = SignIn { id: sign_in(1), stage: SignInStage::Invited, since: now() };
        let days = i64::from(policy.limits.invitation_days);
        let after = |hours| {
            let later = now().saturating_add(SignedDuration::from_hours(hours)).unwrap();
            SignInState::of(Some(&found), later, &policy.limits)
        };
        assert_eq!(after(24 * days - 1), SignInState::Invited);
        assert_eq!(after(24 * days), SignInState::InvitationExpired);
        let state = |stage| SignInState::of(Some(&SignIn { stage, ..found }), now(), &policy.limits);
        assert_eq!(state(SignInStage::SignedIn), SignInState::SignedIn);
        assert_eq!(state(SignInStage::Closed), SignInState::Closed);
        assert_eq!(SignInState::of(None, now(), &policy.limits), SignInState::Missing);
    }
}

/// Holds Q4.
#[test]
fn an_address_is_tried_again_of_a_member_only() {
    let tried = |number| MemberCommand::TryAddress { person: person(number) };
    let (after, _) = given(sample()).when_members(tried(2)).then(&["address_tried"]);
    assert_eq!(after.people, sample().people);
    assert_eq!(given(sample()).when_members(tried(9)).refused(), Reason::MemberNotFound.into());
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
