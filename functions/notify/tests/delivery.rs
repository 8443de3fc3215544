//! Letters are delivered at least once, never lost, and as a rule exactly once.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use app::fakes::{Fakes, MemoryStore, Reply, complete_answers, key, member, organisation, urls_of};
use app::mail::MailState;
use app::{Desk, RETRY_AMBIGUOUS_AFTER, Request, SENDING_LEASE, draft_change, submit_change};
use aws_lambda_events::event::dynamodb::Event;
use domain::actor::OrganisationRole::PrimaryBusinessContact;
use jiff::SignedDuration;
use notify::handle;
use pollster::block_on;
use serde_json::json;

/// A change was submitted: two letters are in the outbox, to the contacts and to PDP's reviewers.
fn world() -> (Fakes, Desk<MemoryStore>) {
    let fakes = Fakes::seeded();
    let desk = fakes.desk();
    let contact = member(1, PrimaryBusinessContact);
    let (first, second) = (key(&contact, "draft", 1).unwrap(), key(&contact, "submit", 2).unwrap());
    let answers = complete_answers(&["https://find.example.org/new"]);
    let change = block_on(draft_change(&desk, &contact, &first, answers)).unwrap().change.id;
    let request = Request { actor: &contact, change, seen: None, key: Some(&second), organisation: None };
    block_on(submit_change(&desk, request)).unwrap();
    (fakes, desk)
}

/// The stream's event with every letter of the outbox; their sequence numbers are 0, 1, …
fn batch(fakes: &Fakes) -> Event {
    let record = |(at, (mail, _)): (usize, _)| {
        let mail: app::mail::Mail = mail;
        json!({
            "eventID": at.to_string(),
            "eventName": "INSERT",
            "awsRegion": "eu-west-2",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_795_339_800,
                "Keys": { "pk": { "S": format!("MAIL#{}", mail.id) }, "sk": { "S": "MAIL" } },
                "SequenceNumber": at.to_string(),
                "SizeBytes": 1,
                "StreamViewType": "NEW_IMAGE",
            },
        })
    };
    let records: Vec<_> = fakes.store.mails().into_iter().enumerate().map(record).collect();
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

/// Delivers the batch; answers which records are to come again.
fn deliver(fakes: &Fakes, desk: &Desk<MemoryStore>) -> Vec<String> {
    let response = block_on(handle(desk, &fakes.mailer, batch(fakes)));
    response.batch_item_failures.into_iter().filter_map(|failure| failure.item_identifier).collect()
}

fn states(fakes: &Fakes) -> Vec<&'static str> {
    fakes.store.mails().iter().map(|(_, state)| state.code()).collect()
}

#[test]
fn every_letter_goes_to_everyone_who_holds_the_role() {
    let (fakes, desk) = world();
    assert_eq!(deliver(&fakes, &desk), [""; 0]);
    let recipients: Vec<_> = fakes.mailer.sent().into_iter().map(|sent| sent.recipients).collect();
    assert_eq!(
        recipients,
        [["primary-business-contact@organisation-1.example.org"], ["pdp-reviewer@pdp.example.org"],]
    );
    assert_eq!(states(&fakes), ["sent", "sent"]);
}

#[test]
fn a_repeated_record_sends_nothing_twice() {
    let (fakes, desk) = world();
    deliver(&fakes, &desk);
    assert_eq!(deliver(&fakes, &desk), [""; 0]);
    assert_eq!(fakes.mailer.sent().len(), 2);
}

#[test]
fn a_letter_that_was_refused_comes_again_and_the_others_go_out() {
    let (fakes, desk) = world();
    fakes.mailer.reply([Reply::Refused]);
    assert_eq!(deliver(&fakes, &desk), ["0"]);
    assert_eq!(states(&fakes), ["pending", "sent"]);
    assert_eq!(deliver(&fakes, &desk), [""; 0]);
    assert_eq!(fakes.mailer.sent().len(), 2);
}

#[test]
fn a_letter_that_goes_on_failing_is_never_given_up_here() {
    let (fakes, desk) = world();
    for failures in 1..=20 {
        fakes.mailer.reply([Reply::Refused]);
        assert_eq!(deliver(&fakes, &desk), ["0"], "the stream sends it to the failure queue in the end");
        assert!(matches!(fakes.store.mails()[0].1, MailState::Pending { failures: n } if n == failures));
    }
}

#[test]
fn a_letter_of_unknown_fate_is_sent_once_more_after_a_quarter_of_an_hour() {
    let (fakes, desk) = world();
    fakes.mailer.reply([Reply::TakenWithoutAnswer]);
    assert_eq!(deliver(&fakes, &desk), ["0"]);
    assert_eq!(states(&fakes), ["ambiguous", "sent"]);
    fakes.clock.advance(RETRY_AMBIGUOUS_AFTER - SignedDuration::from_secs(1));
    assert_eq!(deliver(&fakes, &desk), ["0"], "too early");
    assert_eq!(fakes.mailer.sent().len(), 2);
    fakes.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(deliver(&fakes, &desk), [""; 0]);
    assert_eq!(fakes.mailer.sent().len(), 3);
}

#[test]
fn a_sender_that_died_makes_the_letter_ambiguous_not_lost_and_not_doubled() {
    let (fakes, desk) = world();
    let (mail, pending) = fakes.store.mails()[0].clone();
    let until = app::Clock::now(&fakes.clock) + SENDING_LEASE;
    let sending = MailState::Sending { failures: 0, until };
    assert!(block_on(app::Outbox::advance(&fakes.store, mail.id, &pending, &sending)).unwrap());
    assert_eq!(deliver(&fakes, &desk), ["0"], "someone may still be sending it");
    fakes.clock.advance(SENDING_LEASE);
    assert_eq!(deliver(&fakes, &desk), ["0"], "it may have gone out");
    assert_eq!(states(&fakes)[0], "ambiguous");
    fakes.clock.advance(RETRY_AMBIGUOUS_AFTER);
    assert_eq!(deliver(&fakes, &desk), [""; 0]);
    assert_eq!(states(&fakes)[0], "sent");
}

#[test]
fn a_letter_that_nobody_is_to_get_waits_until_somebody_holds_the_role() {
    let (fakes, desk) = world();
    let full = organisation(1);
    let mut empty = full.clone();
    empty.people.retain(|person| !person.roles.contains(&PrimaryBusinessContact));
    fakes.store.put_organisation(&empty, &urls_of(&empty));
    assert_eq!(deliver(&fakes, &desk), ["0"]);
    fakes.store.put_organisation(&full, &urls_of(&full));
    assert_eq!(deliver(&fakes, &desk), [""; 0]);
    assert_eq!(states(&fakes), ["sent", "sent"]);
}

#[test]
fn records_of_other_items_are_done() {
    let (fakes, desk) = world();
    let event = json!({ "Records": [{
        "eventID": "1", "eventName": "INSERT", "awsRegion": "eu-west-2", "eventSource": "aws:dynamodb",
        "dynamodb": { "ApproximateCreationDateTime": 1, "Keys": { "pk": { "S": "CHANGE#1" } },
                      "SequenceNumber": "1", "SizeBytes": 1 },
    }] });
    let response = block_on(handle(&desk, &fakes.mailer, serde_json::from_value(event).unwrap()));
    assert!(response.batch_item_failures.is_empty());
    assert!(fakes.mailer.sent().is_empty());
}
