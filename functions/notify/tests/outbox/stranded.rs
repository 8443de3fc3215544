//! Runs over the queue send what the stream left behind, within their budget, and no notification holds up others.

use app::mail::{Mail, MailState, Outcome};
use app::{
    Budget, Clock, Delivery, Fault, LOOK_FOR_RECIPIENTS_AFTER, Mailer, Outbox, RETRY_FAILED_AFTER, Recipient,
    TriedMail, resend_stranded,
};
use fakes::{FakeMailer, Reply, Stepped, Trouble};
use jiff::{SignedDuration, Timestamp};
use pollster::block_on;

use crate::world::{ALL, World};

#[test]
fn notifications_the_stream_never_showed_are_sent() {
    let world = World::new();
    let resent = world.resend(ALL);
    assert!(resent.tried.iter().all(|mail| matches!(mail.delivery, Ok(Delivery::Sent))));
    assert_eq!(resent.tried.len(), 2);
    assert!(!resent.more);
    assert_eq!(world.states(), ["sent", "sent"]);
    assert!(world.resend(ALL).tried.is_empty());
}

#[test]
fn a_run_tries_a_bounded_number_and_the_next_goes_on() {
    let world = World::new();
    let one = Budget { notifications: 1, ..ALL };
    let resent = world.resend(one);
    assert_eq!((resent.tried.len(), resent.more), (1, true));
    assert_eq!(world.resend(one).tried.len(), 1);
    assert_eq!(world.states(), ["sent", "sent"]);
    let resent = world.resend(one);
    assert_eq!((resent.tried.len(), resent.more), (0, false));
}

/// Every sending takes a minute.
struct Slow<'w>(&'w World);

impl Mailer for Slow<'_> {
    fn subject(&self, mail: &Mail) -> String {
        self.0.fakes.mailer.subject(mail)
    }

    async fn send(&self, mail: &Mail, recipient: &Recipient) -> Outcome {
        self.0.pass(SignedDuration::from_mins(1));
        self.0.fakes.mailer.send(mail, recipient).await
    }
}

#[test]
fn a_run_begins_no_notification_after_its_time() {
    let world = World::new();
    let until = world.fakes.clock.now() + SignedDuration::from_secs(30);
    let run = || block_on(resend_stranded(&world.services, &Slow(&world), Budget { until, ..ALL })).unwrap();
    let resent = run();
    assert_eq!((resent.tried.len(), resent.more), (1, true));
    assert_eq!(world.states().iter().filter(|state| **state == "sent").count(), 1);
    let resent = run();
    assert_eq!((resent.tried.len(), resent.more), (0, true), "its time was over before it began");
    assert_eq!(world.resend(ALL).tried.len(), 1);
}

#[test]
fn an_email_that_goes_on_failing_lets_the_others_go_first() {
    let world = World::new();
    let (poison, healthy) = (world.mail(0).0.id, world.mail(1).0.id);
    let one = Budget { notifications: 1, ..ALL };
    world.fakes.mailer.reply([Reply::Refused]);
    assert_eq!(world.resend(one).tried[0].id, poison);
    assert_eq!(world.resend(one).tried[0].id, healthy);
    for (failures, rest) in (2..).zip(RETRY_FAILED_AFTER.into_iter().chain([RETRY_FAILED_AFTER[3]; 20])) {
        world.pass(rest - SignedDuration::from_secs(1));
        assert!(world.resend(one).tried.is_empty());
        world.pass(SignedDuration::from_secs(1));
        world.fakes.mailer.reply([Reply::Refused]);
        let resent = world.resend(one);
        assert!(
            matches!(resent.tried[0].delivery, Ok(Delivery::Failed { failures: n, .. }) if n == failures)
        );
    }
    world.pass(RETRY_FAILED_AFTER[3]);
    world.resend(one);
    assert_eq!(world.states(), ["sent", "sent"], "never given up");
}

#[test]
fn an_unreadable_notification_is_put_off_and_the_others_go_out() {
    let world = World::new();
    let (poison, healthy) = (world.mail(0).0.id, world.mail(1).0.id);
    let store = Stepped::new(world.fakes.store.clone(), Trouble::Unreadable(poison));
    let services = world.fakes.services_over(store);
    let one = Budget { notifications: 1, ..ALL };
    let run = || block_on(resend_stranded(&services, &world.fakes.mailer, one)).unwrap().tried;
    let tried = run();
    let [TriedMail { id, delivery: Err(fault), .. }] = &tried[..] else { panic!("{tried:?}") };
    assert!(*id == poison && !fault.retryable);
    assert!(
        matches!(&run()[..], [mail] if mail.id == healthy && matches!(mail.delivery, Ok(Delivery::Sent)))
    );
    assert!(run().is_empty());
    world.pass(RETRY_FAILED_AFTER[3]);
    assert_eq!(run()[0].id, poison, "it is looked at again");
    world.pass(RETRY_FAILED_AFTER[3]);
    world.resend(one);
    assert_eq!(world.states(), ["sent", "sent"], "a version that can read it sends it");
}

#[test]
fn a_fault_that_may_pass_moves_no_notification_back() {
    let world = World::new();
    // The read of the queue succeeds; the read of the first notification fails.
    let store = Stepped::new(world.fakes.store.clone(), Trouble::CallLost(1));
    let services = world.fakes.services_over(store);
    let resent = block_on(resend_stranded(&services, &world.fakes.mailer, ALL)).unwrap();
    assert!(matches!(&resent.tried[0].delivery, Err(fault) if fault.retryable));
    assert_eq!(world.states(), ["pending", "sent"]);
    assert_eq!(world.resend(ALL).tried.len(), 1);
}

#[test]
fn a_queue_that_cannot_be_read_is_a_fault_of_the_run() {
    let world = World::new();
    let services = world.fakes.services_over(Stepped::new(world.fakes.store.clone(), Trouble::CallLost(0)));
    let fault: Fault = block_on(resend_stranded(&services, &FakeMailer::default(), ALL)).unwrap_err();
    assert!(fault.retryable);
}

#[test]
fn a_notification_left_by_an_earlier_version_is_sent() {
    let world = World::new();
    let (mail, state) = world.mail(0);
    let before = MailState::Pending { failures: 7 };
    assert!(block_on(world.fakes.store.advance(mail.id, &state, &before)).unwrap());
    world.resend(ALL);
    assert_eq!(world.states(), ["sent", "sent"]);
}

#[test]
fn nothing_is_due_before_its_time() {
    let world = World::new();
    world.fakes.clock.set(Timestamp::UNIX_EPOCH);
    assert!(world.resend(ALL).tried.is_empty());
    assert!(LOOK_FOR_RECIPIENTS_AFTER > RETRY_FAILED_AFTER[3]);
}
