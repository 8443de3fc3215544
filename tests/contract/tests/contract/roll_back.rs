//! What a newer release left in the table, after this one has worked on it (`docs/roll-back.md`). In the table only: what is in memory was
//! written by this release.

use app::mail::MailState;
use app::{
    Exports, HistoryEntry, Outbox, RecordEntry, read_history, rebuild_figures, request_export, sum_figures,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::change::Command;
use domain::export::{ExportState, RegisterFormat, Subject, building};
use jiff::SignedDuration;

use crate::emulator::{Item, Table, text};
use crate::office::{party, rename};
use crate::outbox::NEW;
use crate::world::{World, contact, first_page, reviewer};

const ADDED: &str = "of_a_newer_release";

/// Adds something that nobody here knows to the item, and to what `inside` names in it.
async fn add(table: &Table, (pk, sk): (&str, &str), inside: &[&str]) {
    let mut item = table.item(pk, sk).await;
    item.insert(ADDED.to_owned(), text("beside"));
    below(&mut item, inside).insert(ADDED.to_owned(), text("inside"));
    table.put(item).await;
}

fn below<'i>(item: &'i mut Item, inside: &[&str]) -> &'i mut Item {
    inside.iter().fold(item, |map, name| match map.get_mut(*name) {
        Some(AttributeValue::M(map)) => map,
        other => panic!("{name}: {other:?}"),
    })
}

/// Whether both are still there.
async fn is_kept(table: &Table, (pk, sk): (&str, &str), inside: &[&str]) -> bool {
    let mut item = table.item(pk, sk).await;
    let beside = item.get(ADDED) == Some(&text("beside"));
    beside && below(&mut item, inside).get(ADDED) == Some(&text("inside"))
}

/// Holds A1.
#[tokio::test]
async fn what_a_newer_release_added_survives_commands() {
    let (world, table) = World::on_a_table().await;
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let pk = format!("CHANGE#{}", change.id);
    let (state, inside) = ((pk.as_str(), "STATE"), ["submitted", "submission"]);
    add(&table, state, &inside).await;
    let ask = Command::AskForInformation { question: "Which?".to_owned() };
    world.execute(&reviewer(), change.id, ask).await;
    table.take_calls();
    world.execute(&contact(1), change.id, Command::AnswerQuestion { answer: "These".to_owned() }).await;
    assert_eq!(table.take_calls(), 2, "one read, one transaction");
    assert!(is_kept(&table, state, &inside).await);
    let read = world.load(change.id).await.unwrap();
    assert_eq!(read.questions[0].answer.as_ref().unwrap().text.as_str(), "These");

    let organisation = fakes::organisation(1).id;
    let record = format!("ORG#{organisation}");
    add(&table, (&record, "STATE"), &[]).await;
    world.administer(party(1), &rename("Another name")).await.unwrap();
    assert_eq!(table.item(&record, "STATE").await[ADDED], text("inside"));
    table.delete().await;
}

/// Holds Q9.
#[tokio::test]
async fn what_a_newer_release_added_to_figures_survives() {
    let (world, table) = World::on_a_table().await;
    let sum = async || sum_figures(&world.services, || true).await.unwrap().entries;
    let change = world.submitted(1, &["https://a.example.org"]).await;
    assert_ne!(sum().await, 0);
    let month = format!("MONTH#{}", domain::figures::Month::of(world.services.clock.now()));
    add(&table, ("FIGURES", &month), &[]).await;
    world.execute(&reviewer(), change.id, Command::Reject { reason: "Sent twice".to_owned() }).await;
    assert_ne!(sum().await, 0);
    assert_eq!(table.item("FIGURES", &month).await[ADDED], text("inside"));
    table.delete().await;
}

