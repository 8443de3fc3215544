//! Wires the function: settings, clients, handler.

use cloud::Sdk;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use mail_feedback::{Event, Settings, handle};
use runtime::{Environment, desk, note_slow_start, start_logs};
use store::DynamoStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let desk = desk(DynamoStore::new(sdk.dynamodb(), settings.table), settings.clock);
    let desk = &desk;
    run(service_fn(move |event: LambdaEvent<Event>| async move {
        handle(desk, event.payload).await.map_err(|unfinished| unfinished.to_string())
    }))
    .await
}
