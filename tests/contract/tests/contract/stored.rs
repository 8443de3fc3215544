//! What other parts of the system see of the table: the marks the stream filters by, the queue of notifications, and pages that
//! the table itself cuts short.

use app::mail::MailState;
use app::{Changes, Outbox};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::change::Command;
use domain::ids::MailId;
use jiff::SignedDuration;

use crate::emulator::{Item, Table, text};
use crate::world::{World, change_of, contact, first_page};

async fn attribute(table: &Table, id: MailId, name: &str) -> Option<AttributeValue> {
    table.item(&format!("MAIL#{id}"), "MAIL").await.remove(name)
}

#[tokio::test]
async fn emails_and_only_emails_are_marked_for_the_stream() {
    let (world, table) = World::on_a_table().await;
    world.submitted(1, &["https://a.example.org"]).await;
    let items = table.client.scan().table_name(&table.name).send().await.unwrap().items.unwrap();
    let is_notification = |item: &&Item| item.get("sk").cloned() == Some(text("MAIL"));
    assert_eq!(items.iter().filter(is_notification).count(), 2);
    for item in &items {
        assert_eq!(item.get("kind").cloned() == Some(text("mail")), is_notification(&item), "{item:?}");
    }
    table.delete().await;
}

#[tokio::test]
async fn a_notification_is_queued_until_it_is_sent() {
    let (world, table) = World::on_a_table().await;
    world.submitted(1, &["https://a.example.org"]).await;
    let id = world.store().mails()[0].id;
    assert_eq!(attribute(&table, id, "queue").await, Some(text("mail")));
    assert_eq!(attribute(&table, id, "due").await, Some(text("2026-07-06T09:00:00.000Z")));
    let now = world.services.clock.now();
    let until = now.saturating_add(SignedDuration::from_secs(60)).unwrap();
    let way = [
        (MailState::Pending { failures: 0 }, "2026-07-06T09:00:00.000Z"),
        (MailState::Sending { failures: 0, until }, "2026-07-06T09:01:00.000Z"),
        (MailState::Ambiguous { failures: 0, since: now }, "2026-07-06T09:15:00.000Z"),
        (MailState::Failed { failures: 2, at: now }, "2026-07-06T09:05:00.000Z"),
        (MailState::NoRecipient { failures: 2, since: now, looked: now }, "2026-07-07T09:00:00.000Z"),
    ];
    for pair in way.windows(2) {
        world.store().advance(id, &pair[0].0, &pair[1].0).await.unwrap();
        assert_eq!(attribute(&table, id, "due").await, Some(text(pair[1].1)));
    }
    let sent = MailState::Sent { at: now, message_id: "m".to_owned() };
    world.store().advance(id, &way[4].0, &sent).await.unwrap();
    assert_eq!(attribute(&table, id, "queue").await, None);
    assert_eq!(attribute(&table, id, "due").await, None);
    table.delete().await;
}

#[tokio::test]
async fn a_released_url_is_overwritten_and_not_deleted() {
    let (world, table) = World::on_a_table().await;
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let reservations = async || {
        let items = table.client.scan().table_name(&table.name).send().await.unwrap().items.unwrap();
        let is_reservation = |item: &Item| {
            item.get("url").cloned() == Some(text("https://a.example.org"))
                && item.get("sk").cloned() == Some(text("RESERVATION"))
        };
        items.into_iter().filter(is_reservation).collect::<Vec<_>>()
    };
    assert_eq!(reservations().await[0].get("change").cloned(), Some(text(change.id)));
    world.execute(&contact(1), change.id, Command::Withdraw { reason: None }).await;
    let released = reservations().await;
    assert_eq!(released.len(), 1);
    assert!(["change", "organisation"].iter().all(|holder| !released[0].contains_key(*holder)));
    table.delete().await;
}

#[tokio::test]
async fn a_page_that_the_table_cuts_short_leads_on() {
    let (world, table) = World::on_a_table().await;
    let mut change = world.draft(1, &[]).await;
    for letter in ["a", "b", "c", "d", "e"] {
        let commit = world.edit(&change, 1, &letter.repeat(300_000));
        world.commit(&commit).await.unwrap();
        change = change_of(&commit);
    }
    let first = world.store().history(change.id, &first_page(100)).await.unwrap().page;
    assert!(first.items.len() < 6, "the table stops at 1 MB");
    assert!(first.next.is_some());
    table.delete().await;
}

#[tokio::test]
async fn an_organisation_of_many_people_takes_several_transactions() {
    let table = Table::create().await;
    let store = table.store();
    let mut own = fakes::organisation(1);
    let more = (10..130).map(|number| fakes::organisation(number).people.remove(1));
    own.people.extend(more);
    store.put_organisation(&own, &fakes::urls_of(&own)).await.unwrap();
    assert_eq!(app::Members::organisation(&store, own.id).await.unwrap(), Some(own.clone()));
    own.people.truncate(5);
    store.put_organisation(&own, &fakes::urls_of(&own)).await.unwrap();
    own.version += 1;
    assert_eq!(app::Members::organisation(&store, own.id).await.unwrap(), Some(own));
    table.delete().await;
}

#[tokio::test]
async fn nobody_is_put_into_two_organisations() {
    let table = Table::create().await;
    let store = table.store();
    let (one, mut two) = (fakes::organisation(1), fakes::organisation(2));
    store.put_organisation(&one, &fakes::urls_of(&one)).await.unwrap();
    two.people.push(one.people[0].clone());
    let fault = store.put_organisation(&two, &fakes::urls_of(&two)).await.unwrap_err();
    assert!(!fault.retryable);
    table.delete().await;
}