/// Holds S1.
#[tokio::test]
async fn a_notification_of_a_newer_release_moves_on() {
    let (world, table) = World::on_a_table().await;
    world.submitted(1, &["https://a.example.org"]).await;
    let id = world.store().mails()[0].id;
    let pk = format!("MAIL#{id}");
    let place = (pk.as_str(), "MAIL");
    add(&table, place, &["state", "pending"]).await;
    let now = world.services.clock.now();
    let until = now.saturating_add(SignedDuration::from_secs(60)).unwrap();
    let sending = MailState::Sending { failures: 0, until };
    assert!(!world.store().advance(id, &sending, &NEW).await.unwrap(), "it is not in that state");
    assert!(world.store().advance(id, &NEW, &sending).await.unwrap());
    assert!(!world.store().advance(id, &NEW, &sending).await.unwrap(), "it was");
    assert_eq!(world.store().mail(id).await.unwrap().unwrap().1, sending);
    assert_eq!(table.item(&pk, "MAIL").await[ADDED], text("beside"));
    table.delete().await;
}

/// Holds A1.
#[tokio::test]
async fn an_export_of_a_newer_release_is_made() {
    let (world, table) = World::on_a_table().await;
    let actor = reviewer();
    let subject = Subject::Register(RegisterFormat::Csv);
    let export = request_export(&world.services, &actor, &world.fresh_key(&actor), subject).await.unwrap();
    let pk = format!("EXPORT#{}", export.id);
    add(&table, (&pk, "EXPORT"), &["state", "requested"]).await;
    let building: ExportState = building(1, world.services.clock.now());
    assert!(world.store().advance_export(export.id, &export.state, &building).await.unwrap());
    assert!(!world.store().advance_export(export.id, &export.state, &building).await.unwrap());
    assert_eq!(table.item(&pk, "EXPORT").await[ADDED], text("beside"));
    table.delete().await;
}

/// The one case in `map` under this name, instead of its own.
fn call(map: &mut Item, attribute: &str, name: &str) {
    let Some(AttributeValue::M(case)) = map.get_mut(attribute) else { panic!("no {attribute}") };
    let content = case.drain().next().unwrap().1;
    case.insert(name.to_owned(), content);
}

/// Holds P1, A1.
#[tokio::test]
async fn an_entry_of_a_newer_release_is_shown_as_such() {
    let (world, table) = World::on_a_table().await;
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let pk = format!("CHANGE#{}", change.id);
    let mut event = table.item(&pk, "HISTORY#0000000002").await;
    call(below(&mut event, &["entry", "happened"]), "event", "change_sent_by_post");
    table.put(event.clone()).await;
    let read = async |actor| {
        let page = read_history(&world.services, &actor, change.id, &first_page(10)).await.unwrap();
        page.items
    };
    for entries in [read(contact(1)).await, read(reviewer()).await] {
        let [HistoryEntry::Happened(_), HistoryEntry::Unknown(unknown)] = &entries[..] else {
            panic!("{entries:?}")
        };
        assert!(unknown.is_event && unknown.version == 2);
        assert_eq!((unknown.at, unknown.by), (change.updated_at, change.submitted.as_ref().map(|it| it.by)));
    }
    let rebuilt = rebuild_figures(&world.services).await;
    assert!(matches!(rebuilt, Err(fault) if !fault.retryable), "without the event they would be wrong");
    // Nobody can tell for whom an entry of another kind is.
    call(&mut event, "entry", "looked_at");
    table.put(event).await;
    assert_eq!((read(contact(1)).await.len(), read(reviewer()).await.len()), (1, 2));

    let organisation = fakes::organisation(1).id;
    world.administer(party(1), &rename("Another name")).await.unwrap();
    let record = format!("ORG#{organisation}");
    let version = world.organisation(organisation).await.version;
    let place = format!("HISTORY#{version:010}");
    let mut event = table.item(&record, &place).await;
    call(below(&mut event, &["entry", "happened"]), "event", "organisation_painted");
    table.put(event).await;
    let entries = world.record_entries(party(1), 10).await;
    assert!(
        matches!(entries.last(), Some(RecordEntry::Unknown(unknown)) if unknown.by.is_some()),
        "{entries:?}"
    );
    table.delete().await;
}
