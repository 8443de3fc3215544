//! Roles that are left empty, and what comes with a role (Q4).

use app::mail::{About, Audience, Mail, MailState, Notification, Part};
use app::{Outbox, Party, RecordCommand, Request, TaskRow, administer};
use domain::actor::OrganisationRole::{
    self, PrimaryBusinessContact, SecurityLead, ServiceManager, TestManager,
};
use domain::actor::{Actor, PdpRole, Role};
use domain::endpoint::EndpointType;
use domain::ids::PersonId;
use domain::organisation::{Command, MemberCommand};
use domain::task::{Task, TaskKind};
use domain::text::FreeText;
use fakes::{member, organisation, staff};

use crate::world::{World, is_of_roles, listed, person};

const ADMINISTRATOR: PdpRole = PdpRole::Administrator;

async fn command(world: &World, command: MemberCommand<OrganisationRole>) {
    let actor = staff(ADMINISTRATOR);
    let on = Party::Organisation(organisation(1).id);
    let request = Request { actor: &actor, on, seen: None, key: None };
    let command = RecordCommand::Organisation(Command::Member(command));
    administer(&world.services, request, &command).await.unwrap();
}

async fn set_roles(world: &World, person: PersonId, roles: &[OrganisationRole]) {
    let roles = roles.iter().copied().collect();
    command(world, MemberCommand::ChangeRoles { person, roles }).await;
}

fn of(role: OrganisationRole) -> PersonId {
    person(&member(1, role))
}

const fn is_opened(told: &Notification) -> bool {
    matches!(told, Notification::StepOpened { .. })
}

fn left_empty(world: &World) -> Vec<OrganisationRole> {
    let mails = world.outbox(|told| matches!(told, Notification::RoleLeftEmpty { .. }));
    let role = |told: &Notification| match told {
        Notification::RoleLeftEmpty { role } => Some(*role),
        _ => None,
    };
    mails.iter().flat_map(|(mail, _)| mail.notifications().filter_map(role)).collect()
}

fn empty_roles(world: &World) -> Vec<Option<Role>> {
    let role = |row: TaskRow| match row.open.task {
        Task::EmptyRole { role } => Some(role),
        _ => None,
    };
    world.fakes.store.waiting().into_iter().filter_map(role).collect()
}

/// Holds Q4.
#[tokio::test]
async fn pdp_is_told_when_a_role_that_must_act_is_left_empty() {
    let world = World::new();
    world.confirmed(1).await;
    command(&world, MemberCommand::Remove { person: of(ServiceManager) }).await;
    assert_eq!(left_empty(&world), [ServiceManager]);
    assert_eq!(empty_roles(&world), [Some(Role::Organisation(ServiceManager))]);
    set_roles(&world, of(SecurityLead), &[SecurityLead, ServiceManager]).await;
    assert_eq!(empty_roles(&world), []);
}

/// Holds Q4.
#[tokio::test]
async fn a_role_that_is_changed_away_is_left_empty_too() {
    let world = World::new();
    world.confirmed(1).await;
    set_roles(&world, of(ServiceManager), &[TestManager]).await;
    assert_eq!(left_empty(&world), [ServiceManager]);
}

/// Holds Q4.
#[tokio::test]
async fn nobody_is_told_of_a_role_for_which_nothing_waits() {
    let world = World::new();
    world.asked(1).await;
    for role in [ServiceManager, TestManager, SecurityLead] {
        command(&world, MemberCommand::Remove { person: of(role) }).await;
    }
    assert_eq!((left_empty(&world), empty_roles(&world)), (vec![], vec![]));
    command(&world, MemberCommand::Remove { person: of(PrimaryBusinessContact) }).await;
    assert_eq!(left_empty(&world), [PrimaryBusinessContact], "who must always be able to act");
}

/// Holds Q4.
#[tokio::test]
async fn a_role_that_somebody_else_holds_is_not_empty() {
    let world = World::new();
    world.confirmed(1).await;
    set_roles(&world, of(TestManager), &[TestManager, ServiceManager]).await;
    command(&world, MemberCommand::Remove { person: of(ServiceManager) }).await;
    assert_eq!(left_empty(&world), []);
}

/// Holds Q4.
#[tokio::test]
async fn who_is_given_a_role_gets_one_email_with_what_waits_for_it() {
    let world = World::new();
    world.asked(1).await;
    world.confirmed(2).await;
    world.send().await;
    set_roles(&world, of(TestManager), &[TestManager, ServiceManager, PrimaryBusinessContact]).await;
    world.send().await;
    let sent = world.sent(is_of_roles);
    let expected = [(TaskKind::Question, PrimaryBusinessContact), (TaskKind::Step, ServiceManager)];
    assert_eq!(sent.iter().map(listed).collect::<Vec<_>>(), [expected]);
    set_roles(&world, of(TestManager), &[TestManager]).await;
    world.send().await;
    assert_eq!(world.sent(is_of_roles).len(), 1, "losing a role tells nothing");
}

/// Holds Q4.
#[tokio::test]
async fn a_role_for_which_nothing_waits_comes_without_an_email() {
    let world = World::new();
    world.asked(1).await;
    world.send().await;
    set_roles(&world, of(TestManager), &[TestManager, ServiceManager]).await;
    world.send().await;
    assert_eq!(world.sent(is_of_roles), []);
    let [(_, state)] = &world.outbox(is_of_roles)[..] else { panic!("it is settled") };
    assert!(matches!(state, MailState::Over { .. }), "{state:?}");
}

