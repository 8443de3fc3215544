//! One contract for the table of the sessions in memory and in DynamoDB: what the pages are tested with is what they get.
//!
//! The table is in an emulator on loopback (`EMULATOR_URL`; `cargo nextest run` starts one). Without it the test of it fails.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "the pages use the rest of it")]
#[path = "../pages/world/items.rs"]
mod items;

use cloud::{ExpiringItems, Sdk, SdkSettings, credentials};
use portal::{Item, Items};

use self::items::FakeItems;

const END: i64 = 1_800_000_000;

/// What holds for every table of items.
async fn hold<I: Items>(items: &I) {
    let item = |content: &str, version| Item { content: content.to_owned(), version, expires_at: END };
    assert_eq!(items.read("one").await.unwrap(), None);
    assert_eq!(items.take("one").await.unwrap(), None);
    assert!(!items.replace("one", 1, "never made").await.unwrap());

    assert!(items.create("one", "first", END).await.unwrap());
    assert!(!items.create("one", "again", END).await.unwrap(), "an id is used once");
    assert_eq!(items.read("one").await.unwrap(), Some(item("first", 1)));

    assert!(items.replace("one", 1, "second").await.unwrap());
    assert!(!items.replace("one", 1, "late").await.unwrap(), "somebody else was first");
    assert_eq!(items.read("one").await.unwrap(), Some(item("second", 2)));
    assert_eq!(items.read("two").await.unwrap(), None);

    let (one, other) = tokio::join!(items.take("one"), items.take("one"));
    let taken: Vec<_> = [one.unwrap(), other.unwrap()].into_iter().flatten().collect();
    assert_eq!(taken, [item("second", 2)], "one of two gets it");
    assert_eq!(items.read("one").await.unwrap(), None);
    assert!(!items.replace("one", 2, "after its end").await.unwrap(), "what was taken stays so");
    assert!(!items.create("one", "after its end", END).await.unwrap(), "an id is never used again");
}

#[tokio::test]
async fn items_in_memory() {
    hold(&FakeItems::default()).await;
}

#[tokio::test]
async fn items_in_dynamodb() {
    let sdk = Sdk::new(SdkSettings {
        region: "eu-west-2".to_owned(),
        endpoint: Some(emulator::url()),
        credentials: credentials("test".to_owned(), "test".to_owned(), None),
    });
    let client = sdk.unwrap().dynamodb();
    let table = format!("sessions-{}", std::process::id());
    emulator::create_items_table(&client, &table).await;
    hold(&ExpiringItems::new(client, table)).await;
}
