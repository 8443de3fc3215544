//! PDP suspends a live endpoint at once, and two people of PDP bring it back (Q5).

use domain::actor::{Actor, PdpRole};
use domain::endpoint::EndpointType;
use domain::organisation::{Command, EventKind, Organisation, Reason};

use crate::support::{
    administrator, contact, decide_restoration, endpoint, given, last, person, propose_restoration,
    registered, retire, sample, staff, suspend,
};

fn support() -> Actor {
    staff(&[PdpRole::Support])
}

/// Somebody else in PDP support.
fn colleague() -> Actor {
    Actor::Staff { person: person(2), roles: [PdpRole::Support].into(), name: None }
}

/// The sample with a second Find endpoint (9), and the first one (1) suspended.
fn suspended() -> Organisation {
    let mut two = sample();
    two.live_endpoints.insert(endpoint(9), EndpointType::Find);
    let command = suspend(&two, endpoint(1), "It answers for another provider");
    given(two).when(support(), command).then(&["endpoint_suspended"]).0
}

fn proposed() -> Organisation {
    let command = propose_restoration(&suspended(), endpoint(1), "It is mended");
    given(suspended()).when(support(), command).then(&["restoration_proposed"]).0
}

/// Holds C1, Q5.
#[test]
fn a_suspended_endpoint_is_suspended_at_once_and_still_counts() {
    let command = suspend(&sample(), endpoint(1), " It answers for another provider ");
    let (after, events) = given(sample()).when(support(), command).then(&["endpoint_suspended"]);
    assert!(after.suspended.contains(&endpoint(1)));
    assert_eq!(after.live_endpoints, sample().live_endpoints, "a change can still build on it");
    let EventKind::EndpointSuspended { id, endpoint: what, reason } = last(&events) else {
        panic!("{events:?}")
    };
    assert_eq!((*id, Some(what.clone())), (endpoint(1), registered(&sample(), endpoint(1))));
    assert_eq!(reason.as_str(), "It answers for another provider");
}

/// Holds Q5.
#[test]
fn only_what_is_live_is_suspended_and_once() {
    let again = suspend(&suspended(), endpoint(1), "Again");
    assert_eq!(given(suspended()).when(support(), again).refused(), Reason::SuspendedAlready.into());
    let proposed = registered(&sample(), endpoint(1));
    let to_come =
        Command::SuspendEndpoint { id: endpoint(8), registered: proposed, reason: "Why".to_owned() };
    assert_eq!(given(sample()).when(support(), to_come).refused(), Reason::NothingToSuspend.into());
    let unknown = Command::SuspendEndpoint { id: endpoint(8), registered: None, reason: "Why".to_owned() };
    assert_eq!(given(sample()).when(support(), unknown).refused(), Reason::EndpointNotFound.into());
}

/// Holds Q5.
#[test]
fn suspending_and_restoring_need_a_reason() {
    for (reason, problem) in [(" ", "reason: missing"), (&*"x".repeat(1_001), "reason: too_long")] {
        let command = suspend(&sample(), endpoint(1), reason);
        assert_eq!(given(sample()).when(support(), command).refused_fields(), [problem]);
        let command = propose_restoration(&suspended(), endpoint(1), reason);
        assert_eq!(given(suspended()).when(support(), command).refused_fields(), [problem]);
    }
    let undecided = decide_restoration(&proposed(), endpoint(1), None);
    assert_eq!(given(proposed()).when(colleague(), undecided).refused_fields(), ["approved: missing"]);
}

/// Holds Q5.
#[test]
fn two_people_bring_it_back() {
    let approve = decide_restoration(&proposed(), endpoint(1), Some(true));
    let alone = given(proposed()).when(support(), approve.clone()).refused();
    assert_eq!(alone, Reason::SamePerson.into());
    let (after, events) = given(proposed()).when(colleague(), approve).then(&["endpoint_restored"]);
    assert!(after.suspended.is_empty() && after.restorations.is_empty());
    let EventKind::EndpointRestored { reason, .. } = last(&events) else { panic!("{events:?}") };
    assert_eq!(reason.as_str(), "It is mended");
    let again = decide_restoration(&after, endpoint(1), Some(true));
    assert_eq!(given(after).when(colleague(), again).refused(), Reason::NotSuspended.into());
}