/// Holds Q4.
#[tokio::test]
async fn what_was_done_before_the_email_goes_out_is_not_in_it() {
    let world = World::new();
    let done = world.asked(1).await;
    world.asked(2).await;
    world.send().await;
    set_roles(&world, of(TestManager), &[TestManager, PrimaryBusinessContact]).await;
    world.answer(done).await;
    world.send().await;
    let expected = [(TaskKind::Question, PrimaryBusinessContact)];
    assert_eq!(world.sent(is_of_roles).iter().map(listed).collect::<Vec<_>>(), [expected]);
}

/// Holds S5, Q4.
#[tokio::test]
async fn emails_of_an_empty_role_are_over_when_somebody_takes_it() {
    let mut own = organisation(1);
    own.people.retain(|one| !one.roles.contains(&ServiceManager));
    let world = World::with(&own);
    world.confirmed(1).await;
    world.send().await;
    let kept = || -> Vec<_> {
        let of_role = |(mail, _): &(Mail, MailState)| mail.copy_of.is_some() && mail.reader.is_none();
        world.outbox(is_opened).into_iter().filter(of_role).map(|(_, state)| state).collect()
    };
    assert!(matches!(kept()[..], [MailState::NoRecipient { .. }]));
    set_roles(&world, of(TestManager), &[TestManager, ServiceManager]).await;
    world.send().await;
    assert_eq!(world.sent(is_of_roles).len(), 1, "at once");
    assert_eq!(world.sent(is_opened), [], "it was said already");
    assert!(matches!(kept()[..], [MailState::Over { .. }]));
}

/// Holds Q4.
#[tokio::test]
async fn an_email_that_no_list_has_is_sent_to_the_next_holder() {
    let mut own = organisation(1);
    own.people.retain(|one| !one.roles.contains(&SecurityLead));
    let world = World::with(&own);
    let suspended: fn(&Notification) -> bool = |told| matches!(told, Notification::EndpointSuspended { .. });
    let endpoint = fakes::endpoint(EndpointType::Find, "https://find.example.org/v2").unwrap();
    let reason = FreeText::restore("It answers for others".to_owned());
    let told = Notification::EndpointSuspended { endpoint, reason };
    let mail = Mail {
        id: world.services.fresh_id(),
        parts: vec![Part { audiences: vec![Audience::Organisation(SecurityLead)], notification: told }],
        reader: None,
        copy_of: None,
        address: None,
        about: About::Contacts,
        organisation: Some(own.id),
        organisation_name: own.name.as_str().to_owned(),
        policy: 1,
        at: world.services.clock.now(),
    };
    world.services.store.post(&mail).await.unwrap();
    world.send().await;
    assert!(matches!(world.outbox(suspended)[..], [(_, MailState::NoRecipient { .. })]));
    set_roles(&world, of(TestManager), &[TestManager, ServiceManager]).await;
    world.send().await;
    assert_eq!(world.sent(suspended), [], "another role");
    set_roles(&world, of(TestManager), &[TestManager, SecurityLead]).await;
    world.send().await;
    world.send().await;
    assert_eq!(world.sent(suspended).len(), 1, "at once, and once");
}

/// Holds S5, Q4.
#[tokio::test]
async fn a_role_that_is_empty_again_goes_on_waiting() {
    let mut own = organisation(1);
    own.people.retain(|one| !one.roles.contains(&ServiceManager));
    let world = World::with(&own);
    world.confirmed(1).await;
    world.send().await;
    let kept = world.outbox(is_opened);
    set_roles(&world, of(TestManager), &[TestManager, ServiceManager]).await;
    set_roles(&world, of(TestManager), &[TestManager]).await;
    world.send().await;
    assert_eq!(world.sent(is_of_roles), []);
    assert_eq!(world.sent(is_opened), []);
    assert_eq!(world.outbox(is_opened).len(), kept.len());
}

/// Holds Q4.
#[tokio::test]
async fn a_role_at_pdp_comes_with_what_waits_there() {
    let world = World::new();
    world.submitted(1).await;
    world.send().await;
    let mut team = fakes::pdp_team();
    let second = PersonId::from_u128(77);
    let someone = team.people[0].clone();
    team.people.push(domain::organisation::Person {
        id: second,
        sign_in: domain::ids::SignInId::from_u128(78),
        roles: [ADMINISTRATOR].into(),
        ..someone
    });
    world.fakes.store.put_pdp_team(&team);
    let on = Party::Pdp;
    let first = staff(ADMINISTRATOR);
    let second = Actor::Staff { person: second, roles: [ADMINISTRATOR].into(), name: None };
    let whom = domain::organisation::TypedWhom::Member(person(&staff(PdpRole::Support)));
    let id = domain::ids::ProposalId::from_u128(5);
    let propose = domain::organisation::TeamCommand::Propose { id, whom, roles: [PdpRole::Reviewer].into() };
    let approve = domain::organisation::TeamCommand::Approve { id, joins: None };
    for (actor, command) in [(&first, propose), (&second, approve)] {
        let request = Request { actor, on, seen: None, key: None };
        administer(&world.services, request, &RecordCommand::Pdp(command)).await.unwrap();
    }
    world.send().await;
    let sent = world.sent(is_of_roles);
    assert_eq!(sent.len(), 1);
    let Some(Notification::RolesGiven { roles, waiting }) = sent[0].mail.notifications().next() else {
        panic!("{sent:?}");
    };
    assert_eq!(*roles, [Role::Pdp(PdpRole::Reviewer)].into());
    assert_eq!(waiting.iter().map(TaskRow::kind).collect::<Vec<_>>(), [TaskKind::Review]);
}
