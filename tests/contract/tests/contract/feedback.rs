//! The delivery status of emails, by the people they went to: the later of two notices stays, in whichever order they come.

use app::mail::MailReference;
use app::{
    BounceType, ContactFeedback, DeliveryStatus, MailFeedback, Notice, PageFault, PageRequest, Party,
    ServiceWord,
};
use domain::ids::{MailId, PersonId};
use domain::reference::Reference;
use fakes::organisation;
use jiff::{SignedDuration, Timestamp};

use crate::backend::Backend;
use crate::world::{World, all_pages, first_page};

fn own() -> (Party, Vec<PersonId>) {
    let own = organisation(1);
    (Party::Organisation(own.id), own.people.iter().map(|person| person.id).collect())
}

fn notice(status: DeliveryStatus, milliseconds: i64, mail: u64) -> Notice {
    let start: Timestamp = "2026-07-06T09:00:00Z".parse().unwrap();
    Notice {
        status,
        at: start.saturating_add(SignedDuration::from_millis(milliseconds)).unwrap(),
        mail: MailId::from_u64_pair(1, mail),
        reference: Some(MailReference::Change(Reference::from_bits(mail))),
    }
}

fn bounced(bounce: BounceType) -> DeliveryStatus {
    DeliveryStatus::Bounced { bounce, word: ServiceWord::parse("MailboxFull") }
}

/// One of each kind, in the order they are read.
fn one_of_each() -> Vec<Notice> {
    vec![
        notice(bounced(BounceType::Transient), 1, 1),
        notice(DeliveryStatus::Complained { word: ServiceWord::parse("auth-failure") }, 2, 2),
        notice(DeliveryStatus::Delivered, 3, 3),
        notice(DeliveryStatus::Rejected, 4, 4),
    ]
}

async fn read<S: Backend>(world: &World<S>, contacts: Party) -> Vec<ContactFeedback> {
    all_pages(2, async |request| world.store().mail_feedback(contacts, &request).await).await
}

pub async fn one_notice_of_each_kind_is_kept_for_a_person<S: Backend>(world: &World<S>) {
    let (contacts, people) = own();
    for notice in one_of_each() {
        world.store().note(contacts, people[0], &notice).await.unwrap();
    }
    let expected = ContactFeedback { person: people[0], notices: one_of_each(), forgotten: None };
    assert_eq!(read(world, contacts).await, [expected]);
}

pub async fn what_the_mail_service_does_not_say_is_not_made_up<S: Backend>(world: &World<S>) {
    let (contacts, people) = own();
    let vague = [
        notice(DeliveryStatus::Bounced { bounce: BounceType::Undetermined, word: None }, 1, 1),
        notice(DeliveryStatus::Complained { word: None }, 1, 1),
    ];
    for notice in &vague {
        world.store().note(contacts, people[0], notice).await.unwrap();
    }
    assert_eq!(read(world, contacts).await[0].notices, vague);
}

pub async fn the_order_and_the_number_of_notices_make_no_difference<S: Backend>(world: &World<S>) {
    let (contacts, people) = own();
    // Seconds with and without a fraction, and two at one instant.
    let notices = [
        notice(bounced(BounceType::Permanent), 0, 1),
        notice(bounced(BounceType::Transient), 250, 2),
        notice(bounced(BounceType::Undetermined), 1_000, 3),
        notice(bounced(BounceType::Transient), 1_000, 4),
        notice(DeliveryStatus::Delivered, 5_000, 5),
    ];
    let orders = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 4, 2, 1], [1, 3, 3, 0, 4]];
    for (person, order) in people.iter().zip(orders) {
        for at in order {
            world.store().note(contacts, *person, &notices[at]).await.unwrap();
        }
    }
    let read = read(world, contacts).await;
    assert_eq!(read.len(), orders.len());
    for feedback in read {
        assert_eq!(feedback.notices, [notices[3].clone(), notices[4].clone()]);
    }
}

pub async fn people_of_different_organisations_are_kept_apart<S: Backend>(world: &World<S>) {
    let (contacts, people) = own();
    let theirs = Party::Organisation(organisation(2).id);
    let delivered = notice(DeliveryStatus::Delivered, 1, 1);
    world.store().note(contacts, people[0], &delivered).await.unwrap();
    world.store().note(Party::Pdp, people[1], &delivered).await.unwrap();
    assert_eq!(read(world, contacts).await[0].person, people[0]);
    assert_eq!(read(world, Party::Pdp).await[0].person, people[1]);
    assert_eq!(read(world, theirs).await, []);
}

pub async fn feedback_comes_in_pages_by_person<S: Backend>(world: &World<S>) {
    let (contacts, mut people) = own();
    for person in &people {
        world.store().note(contacts, *person, &notice(DeliveryStatus::Delivered, 1, 1)).await.unwrap();
    }
    people.sort();
    let read: Vec<_> = read(world, contacts).await.iter().map(|feedback| feedback.person).collect();
    assert_eq!(read, people);
    let next = world.store().mail_feedback(contacts, &first_page(2)).await.unwrap().next;
    let elsewhere = PageRequest { size: 2, cursor: next };
    let refused = world.store().mail_feedback(Party::Pdp, &elsewhere).await;
    assert!(matches!(refused, Err(PageFault::BadCursor)));
}
