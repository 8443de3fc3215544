//! Formats of items over time: the one before is read and written again, one to come is told apart from damage.

use app::{AppError, CommandStore, Fault, ReadRequest, ReferenceOf, Snapshot};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::change::Change;
use domain::codes::Coded;
use domain::endpoint::EndpointType;
use domain::refusal::{Refusal, Thing};

use crate::emulator::{Item, Table, text};
use crate::look_up::found;
use crate::testing::service_manager;
use crate::world::{World, contact};

fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn map<const N: usize>(entries: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(entries.map(|(name, value)| (name.to_owned(), value)).into())
}

async fn state_item(table: &Table, change: &Change) -> Item {
    table.item(&format!("CHANGE#{}", change.id), "STATE").await
}

async fn load(table: &Table, change: &Change) -> Result<Snapshot, Fault> {
    let read = ReadRequest { change: Some(change.id), ..ReadRequest::at(change.updated_at) };
    table.store().read(read).await
}

/// The item as a writer of format 1 left it: types in words, nobody's last act known.
fn as_format_1(mut item: Item) -> Item {
    let endpoint = map([("endpoint_type", text("Find")), ("url", text("https://a.example.org"))]);
    let other = map([("endpoint_type", text("PAT refresh")), ("url", text("https://b.example.org"))]);
    let Some(AttributeValue::M(answers)) = item.get_mut("answers") else { panic!("no answers") };
    answers.insert("new_endpoints".to_owned(), AttributeValue::L(vec![endpoint, other]));
    item.remove("acted_version");
    item.insert("format".to_owned(), number(1));
    item
}

#[tokio::test]
async fn an_item_of_the_previous_format_is_read() {
    let (world, table) = World::on_a_table().await;
    let draft = world.draft(1, &["https://a.example.org", "https://b.example.org"]).await;
    let edited = world.edit(&draft, 1, "so that the version is 2");
    world.commit(&edited).await.unwrap();
    table.put(as_format_1(state_item(&table, &draft).await)).await;

    let read = load(&table, &draft).await.unwrap().change.unwrap();
    let mut expected = edited.change().unwrap().clone();
    expected.answers.new_endpoints[1].endpoint_type = Some(EndpointType::PatRefresh);
    assert_eq!(read, expected);
    assert_eq!(read.acted_version, read.version, "every older view is stale");
    table.delete().await;
}

#[tokio::test]
async fn an_item_of_the_previous_format_is_written_in_the_new_one() {
    let (world, table) = World::on_a_table().await;
    let draft = world.draft(1, &["https://a.example.org", "https://b.example.org"]).await;
    table.put(as_format_1(state_item(&table, &draft).await)).await;
    let read = load(&table, &draft).await.unwrap().change.unwrap();
    let commit = world.edit(&read, 1, "by a person");
    world.commit(&commit).await.unwrap();

    let item = state_item(&table, &draft).await;
    assert_eq!(item["format"], number(2));
    assert_eq!(item["acted_version"], number(2));
    assert_eq!(load(&table, &draft).await.unwrap().change, commit.change().cloned());
    table.delete().await;
}

#[tokio::test]
async fn an_entry_of_the_previous_format_is_read() {
    let (world, table) = World::on_a_table().await;
    let draft = world.draft(1, &["https://a.example.org"]).await;
    let before = world.history(draft.id, 10).await;
    let pk = format!("CHANGE#{}", draft.id);
    let mut entry = table.item(&pk, "HISTORY#0000000001").await;
    let respelled = format!("{:?}", entry["entry"]).contains("\"find\"");
    assert!(respelled, "the entry speaks of a Find endpoint");
    respell(entry.get_mut("entry").unwrap());
    entry.insert("format".to_owned(), number(1));
    table.put(entry).await;
    assert_eq!(world.history(draft.id, 10).await, before);
    table.delete().await;
}

/// Endpoint types in PDP's words, as format 1 had them.
fn respell(value: &mut AttributeValue) {
    match value {
        AttributeValue::M(map) => map.iter_mut().for_each(|(name, value)| match value {
            AttributeValue::S(code) if name == "endpoint_type" => {
                *code = EndpointType::from_code(code).unwrap().to_string();
            }
            other => respell(other),
        }),
        AttributeValue::L(values) => values.iter_mut().for_each(respell),
        _ => {}
    }
}

#[tokio::test]
async fn a_format_that_is_not_known_yet_is_a_lasting_fault() {
    let (world, table) = World::on_a_table().await;
    let draft = world.draft(1, &[]).await;
    for format in [Some(number(3)), Some(number(0)), Some(text("2")), None] {
        let mut item = state_item(&table, &draft).await;
        item.remove("format");
        item.extend(format.map(|format| ("format".to_owned(), format)));
        table.put(item).await;
        let fault = load(&table, &draft).await.unwrap_err();
        assert!(!fault.retryable);
    }
    table.delete().await;
}

#[tokio::test]
async fn a_damaged_item_is_a_lasting_fault() {
    let (world, table) = World::on_a_table().await;
    let draft = world.draft(1, &[]).await;
    let mut item = state_item(&table, &draft).await;
    item.insert("stage".to_owned(), text("somewhere"));
    table.put(item).await;
    assert!(!load(&table, &draft).await.unwrap_err().retryable);
    let list = app::list_changes(
        &world.services,
        &contact(1),
        &app::WhichChanges::default(),
        &crate::world::first_page(10),
    )
    .await
    .unwrap();
    assert_eq!(list.items.len(), 1, "lists read the row, not the state");
    table.delete().await;
}

/// References were first kept with the id of what has them alone.
#[tokio::test]
async fn a_reference_kept_without_its_organisation_is_found() {
    let (world, table) = World::on_a_table().await;
    let change = world.submitted(1, &["https://a.example.org"]).await;
    let reference = change.reference().unwrap().to_string();
    let mut item = table.item(&format!("REFERENCE#{reference}"), "REFERENCE").await;
    assert!(item.remove("organisation").is_some());
    table.put(item).await;
    table.take_calls();
    let seen = found(&world, &contact(1), &reference).await.unwrap();
    assert_eq!((seen.of, seen.organisation), (ReferenceOf::Change(change.id), change.organisation));
    assert_eq!(table.take_calls(), 2, "the change says whose it is");
    for stranger in
        [found(&world, &contact(2), &reference).await, found(&world, &contact(1), "TC-00000000").await]
    {
        assert!(matches!(stranger, Err(AppError::Refused(Refusal::NotFound(Thing::Reference)))));
    }

    let own = world.connecting(3, &["https://new.example.org/find"]).await;
    let oat = world.requested(&world.view_of_connection(&own), 3, 1).await;
    let mut item = table.item(&format!("REFERENCE#{}", oat.reference), "REFERENCE").await;
    item.remove("organisation");
    table.put(item).await;
    let seen = found(&world, &service_manager(3), &oat.reference.to_string()).await.unwrap();
    assert_eq!((seen.of, seen.organisation), (ReferenceOf::Oat(oat.id), own.id));
    table.delete().await;
}
