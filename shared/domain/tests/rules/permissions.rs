//! Who may do what, and what another organisation learns (P1, A1).

use domain::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use domain::change::{CommandKind, Refusal, Status, decide};

use crate::support::context;
use crate::support::people::{
    business_contact, inspection, member, one_per_role, outsider, own_organisation, reviewer, staff,
};
use crate::support::samples::{self, fitting_actor, good_command, in_status, monday_morning};

fn refusal(status: Status, kind: CommandKind, actor: &Actor) -> Option<Refusal> {
    decide(&in_status(status), good_command(kind), actor, &context(monday_morning())).err()
}

fn every_pair() -> impl Iterator<Item = (Status, CommandKind)> {
    Status::ALL.iter().flat_map(|status| CommandKind::ALL.iter().map(|kind| (*status, *kind)))
}

#[test]
fn another_organisation_is_told_that_there_is_no_such_change_whatever_it_asks() {
    for (status, kind) in every_pair() {
        assert_eq!(refusal(status, kind, &outsider()), Some(Refusal::NotFound), "{status:?} {kind:?}");
    }
}

#[test]
fn a_person_without_a_role_may_do_nothing_in_their_own_organisation() {
    for (status, kind) in every_pair() {
        let refusal = refusal(status, kind, &member(own_organisation(), &[]));
        let expected = matches!(refusal, Some(Refusal::RoleRequired { .. } | Refusal::SystemOnly));
        assert!(expected, "{status:?} {kind:?}");
    }
}

#[test]
fn the_role_is_asked_for_before_anything_else_is_told() {
    let everyone_else = |kind: CommandKind| {
        let may = fitting_actor(kind);
        one_per_role().into_iter().filter(move |(_, actor)| *actor != may)
    };
    for (status, kind) in every_pair() {
        for (name, actor) in everyone_else(kind) {
            let refusal = refusal(status, kind, &actor);
            let expected = matches!(refusal, Some(Refusal::RoleRequired { .. } | Refusal::SystemOnly));
            assert!(expected, "{status:?} {kind:?} {name}");
        }
    }
}

#[test]
fn the_refusal_names_the_role_that_may() {
    let role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
    let refused = refusal(Status::Draft, CommandKind::Submit, &reviewer());
    assert_eq!(refused, Some(Refusal::RoleRequired { role }));
    let role = Role::Pdp(PdpRole::Reviewer);
    let refused = refusal(Status::InReview, CommandKind::Confirm, &business_contact());
    assert_eq!(refused, Some(Refusal::RoleRequired { role }));
    let refused = refusal(Status::Draft, CommandKind::AcceptEvidence, &business_contact());
    assert_eq!(refused, Some(Refusal::SystemOnly));
}

#[test]
fn a_person_with_several_roles_acts_in_the_one_that_allows_it() {
    let everything = member(own_organisation(), OrganisationRole::ALL);
    let ctx = context(monday_morning());
    let events = decide(&in_status(Status::Draft), samples::submit(), &everything, &ctx).expect("events");
    let role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
    assert_eq!(events[0].by, By::Person { person: everything.person().expect("a person"), role });
    let all_of_pdp = staff(PdpRole::ALL);
    let confirm = good_command(CommandKind::Confirm);
    let events = decide(&in_status(Status::InReview), confirm, &all_of_pdp, &ctx).expect("events");
    let role = Role::Pdp(PdpRole::Reviewer);
    assert_eq!(events[0].by, By::Person { person: all_of_pdp.person().expect("a person"), role });
}

#[test]
fn what_the_system_does_is_recorded_as_its_doing() {
    let receive = good_command(CommandKind::ReceiveEvidence);
    let ctx = context(monday_morning());
    let events = decide(&in_status(Status::Draft), receive, &inspection(), &ctx).expect("events");
    assert_eq!(events[0].by, By::System(Process::EvidenceInspection));
}

#[test]
fn pdp_and_the_own_organisation_see_a_change_and_nobody_else_does() {
    assert!(member(own_organisation(), &[]).may_see(own_organisation()));
    assert!(staff(&[]).may_see(own_organisation()));
    assert!(inspection().may_see(own_organisation()));
    assert!(!outsider().may_see(own_organisation()));
}

#[test]
fn a_role_of_one_side_is_never_a_role_of_the_other() {
    let member = member(own_organisation(), OrganisationRole::ALL);
    let staff = staff(PdpRole::ALL);
    assert!(PdpRole::ALL.iter().all(|role| !member.holds((*role).into()) && staff.holds((*role).into())));
    assert!(
        OrganisationRole::ALL.iter().all(|role| member.holds((*role).into()) && !staff.holds((*role).into()))
    );
}