/// Holds Q5.
#[test]
fn a_proposal_is_declined_by_anybody_and_made_again() {
    for who in [support(), colleague()] {
        let decline = decide_restoration(&proposed(), endpoint(1), Some(false));
        let (after, _) = given(proposed()).when(who, decline).then(&["restoration_declined"]);
        assert!(after.suspended.contains(&endpoint(1)) && after.restorations.is_empty());
        let nothing = decide_restoration(&after, endpoint(1), Some(true));
        assert_eq!(given(after.clone()).when(colleague(), nothing).refused(), Reason::NoRestoration.into());
        let again = propose_restoration(&after, endpoint(1), "It is mended now");
        given(after).when(colleague(), again).then(&["restoration_proposed"]);
    }
}

/// Holds Q5.
#[test]
fn what_is_proposed_already_or_not_suspended_is_not_proposed() {
    let again = propose_restoration(&proposed(), endpoint(1), "Again");
    assert_eq!(given(proposed()).when(colleague(), again).refused(), Reason::RestorationPending.into());
    let live = propose_restoration(&suspended(), endpoint(9), "Why");
    assert_eq!(given(suspended()).when(support(), live).refused(), Reason::NotSuspended.into());
}

/// Holds Q5.
#[test]
fn as_many_proposals_are_open_as_the_record_has_room_for() {
    let max = domain::policy::Policy::version(1).limits.restorations;
    let mut many = sample();
    for number in 100..=100 + max as u128 {
        many.live_endpoints.insert(endpoint(number), EndpointType::View);
        many.suspended.insert(endpoint(number));
    }
    for number in 100..100 + max as u128 {
        let command = propose_restoration(&many, endpoint(number), "Mended");
        many = given(many).when(support(), command).then(&["restoration_proposed"]).0;
    }
    let one_more = propose_restoration(&many, endpoint(100 + max as u128), "Mended");
    let refused = given(many).when(support(), one_more).refused();
    assert_eq!(refused, Reason::TooManyRestorations { max }.into());
}

/// Holds G5, Q5.
#[test]
fn a_suspended_endpoint_can_be_taken_out_of_use() {
    let (after, _) = given(proposed())
        .when(contact(), retire(&proposed(), endpoint(1)))
        .then(&["endpoint_taken_out_of_use"]);
    assert!(after.suspended.is_empty() && after.restorations.is_empty());
    assert!(!after.live_endpoints.contains_key(&endpoint(1)));
    let approve = Command::DecideRestoration {
        id: endpoint(1),
        registered: registered(&proposed(), endpoint(1)),
        approved: Some(true),
        reason: None,
    };
    assert_eq!(given(after).when(colleague(), approve).refused(), Reason::NotSuspended.into());
}

/// A suspended Find endpoint is not live, so it does not stand in for the last live one; and it is the last one itself when there is
/// no other.
///
/// Holds G5, Q5.
#[test]
fn the_only_live_find_endpoint_stays_beside_a_suspended_one() {
    let refused = given(suspended()).when(contact(), retire(&suspended(), endpoint(9))).refused();
    assert_eq!(refused, Reason::LastFindEndpoint.into());
    let mut only = sample();
    only.suspended.insert(endpoint(1));
    let refused = given(only.clone()).when(contact(), retire(&only, endpoint(1))).refused();
    assert_eq!(refused, Reason::LastFindEndpoint.into());
}

/// Holds Q5.
#[test]
fn nobody_but_pdp_support_suspends_and_restores() {
    for who in [administrator(), contact(), staff(&[PdpRole::Reviewer])] {
        for command in [
            suspend(&sample(), endpoint(1), "Why"),
            propose_restoration(&sample(), endpoint(1), "Why"),
            decide_restoration(&sample(), endpoint(1), Some(true)),
        ] {
            assert_eq!(given(sample()).when(who.clone(), command).refused().code(), "role_required");
        }
    }
}
