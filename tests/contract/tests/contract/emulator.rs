//! A table of its own for each test, in the emulator, made like the one in `infra/data.yaml`; a count of the calls; and for
//! calls made as a function does, whether its role allows them.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use rights::{Asked, Judge};
use store::DynamoStore;

static JUDGE: LazyLock<Judge> = LazyLock::new(Judge::of_this_run);

tokio::task_local! {
    static FUNCTION: &'static str;
}

/// Does this as the function of this name: what it asks of the table is held against its role.
pub fn acting<W: Future>(function: &'static str, work: W) -> impl Future<Output = W::Output> {
    FUNCTION.scope(function, work)
}

/// An item, as the table has it.
pub type Item = HashMap<String, AttributeValue>;

/// A text in an item.
pub fn text(value: impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// A table, and how often it was called.
pub struct Table {
    pub client: Client,
    pub name: String,
    calls: Calls,
}

/// Counts what goes over the wire, retries included, and notes the rights that a function lacked for it.
#[derive(Debug, Clone, Default)]
struct Calls(Arc<AtomicU32>, Arc<Mutex<BTreeSet<String>>>);

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "calls"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        if let Ok(function) = FUNCTION.try_with(|function| *function) {
            let request = context.request();
            let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
            let asked = Asked {
                method: request.method().to_owned(),
                path: "/".to_owned(),
                headers: [("x-amz-target".to_owned(), target)].into(),
                body: serde_json::from_slice(request.body().bytes().unwrap_or_default())?,
                ..Asked::default()
            };
            self.1.lock().unwrap().extend(JUDGE.lacking(function, &asked));
        }
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
        emulator::create_table(&client, &name).await;
        Self { client, name, calls }
    }

    pub fn store(&self) -> DynamoStore {
        DynamoStore::new(self.client.clone(), &self.name, |_, _, _| {})
    }

    /// Calls since the last time somebody asked.
    pub fn take_calls(&self) -> u32 {
        self.calls.0.swap(0, Ordering::Relaxed)
    }

    /// The item with this key, as it is now.
    pub async fn item(&self, pk: &str, sk: &str) -> Item {
        let call = self.client.get_item().table_name(&self.name).key("pk", text(pk)).key("sk", text(sk));
        call.consistent_read(true).send().await.unwrap().item.unwrap()
    }

    /// Puts an item, whatever is there.
    pub async fn put(&self, item: Item) {
        self.client.put_item().table_name(&self.name).set_item(Some(item)).send().await.unwrap();
    }

    pub async fn delete(self) {
        let lacking = self.calls.1.lock().unwrap().clone();
        assert!(lacking.is_empty(), "a right is missing in template.yaml: {lacking:#?}");
        self.client.delete_table().table_name(&self.name).send().await.unwrap();
    }
}

/// A client that cannot reach anything but the emulator: plain HTTP, made-up credentials, no retries.
fn client(calls: Calls) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .endpoint_url(emulator::url())
        .region(Region::new("eu-west-2"))
        .credentials_provider(Credentials::new("test", "test", None, None, "contract"))
        .http_client(Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .interceptor(calls);
    Client::from_conf(config.build())
}
