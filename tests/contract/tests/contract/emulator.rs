//! A table of its own for each test, in the emulator, made like the one in `infra/data.yaml`; and a count of the calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use store::DynamoStore;

const KEYS: [&str; 6] = ["pk", "sk", "org_key", "org_sort", "queue", "due"];

/// A table, and how often it was called.
pub struct Table {
    pub client: Client,
    pub name: String,
    calls: Calls,
}

/// Counts what goes over the wire, retries included.
#[derive(Debug, Clone, Default)]
struct Calls(Arc<AtomicU32>);

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "calls"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

impl Table {
    /// An empty table with a name that nobody else has.
    pub async fn create() -> Self {
        let calls = Calls::default();
        let client = client(calls.clone());
        let mut random = [0; 8];
        getrandom::fill(&mut random).unwrap();
        let name = format!("contract-{}", hex::encode(random));
        let attribute = |name: &str| {
            AttributeDefinition::builder()
                .attribute_name(name)
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap()
        };
        client
            .create_table()
            .table_name(&name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_attribute_definitions(Some(KEYS.map(attribute).to_vec()))
            .set_key_schema(Some(key_schema("pk", "sk")))
            .global_secondary_indexes(index("by-organisation", "org_key", "org_sort"))
            .global_secondary_indexes(index("by-queue", "queue", "due"))
            .send()
            .await
            .expect("the emulator makes a table");
        Self { client, name, calls }
    }

    pub fn store(&self) -> DynamoStore {
        DynamoStore::new(self.client.clone(), &self.name)
    }

    /// Calls since the last time somebody asked.
    pub fn take_calls(&self) -> u32 {
        self.calls.0.swap(0, Ordering::Relaxed)
    }

    pub async fn delete(self) {
        self.client.delete_table().table_name(&self.name).send().await.unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "where the emulator is, is set by the harness")]
fn emulator_url() -> String {
    let url = std::env::var("EMULATOR_URL").expect(
        "EMULATOR_URL is not set: run these tests with `cargo nextest run`, which starts an emulator",
    );
    let is_local = ["http://127.0.0.1:", "http://localhost:"].iter().any(|local| url.starts_with(local));
    assert!(is_local, "EMULATOR_URL must be an address on loopback, and is {url}");
    url
}

/// A client that cannot reach anything but the emulator: plain HTTP, made-up credentials, no retries.
fn client(calls: Calls) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .endpoint_url(emulator_url())
        .region(Region::new("eu-west-2"))
        .credentials_provider(Credentials::new("test", "test", None, None, "contract"))
        .http_client(Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .interceptor(calls);
    Client::from_conf(config.build())
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
