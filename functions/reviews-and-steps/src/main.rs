//! Wires the function: settings, clients, handler.

use cloud::Sdk;
use reviews_and_steps::{Settings, router};
use runtime::{Environment, desk, note_slow_start, start_logs};
use store::DynamoStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let store = DynamoStore::new(sdk.dynamodb(), settings.table);
    lambda_http::run(router(desk(store, settings.clock))).await
}
