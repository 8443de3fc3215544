//! One email for each person and event, however many people and however many roles they hold.

use std::collections::{BTreeMap, BTreeSet};

use app::mail::{Audience, MailState, Notification, Part};
use app::{Outbox, resend_stranded, try_mail};
use domain::actor::OrganisationRole::{self, PrimaryBusinessContact, ServiceManager};
use domain::actor::PdpRole::Reviewer;
use domain::email::EmailAddress;
use domain::ids::{MailId, PersonId, SignInId};
use domain::organisation::Person;
use fakes::{Stepped, Trouble, Work, organisation, pdp_team, urls_of};
use pollster::block_on;

use crate::ways::every_way;
use crate::world::{ALL, News, World};

const CONTACTS: Audience = Audience::Organisation(PrimaryBusinessContact);
const SERVICE_MANAGERS: Audience = Audience::Organisation(ServiceManager);

/// So many people at PDP review.
pub fn with_reviewers(world: &World, number: u16) -> Vec<String> {
    let mut team = pdp_team();
    let one = team.people.iter().find(|person| person.roles.contains(&Reviewer)).unwrap().clone();
    team.people.retain(|person| !person.roles.contains(&Reviewer));
    let another = |number: u16| Person {
        id: PersonId::from_u128(0x1000 + u128::from(number)),
        sign_in: SignInId::from_u128(0x1000 + u128::from(number)),
        email: EmailAddress::restore(format!("reviewer-{number}@pdp.example.org")),
        ..one.clone()
    };
    team.people.extend((0..number).map(another));
    world.fakes.store.put_pdp_team(&team);
    (0..number).map(|number| format!("reviewer-{number}@pdp.example.org")).collect()
}

/// The people of the organisation hold these roles, one person for each set.
fn with_people(world: &World, roles: &[&[OrganisationRole]]) {
    let mut own = organisation(1);
    let one = own.people[0].clone();
    let person = |(number, roles): (u128, &&[OrganisationRole])| Person {
        id: PersonId::from_u128(0x2000 + number),
        sign_in: SignInId::from_u128(0x2000 + number),
        email: EmailAddress::restore(format!("person-{number}@organisation.example.org")),
        roles: roles.iter().copied().collect(),
        ..one.clone()
    };
    own.people = (0..).zip(roles).map(person).collect();
    world.fakes.store.put_organisation(&own, &urls_of(&own));
}

/// Each address, with the number of its emails.
fn received(world: &World) -> BTreeMap<String, usize> {
    let mut received = BTreeMap::new();
    for sent in world.fakes.mailer.sent() {
        *received.entry(sent.recipient.address).or_default() += 1;
    }
    received
}

fn everybody_once(addresses: &[String]) -> BTreeMap<String, usize> {
    addresses.iter().map(|address| (address.clone(), 1)).collect()
}

/// Holds S5.
#[test]
fn crowds_who_share_a_role_get_one_email_each() {
    for number in [2, 50, 51, 200] {
        let world = World::new();
        let mut all = with_reviewers(&world, number);
        all.push("primary-business-contact@organisation-1.example.org".to_owned());
        // The stream shows the notification, then those that it became.
        assert_eq!(world.deliver(), [""; 0]);
        assert_eq!(world.deliver(), [""; 0]);
        assert_eq!(received(&world), everybody_once(&all), "{number}");
        world.deliver();
        assert_eq!(received(&world), everybody_once(&all), "{number}: nothing is sent again");
        let states = world.states();
        assert_eq!(states.iter().filter(|state| **state == "addressed").count(), 1);
        assert_eq!(states.iter().filter(|state| **state == "sent").count(), usize::from(number) + 1);
    }
}

/// The notification to the contacts also goes to the service managers, with one more part for them.
fn a_notification_to_two_roles(world: &World) -> MailId {
    let (mut mail, _) = world.mail(0);
    mail.parts[0].audiences.push(SERVICE_MANAGERS);
    mail.parts.push(Part { audiences: vec![SERVICE_MANAGERS], notification: Notification::ChangeCompleted });
    mail.id = MailId::from_u128(7);
    block_on(world.fakes.store.post(&mail)).unwrap();
    mail.id
}

/// The parts that each address got, and in which role.
fn told(world: &World, id: MailId) -> BTreeMap<String, (Vec<Audience>, Vec<&'static str>)> {
    let sent = world.fakes.mailer.sent().into_iter();
    let of_it = sent.filter(|sent| sent.mail.id == id || sent.mail.copy_of == Some(id));
    of_it
        .map(|sent| {
            let codes = sent.mail.notifications().map(Notification::code).collect();
            (sent.recipient.address, (sent.recipient.audiences, codes))
        })
        .collect()
}

/// Holds S5.
#[test]
fn who_holds_two_roles_gets_one_e_mail_that_says_all_of_it() {
    let world = World::new();
    with_people(
        &world,
        &[&[PrimaryBusinessContact], &[ServiceManager], &[PrimaryBusinessContact, ServiceManager]],
    );
    let id = a_notification_to_two_roles(&world);
    world.deliver();
    world.deliver();
    let at = |number: u8| format!("person-{number}@organisation.example.org");
    let both = vec!["change_submitted", "change_completed"];
    assert_eq!(
        told(&world, id),
        BTreeMap::from([
            (at(0), (vec![CONTACTS], vec!["change_submitted"])),
            (at(1), (vec![SERVICE_MANAGERS], both.clone())),
            (at(2), (vec![CONTACTS, SERVICE_MANAGERS], both)),
        ])
    );
    assert!(world.sent().into_values().all(|times| times <= 1));
}

