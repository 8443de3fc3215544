//! An event of the mail service settles its notification and is kept with the contact, at any time and any number of times.

use app::{
    AppError, BounceType, ContactFeedback, DeliveryStatus, Heard, MailEvent, Noted, PageRequest, Party,
    ServiceWord, read_mail_feedback,
};
use domain::actor::OrganisationRole::PrimaryBusinessContact;
use domain::actor::{Actor, OrganisationRole, PdpRole, Process};
use domain::ids::MailId;
use fakes::{Reply, member, organisation, staff, urls_of};
use jiff::Timestamp;
use pollster::block_on;

use crate::world::World;

fn at(millisecond: i64) -> Timestamp {
    Timestamp::from_millisecond(1_783_328_400_000 + millisecond).unwrap()
}

fn contact() -> String {
    "primary-business-contact@organisation-1.example.org".to_owned()
}

/// The state of the notification at this place of the outbox.
fn became(world: &World, place: usize, status: DeliveryStatus, when: i64, address: &str) -> MailEvent {
    let heard = Heard::Became { status, at: at(when), addresses: vec![address.to_owned()] };
    MailEvent { mail: world.mail(place).0.id, message_id: "message-1".to_owned(), taken_at: at(0), heard }
}

fn bounced(bounce: BounceType) -> DeliveryStatus {
    DeliveryStatus::Bounced { bounce, word: ServiceWord::parse("General") }
}

fn try_read(world: &World, actor: &Actor, contacts: Party) -> Result<Vec<ContactFeedback>, AppError> {
    let page = PageRequest { size: 10, cursor: None };
    block_on(read_mail_feedback(&world.services, actor, contacts, &page)).map(|page| page.items)
}

fn read(world: &World, contacts: Party) -> Vec<ContactFeedback> {
    try_read(world, &staff(PdpRole::Reviewer), contacts).unwrap()
}

/// What is said of an event about the receipt of a change.
fn known(settled: bool, contacts: usize) -> Noted {
    Noted::Known { settled, contacts, kind: "change_submitted", has_outcome: false }
}

fn own() -> Party {
    Party::Organisation(organisation(1).id)
}

#[test]
fn an_ambiguous_notification_is_settled_and_never_sent_again() {
    let world = World::new();
    world.fakes.mailer.reply([Reply::TakenWithoutAnswer]);
    world.deliver();
    assert_eq!(world.states(), ["ambiguous", "sent"]);
    let event = world.send_event(0);
    assert_eq!(world.hear(&event), known(true, 0));
    assert_eq!(world.hear(&event), known(false, 0));
    world.pass(app::RETRY_AMBIGUOUS_AFTER);
    world.deliver();
    assert_eq!(world.fakes.mailer.sent().len(), 2);
    assert_eq!(world.states(), ["sent", "sent"]);
}

#[test]
fn any_word_of_an_e_mail_on_its_way_tells_that_it_was_sent() {
    for status in
        [DeliveryStatus::Delivered, bounced(BounceType::Transient), DeliveryStatus::Complained { word: None }]
    {
        let world = World::new();
        world.fakes.mailer.reply([Reply::TakenWithoutAnswer]);
        world.deliver();
        let noted = world.hear(&became(&world, 0, status.clone(), 5, &contact()));
        assert_eq!(noted, known(true, 1), "{status:?}");
    }
}

#[test]
fn a_refused_e_mail_is_not_taken_for_a_sent_one() {
    let world = World::new();
    world.fakes.mailer.reply([Reply::TakenWithoutAnswer]);
    world.deliver();
    let noted = world.hear(&became(&world, 0, DeliveryStatus::Rejected, 5, &contact()));
    assert_eq!(noted, known(false, 1));
    assert_eq!(world.states()[0], "ambiguous");
    assert_eq!(read(&world, own())[0].notices[0].status, DeliveryStatus::Rejected);
}

#[test]
fn the_last_of_each_kind_is_kept_with_the_contact() {
    let world = World::new();
    world.deliver();
    let events = [
        became(&world, 0, bounced(BounceType::Transient), 5, &contact()),
        became(&world, 0, DeliveryStatus::Delivered, 7, &contact()),
        became(&world, 0, bounced(BounceType::Permanent), 9, &contact()),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        for place in order {
            world.hear(&events[place]);
        }
        let [feedback] = &read(&world, own())[..] else { panic!("one contact") };
        assert_eq!(feedback.person, member(1, PrimaryBusinessContact).person().unwrap());
        let kept: Vec<_> = feedback.notices.iter().map(|notice| (notice.status.clone(), notice.at)).collect();
        assert_eq!(kept, [(bounced(BounceType::Permanent), at(9)), (DeliveryStatus::Delivered, at(7))]);
        assert!(feedback.notices.iter().all(|notice| notice.reference == world.mail(0).0.about.reference()));
    }
}

#[test]
fn an_address_is_recognised_however_its_letters_are_written() {
    let world = World::new();
    world.deliver();
    let event = became(&world, 0, DeliveryStatus::Delivered, 5, &contact().to_uppercase());
    assert_eq!(world.hear(&event), known(false, 1));
}

#[test]
fn nobody_is_blamed_for_an_address_that_is_not_theirs() {
    let world = World::new();
    world.deliver();
    for address in ["", "someone@example.org", "pdp-reviewer@pdp.example.org"] {
        let event = became(&world, 0, bounced(BounceType::Permanent), 5, address);
        assert_eq!(world.hear(&event), known(false, 0), "{address}");
    }
    let mut left = organisation(1);
    left.people.retain(|person| !person.roles.contains(&PrimaryBusinessContact));
    world.fakes.store.put_organisation(&left, &urls_of(&left));
    let event = became(&world, 0, bounced(BounceType::Permanent), 5, &contact());
    assert_eq!(world.hear(&event), known(false, 0), "left meanwhile");
    assert_eq!(read(&world, own()), []);
}

#[test]
fn pdp_s_own_people_are_kept_apart() {
    let world = World::new();
    world.deliver();
    world.hear(&became(&world, 1, DeliveryStatus::Delivered, 5, "pdp-reviewer@pdp.example.org"));
    assert_eq!(read(&world, Party::Pdp)[0].person, staff(PdpRole::Reviewer).person().unwrap());
    assert_eq!(read(&world, own()), []);
}

#[test]
fn news_of_a_notification_that_nobody_wrote_is_not_ours() {
    let world = World::new();
    let event =
        MailEvent { mail: MailId::nil(), ..became(&world, 0, DeliveryStatus::Delivered, 5, &contact()) };
    assert_eq!(world.hear(&event), Noted::UnknownNotification);
}

#[test]
fn nobody_but_pdp_reads_what_became_of_e_mails() {
    let world = World::new();
    for role in PdpRole::ALL {
        assert!(try_read(&world, &staff(*role), own()).is_ok(), "{role}");
    }
    let members = OrganisationRole::ALL.iter().map(|role| member(1, *role));
    for actor in members.chain([Actor::System(Process::EvidenceInspection)]) {
        assert!(matches!(try_read(&world, &actor, own()), Err(AppError::Refused(_))), "{actor:?}");
    }
}
