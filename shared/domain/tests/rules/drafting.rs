//! Beginning and editing a draft (C1, C5).

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::answers::Answers;
use domain::change::{Change, Command, Event, EventKind, Reason, Refusal, Status, draft, draft_from, replay};
use domain::ids::ChangeId;
use domain::refusal::Thing;
use rstest::rstest;

use crate::support::people::{
    acting, business_contact, inspection, member, other_organisation, own_organisation, staff,
};
use crate::support::positions::{in_status, in_statuses_but};
use crate::support::samples::{self, monday_morning};
use crate::support::scenario::given;
use crate::support::{context, people};

fn begin(actor: &Actor, has_live_endpoints: bool) -> Result<Event, Refusal> {
    let id = ChangeId::from_u128(7);
    draft(id, Answers::default(), has_live_endpoints, actor, &context(monday_morning()))
}

fn edit(answers: Answers) -> Command {
    Command::EditDraft { answers }
}

#[test]
fn a_primary_business_contact_begins_their_organisations_draft() {
    let actor = member(other_organisation(), &[OrganisationRole::PrimaryBusinessContact]);
    let event = begin(&actor, true).expect("a draft");
    assert_eq!(event.at, monday_morning());
    assert_eq!(event.by, acting(&actor, OrganisationRole::PrimaryBusinessContact));
    let change = replay([&event]).expect("a change");
    assert_eq!(change.organisation, other_organisation());
    assert_eq!((change.status(), change.version), (Status::Draft, 1));
    assert_eq!((change.reference(), change.review_due()), (None, None));
}

/// Holds C1.
#[test]
fn an_organisation_without_live_endpoints_cannot_begin_a_draft() {
    assert_eq!(begin(&business_contact(), false), Err(Reason::NoLiveEndpoints.into()));
}

/// Holds P1.
#[rstest]
#[case::no_role(member(own_organisation(), &[]))]
#[case::technical_contact(member(own_organisation(), &[OrganisationRole::PrimaryTechnicalContact]))]
#[case::service_manager(member(own_organisation(), &[OrganisationRole::ServiceManager]))]
#[case::test_manager(member(own_organisation(), &[OrganisationRole::TestManager]))]
#[case::security_lead(member(own_organisation(), &[OrganisationRole::SecurityLead]))]
#[case::everyone_at_pdp(staff(PdpRole::ALL))]
#[case::the_system(inspection())]
fn nobody_else_can_begin_a_draft(#[case] actor: Actor) {
    let role = OrganisationRole::PrimaryBusinessContact;
    assert_eq!(begin(&actor, true), Err(Refusal::role(role)));
    assert_eq!(begin(&actor, false), Err(Refusal::role(role)));
}

#[test]
fn one_of_several_roles_is_enough() {
    let actor = member(own_organisation(), OrganisationRole::ALL);
    let event = begin(&actor, true).expect("a draft");
    assert_eq!(event.by, acting(&actor, OrganisationRole::PrimaryBusinessContact));
}

/// Holds C5.
#[test]
fn a_draft_can_be_edited_as_often_as_one_likes() {
    let first = given(samples::draft_of(Answers::default()))
        .when(business_contact(), edit(samples::answers()))
        .then(&["draft_edited"])
        .change;
    assert_eq!(first.answers, samples::answers());
    let second =
        given(first).when(business_contact(), edit(Answers::default())).then(&["draft_edited"]).change;
    assert_eq!((second.answers, second.version), (Answers::default(), 3));
}

/// Holds C5.
#[test]
fn a_draft_keeps_whatever_was_typed() {
    let mut answers = samples::answers();
    answers.reason = "x".repeat(6_000);
    answers.new_endpoints = vec![samples::endpoint(domain::endpoint::EndpointType::Find, "not a URL/"); 12];
    let change = given(samples::draft_of(Answers::default()))
        .when(business_contact(), edit(answers.clone()))
        .then(&["draft_edited"])
        .change;
    assert_eq!(change.answers, answers);
}

#[test]
fn an_edit_that_changes_nothing_leaves_no_trace() {
    given(samples::draft_of(samples::answers())).when(business_contact(), edit(samples::answers())).then(&[]);
}

#[test]
fn the_other_primary_business_contact_may_go_on_with_a_draft() {
    let other = Actor::Member {
        person: domain::ids::PersonId::from_u128(0xAB),
        organisation: own_organisation(),
        roles: [OrganisationRole::PrimaryBusinessContact].into(),
        name: None,
    };
    let after = given(samples::draft_of(Answers::default()))
        .when(other, edit(samples::answers()))
        .then(&["draft_edited"]);
    assert_ne!(after.events[0].by, after.change.drafted_by);
}

/// Holds C5.
#[test]
fn submitted_answers_cannot_be_edited() {
    for change in in_statuses_but(&[Status::Draft]) {
        given(change).when(business_contact(), edit(Answers::default())).refused_for_status();
    }
}

/// Holds A1.
#[test]
fn history_that_does_not_begin_with_a_draft_is_no_change() {
    assert_eq!(replay([]), None);
    let at = monday_morning();
    let by = acting(&people::business_contact(), OrganisationRole::PrimaryBusinessContact);
    let event = Event { at, by, kind: EventKind::ChangeWithdrawn { reason: None, idle_since: None } };
    assert_eq!(replay([&event]), None::<Change>);
}

fn begin_from(earlier: &Change, actor: &Actor, has_live_endpoints: bool) -> Result<Event, Refusal> {
    draft_from(ChangeId::from_u128(7), earlier, has_live_endpoints, actor, &context(monday_morning()))
}

/// Holds Q5.
#[test]
fn a_draft_begins_with_the_answers_of_any_earlier_change() {
    for status in Status::ALL {
        let earlier = in_status(*status);
        let event = begin_from(&earlier, &business_contact(), true).expect("a draft");
        let change = replay([&event]).expect("a change");
        assert_eq!((change.id, change.status()), (ChangeId::from_u128(7), Status::Draft));
        assert_eq!((&change.answers, change.begun_from), (&earlier.answers, Some(earlier.id)));
        assert!(change.evidence.0.is_empty(), "files are not copied");
    }
    assert_eq!(
        replay([&begin(&business_contact(), true).expect("a draft")]).expect("a change").begun_from,
        None
    );
}

/// Holds P1, C1, Q5.
#[test]
fn a_draft_from_an_earlier_change_is_begun_as_any_other() {
    let earlier = in_status(Status::Rejected);
    let elsewhere = member(other_organisation(), &[OrganisationRole::PrimaryBusinessContact]);
    assert_eq!(begin_from(&earlier, &elsewhere, true), Err(Refusal::NotFound(Thing::Change)));
    let role = OrganisationRole::PrimaryBusinessContact;
    assert_eq!(begin_from(&earlier, &member(own_organisation(), &[]), true), Err(Refusal::role(role)));
    assert_eq!(begin_from(&earlier, &staff(PdpRole::ALL), true), Err(Refusal::role(role)));
    assert_eq!(begin_from(&earlier, &business_contact(), false), Err(Reason::NoLiveEndpoints.into()));
}