#[test]
fn one_person_with_every_role_gets_the_email_without_a_copy() {
    let world = World::new();
    with_people(&world, &[&[PrimaryBusinessContact, ServiceManager]]);
    let id = a_notification_to_two_roles(&world);
    world.deliver();
    assert_eq!(told(&world, id).len(), 1);
    assert!(world.fakes.store.mails().iter().all(|(mail, _)| mail.copy_of.is_none()));
}

/// Holds S5.
#[test]
fn pdp_hears_of_an_empty_role_although_others_get_the_email() {
    let world = World::new();
    with_people(&world, &[&[PrimaryBusinessContact]]);
    let id = a_notification_to_two_roles(&world);
    (0..3).for_each(|_| _ = world.deliver());
    assert_eq!(told(&world, id).len(), 1);
    let empty: Vec<_> = world
        .fakes
        .store
        .mails()
        .into_iter()
        .flat_map(|(mail, _)| mail.parts)
        .filter_map(|part| match part.notification {
            Notification::NobodyHoldsRole { audience, .. } => Some(audience),
            _ => None,
        })
        .collect();
    assert_eq!(empty, [SERVICE_MANAGERS]);
    // Somebody takes the role, and gets an email of their own with what waits (Q4).
    with_people(&world, &[&[PrimaryBusinessContact], &[ServiceManager]]);
    world.pass(app::LOOK_FOR_RECIPIENTS_AFTER);
    world.resend(ALL);
    assert!(!told(&world, id).contains_key("person-1@organisation.example.org"));
    assert!(world.states().contains(&"over"));
}

#[test]
fn somebody_who_leaves_gets_no_copy_and_nobody_gets_two() {
    let world = World::new();
    with_reviewers(&world, 3);
    world.deliver();
    let left = with_reviewers(&world, 2);
    world.go_on(News::Heard);
    let mut expected = everybody_once(&left);
    expected.insert("primary-business-contact@organisation-1.example.org".to_owned(), 1);
    assert_eq!(received(&world), expected);
    assert!(world.states().iter().all(|state| ["sent", "addressed"].contains(state)), "{:?}", world.states());
}

#[test]
fn when_the_last_holder_leaves_the_email_ends_with_the_next() {
    let world = World::new();
    with_reviewers(&world, 2);
    world.deliver();
    with_reviewers(&world, 0);
    world.go_on(News::Heard);
    let waits = |world: &World| world.states().iter().filter(|state| **state == "no_recipient").count();
    assert_eq!(waits(&world), 1, "for the role, once");
    let one = with_reviewers(&world, 1);
    world.pass(app::LOOK_FOR_RECIPIENTS_AFTER);
    world.go_on(News::Heard);
    assert_eq!((waits(&world), received(&world).get(&one[0])), (0, None));
    assert!(world.states().contains(&"over"));
}

#[test]
fn a_notification_from_before_copies_goes_to_everyone_once() {
    let world = World::new();
    let all = with_reviewers(&world, 3);
    let (mail, pending) = world.mail(1);
    let failed = MailState::Failed { failures: 1, at: mail.at };
    assert!(block_on(world.fakes.store.advance(mail.id, &pending, &failed)).unwrap());
    world.go_on(News::Heard);
    let received = received(&world);
    assert!(all.iter().all(|address| received[address] == 1), "{received:?}");
}

/// Addresses of those who review, and whether each got exactly one email.
fn each_got_one(world: &World, what: &str) {
    let received = received(world);
    let reviewers: BTreeSet<_> = received.keys().filter(|address| address.starts_with("reviewer-")).collect();
    assert_eq!(reviewers.len(), 3, "{what}: {received:?}");
    assert!(received.values().all(|times| *times == 1), "{what}: {received:?}");
}

#[test]
fn a_sender_killed_while_splitting_leaves_one_for_each_person() {
    for steps in 0.. {
        let world = World::new();
        with_reviewers(&world, 3);
        let services = world.fakes.services_over(Stepped::new(world.fakes.store.clone(), Trouble::Nothing));
        let mailer = Stepped::new(world.fakes.mailer.clone(), Trouble::Nothing);
        let mut work = Work::new(async { drop(resend_stranded(&services, &mailer, ALL).await) });
        let done = (0..steps).any(|_| work.step().is_some());
        drop(work);
        world.go_on(News::Heard);
        each_got_one(&world, &format!("killed after {steps} steps"));
        if done {
            assert!(steps > 10, "{steps}");
            break;
        }
    }
}

#[test]
fn whichever_call_or_answer_is_lost_each_person_gets_one() {
    for trouble in [Trouble::CallLost, Trouble::AnswerLost] {
        for number in 0..16 {
            let world = World::new();
            with_reviewers(&world, 3);
            let services =
                world.fakes.services_over(Stepped::new(world.fakes.store.clone(), trouble(number)));
            drop(block_on(resend_stranded(&services, &world.fakes.mailer, ALL)));
            world.go_on(News::Heard);
            each_got_one(&world, &format!("{:?}", trouble(number)));
        }
    }
}

#[test]
fn if_two_senders_address_a_notification_each_person_gets_one() {
    let ways = every_way(|choices| {
        let world = World::new();
        with_reviewers(&world, 3);
        let services = world.fakes.services_over(Stepped::new(world.fakes.store.clone(), Trouble::Nothing));
        let id = world.mail(1).0.id;
        let deliverer = || Work::new(try_mail(&services, &world.fakes.mailer, id));
        let mut work = vec![deliverer(), deliverer()];
        while !work.is_empty() {
            let chosen = choices.next(work.len());
            work[chosen].step();
            work.retain(|work| !work.is_done());
        }
        world.resend(ALL);
        each_got_one(&world, "two at once");
    });
    assert!(ways > 100, "{ways}");
}
