//! The stream delivers: every notification is tried at once, and again from the queue if it fails.

use std::sync::Arc;

use app::mail::MailState;
use app::{Clock, Pace, Paced, RETRY_AMBIGUOUS_AFTER, RETRY_FAILED_AFTER, SENDING_LEASE};
use fakes::{PassingClock, Reply, Stepped, Trouble};
use jiff::SignedDuration;
use notify::handle;
use pollster::block_on;
use serde_json::json;

use crate::world::World;

/// Holds S5.
#[test]
fn every_notification_goes_to_everyone_who_holds_the_role() {
    let world = World::new();
    assert_eq!(world.deliver(), [""; 0]);
    let recipients: Vec<_> =
        world.fakes.mailer.sent().into_iter().map(|sent| sent.recipient.address).collect();
    assert_eq!(
        recipients,
        ["primary-business-contact@organisation-1.example.org", "pdp-reviewer@pdp.example.org"]
    );
    assert_eq!(world.states(), ["sent", "sent"]);
}

#[test]
fn a_repeated_record_sends_nothing_twice() {
    let world = World::new();
    world.deliver();
    assert_eq!(world.deliver(), [""; 0]);
    assert_eq!(world.fakes.mailer.sent().len(), 2);
}

#[test]
fn a_refused_email_blocks_no_other_and_is_tried_again_later() {
    let world = World::new();
    world.fakes.mailer.reply([Reply::Refused]);
    assert_eq!(world.deliver(), [""; 0], "its next turn is in the table, the stream goes on");
    assert_eq!(world.states(), ["failed", "sent"]);
    world.deliver();
    assert_eq!(world.states(), ["failed", "sent"], "it rests");
    world.pass(RETRY_FAILED_AFTER[0]);
    world.deliver();
    assert_eq!(world.states(), ["sent", "sent"]);
    assert_eq!(world.fakes.mailer.sent().len(), 2);
}

#[test]
fn a_notification_that_goes_on_failing_is_never_given_up() {
    let world = World::new();
    for failures in 1..=20 {
        world.fakes.mailer.reply([Reply::Refused]);
        world.deliver();
        assert!(matches!(world.mail(0).1, MailState::Failed { failures: n, .. } if n == failures));
        world.pass(RETRY_FAILED_AFTER[3]);
    }
    world.deliver();
    assert_eq!(world.states(), ["sent", "sent"]);
}

#[test]
fn an_ambiguous_email_is_sent_once_more_after_15_minutes() {
    let world = World::new();
    world.fakes.mailer.reply([Reply::TakenWithoutAnswer]);
    world.deliver();
    assert_eq!(world.states(), ["ambiguous", "sent"]);
    world.pass(RETRY_AMBIGUOUS_AFTER - SignedDuration::from_secs(1));
    world.deliver();
    assert_eq!(world.fakes.mailer.sent().len(), 2, "too early");
    world.pass(SignedDuration::from_secs(1));
    world.deliver();
    assert_eq!(world.fakes.mailer.sent().len(), 3);
    assert_eq!(world.states(), ["sent", "sent"]);
}

#[test]
fn a_dead_sender_leaves_the_email_ambiguous_and_not_doubled() {
    let world = World::new();
    let (mail, pending) = world.mail(0);
    let until = app::Clock::now(&world.fakes.clock) + SENDING_LEASE;
    let sending = MailState::Sending { failures: 0, until };
    assert!(block_on(app::Outbox::advance(&world.fakes.store, mail.id, &pending, &sending)).unwrap());
    world.deliver();
    assert_eq!(world.states()[0], "sending", "someone may still be sending it");
    world.pass(SENDING_LEASE);
    world.deliver();
    assert_eq!(world.states()[0], "ambiguous", "it may have gone out");
    world.pass(RETRY_AMBIGUOUS_AFTER);
    world.deliver();
    assert_eq!(world.states()[0], "sent");
}

#[test]
fn the_stream_repeats_an_email_that_cannot_be_read_or_noted() {
    // Calls of the first notification: read it, look up its recipients, take the lease; after that, record the result.
    for (call, noted) in [(0, "pending"), (1, "pending"), (2, "pending"), (3, "sending")] {
        let world = World::new();
        let store = Stepped::new(world.fakes.store.clone(), Trouble::CallLost(call));
        let services = world.fakes.services_over(store);
        let response = block_on(handle(&services, &world.fakes.mailer, world.batch()));
        let again: Vec<_> = response.batch_item_failures.into_iter().map(|one| one.item_identifier).collect();
        assert_eq!(again, [Some("0".to_owned())], "{call}");
        assert_eq!(world.states(), [noted, "sent"], "{call}");
    }
}

/// Holds Q8.
#[test]
fn emails_of_a_batch_keep_their_pace() {
    let world = World::new();
    let (clock, begun) = (PassingClock(world.fakes.clock.clone()), world.fakes.clock.now());
    let mailer = Paced::new(world.fakes.mailer.clone(), Arc::new(clock), Pace::of_stream(14));
    let response = block_on(handle(&world.services, &mailer, world.batch()));
    assert!(response.batch_item_failures.is_empty());
    assert_eq!(world.states(), ["sent", "sent"]);
    let took = world.fakes.clock.now().duration_since(begun);
    assert_eq!(took.as_millis(), 571, "an eighth of 14 a second");
}

#[test]
fn records_of_other_items_are_done() {
    let world = World::new();
    let event = json!({ "Records": [{
        "eventID": "1", "eventName": "INSERT", "awsRegion": "eu-west-2", "eventSource": "aws:dynamodb",
        "dynamodb": { "ApproximateCreationDateTime": 1, "Keys": { "pk": { "S": "CHANGE#1" } },
                      "SequenceNumber": "1", "SizeBytes": 1 },
    }] });
    let response =
        block_on(handle(&world.services, &world.fakes.mailer, serde_json::from_value(event).unwrap()));
    assert!(response.batch_item_failures.is_empty());
    assert!(world.fakes.mailer.sent().is_empty());
}
