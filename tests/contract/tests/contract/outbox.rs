//! Letters on their way: each step is a compare-and-set.

use app::Outbox;
use app::mail::MailState;
use domain::ids::MailId;
use jiff::SignedDuration;

use crate::backend::Backend;
use crate::history::a_full_life;
use crate::world::World;

const NEW: MailState = MailState::Pending { failures: 0 };

async fn a_letter<S: Backend>(world: &World<S>) -> MailId {
    world.submitted(1, &["https://a.example.org"]).await;
    world.store().mails()[0].id
}

fn sending<S: Backend>(world: &World<S>, failures: u32) -> MailState {
    let until = world.desk.clock.now().saturating_add(SignedDuration::from_millis(60_500)).unwrap();
    MailState::Sending { failures, until }
}

pub async fn every_letter_is_read_back<S: Backend>(world: &World<S>) {
    a_full_life(world).await;
    let mails = world.store().mails();
    let kinds: std::collections::BTreeSet<_> = mails.iter().map(|mail| mail.letter.code()).collect();
    assert_eq!(kinds.len(), 6, "{kinds:?}");
    for mail in mails {
        assert_eq!(world.store().mail(mail.id).await.unwrap(), Some((mail, NEW)));
    }
}

pub async fn a_letter_moves_on_only_from_the_state_it_is_in<S: Backend>(world: &World<S>) {
    let id = a_letter(world).await;
    let sending = sending(world, 0);
    assert!(world.store().advance(id, &NEW, &sending).await.unwrap());
    assert!(!world.store().advance(id, &NEW, &sending).await.unwrap());
    let other_lease = MailState::Sending { failures: 0, until: world.desk.clock.now() };
    assert!(!world.store().advance(id, &other_lease, &NEW).await.unwrap());
    assert_eq!(world.store().mail(id).await.unwrap().unwrap().1, sending);
}

pub async fn of_two_senders_one_sends<S: Backend>(world: &World<S>) {
    let id = a_letter(world).await;
    let sending = sending(world, 0);
    let (a, b) =
        tokio::join!(world.store().advance(id, &NEW, &sending), world.store().advance(id, &NEW, &sending));
    assert!(a.unwrap() ^ b.unwrap());
}

pub async fn a_letter_goes_through_all_its_states<S: Backend>(world: &World<S>) {
    let id = a_letter(world).await;
    let now = world.desk.clock.now();
    let way = [
        NEW,
        sending(world, 0),
        MailState::Pending { failures: 1 },
        sending(world, 1),
        MailState::Ambiguous { failures: 1, since: now },
        sending(world, 2),
        MailState::Sent { at: now, message_id: "0107-abc".to_owned() },
    ];
    for step in way.windows(2) {
        assert!(world.store().advance(id, &step[0], &step[1]).await.unwrap(), "{step:?}");
        assert_eq!(world.store().mail(id).await.unwrap().unwrap().1, step[1]);
    }
}

pub async fn there_is_no_letter_that_was_never_written<S: Backend>(world: &World<S>) {
    let unknown = MailId::nil();
    assert!(world.store().mail(unknown).await.unwrap().is_none());
    assert!(!world.store().advance(unknown, &NEW, &NEW).await.unwrap());
    assert!(world.store().mail(unknown).await.unwrap().is_none());
}
