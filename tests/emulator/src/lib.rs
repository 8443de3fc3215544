//! The emulator that `cargo nextest run` starts: its address, and tables like the one in `infra/data.yaml`.
//!
//! Responsible for: helpers that several test crates share. Must not: make a client; each crate makes its own.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};

const KEYS: [&str; 6] = ["pk", "sk", "org_key", "org_sort", "queue", "due"];

/// The address of the emulator, on loopback.
///
/// # Panics
/// When there is none, or it is elsewhere.
#[expect(clippy::disallowed_methods, reason = "where the emulator is, is set by the harness")]
pub fn url() -> String {
    let url = std::env::var("EMULATOR_URL").expect(
        "EMULATOR_URL is not set: run these tests with `cargo nextest run`, which starts an emulator",
    );
    let is_local = ["http://127.0.0.1:", "http://localhost:"].iter().any(|local| url.starts_with(local));
    assert!(is_local, "EMULATOR_URL must be an address on loopback, and is {url}");
    url
}

/// Makes an empty table with a unique name. A table from a first try whose answer was lost is as good.
///
/// # Panics
/// When there is no table afterwards.
pub async fn create_table(client: &Client, name: &str) {
    let attribute = |name: &str| {
        let attribute = AttributeDefinition::builder().attribute_name(name);
        attribute.attribute_type(ScalarAttributeType::S).build().unwrap()
    };
    let create = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(KEYS.map(attribute).to_vec()))
        .set_key_schema(Some(key_schema("pk", "sk")))
        .global_secondary_indexes(index("by-organisation", "org_key", "org_sort"))
        .global_secondary_indexes(index("by-queue", "queue", "due"));
    match create.send().await {
        Ok(_) => {}
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => {}
        Err(error) => panic!("the emulator makes a table: {error:?}"),
    }
}

/// Makes an empty table whose items have an id, as the portal's sessions do. A table from a first try is as good.
///
/// # Panics
/// When there is no table afterwards.
pub async fn create_items_table(client: &Client, name: &str) {
    let id = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash);
    let create = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(id.build().unwrap())
        .key_schema(key.build().unwrap());
    match create.send().await {
        Ok(_) => {}
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => {}
        Err(error) => panic!("the emulator makes a table: {error:?}"),
    }
}

fn key_schema(hash: &str, range: &str) -> Vec<KeySchemaElement> {
    [(hash, KeyType::Hash), (range, KeyType::Range)]
        .map(|(name, kind)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap())
        .to_vec()
}

fn index(name: &str, hash: &str, range: &str) -> GlobalSecondaryIndex {
    let projection = Projection::builder()
        .projection_type(ProjectionType::Include)
        .non_key_attributes("summary")
        .non_key_attributes("format");
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(key_schema(hash, range)))
        .projection(projection.build())
        .build()
        .unwrap()
}
