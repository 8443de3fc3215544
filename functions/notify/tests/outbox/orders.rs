//! Senders, and processors of mail events, at the same notification, in every order of their calls.

use app::{Fault, record_mail_event, resend_stranded, try_mail};
use fakes::{Reply, Stepped, Trouble, Work};

use crate::ways::{Choices, every_way};
use crate::world::{ALL, News, World};

/// Lets several work, in the chosen order, until all are done.
fn together(choices: &mut Choices, mut work: Vec<Work<'_, Result<(), Fault>>>) {
    loop {
        work.retain(|work| !work.is_done());
        if work.is_empty() {
            return;
        }
        let chosen = choices.next(work.len());
        if let Some(outcome) = work[chosen].step() {
            outcome.unwrap();
        }
    }
}

#[test]
fn of_two_deliverers_in_any_order_exactly_one_sends() {
    let ways = every_way(|choices| {
        let world = World::new();
        let services = world.fakes.services_over(Stepped::new(world.fakes.store.clone(), Trouble::Nothing));
        let mailer = Stepped::new(world.fakes.mailer.clone(), Trouble::Nothing);
        let id = world.mail(0).0.id;
        let deliverer = || Work::new(async { try_mail(&services, &mailer, id).await.delivery.map(|_| ()) });
        together(choices, vec![deliverer(), deliverer()]);
        assert_eq!(world.sent()[&id], 1);
        assert_eq!(world.states()[0], "sent");
    });
    assert!(ways > 100, "{ways}");
}

#[test]
fn queue_and_stream_at_once_send_every_notification_once() {
    let ways = every_way(|choices| {
        let world = World::new();
        let services = world.fakes.services_over(Stepped::new(world.fakes.store.clone(), Trouble::Nothing));
        let mailer = Stepped::new(world.fakes.mailer.clone(), Trouble::Nothing);
        let id = world.mail(1).0.id;
        let run = async { resend_stranded(&services, &mailer, ALL).await.map(|_| ()) };
        let stream = async { try_mail(&services, &mailer, id).await.delivery.map(|_| ()) };
        together(choices, vec![Work::new(run), Work::new(stream)]);
        assert!(world.sent().into_values().all(|times| times == 1));
        assert_eq!(world.states(), ["sent", "sent"]);
    });
    assert!(ways > 1_000, "{ways}");
}

/// A notification of unknown state is due again, and its event arrives too, at this many processors, and a sender if there is
/// one.
fn news_of_an_ambiguous_sending(choices: &mut Choices, retries: usize, hearers: usize) {
    let world = World::new();
    world.fakes.mailer.reply([Reply::TakenWithoutAnswer]);
    world.deliver();
    assert_eq!(world.states(), ["ambiguous", "sent"]);
    world.pass(app::RETRY_AMBIGUOUS_AFTER);
    let event = world.send_event(0);
    let services = world.fakes.services_over(Stepped::new(world.fakes.store.clone(), Trouble::Nothing));
    let mailer = Stepped::new(world.fakes.mailer.clone(), Trouble::Nothing);
    let retry = || Work::new(async { try_mail(&services, &mailer, event.mail).await.delivery.map(|_| ()) });
    let hearer = || Work::new(async { record_mail_event(&services, &event).await.map(|_| ()) });
    let work = (0..retries).map(|_| retry()).chain((0..hearers).map(|_| hearer()));
    together(choices, work.collect());
    assert_eq!(world.states(), ["sent", "sent"]);
    assert!(world.sent()[&event.mail] <= 1 + retries);
    let before = world.sent();
    world.go_on(News::Lost);
    assert_eq!(world.sent(), before, "settled for good");
}

#[test]
fn news_in_any_order_with_a_retry_settles_the_notification() {
    let ways = every_way(|choices| news_of_an_ambiguous_sending(choices, 1, 1));
    assert!(ways > 20, "{ways}");
}

#[test]
fn news_heard_twice_at_once_in_any_order_settles_the_email() {
    let ways = every_way(|choices| news_of_an_ambiguous_sending(choices, 0, 2));
    assert!(ways > 10, "{ways}");
}
