//! Wires the function: settings, clients, handler.

use aws_lambda_events::event::cognito::CognitoEventUserPoolsPreTokenGenV2;
use cloud::Sdk;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{Environment, log_fault, note_slow_start, start_logs};
use store::DynamoStore;
use token_claims::{Settings, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let store = DynamoStore::new(sdk.dynamodb(), settings.table);
    let store = &store;
    run(service_fn(move |event: LambdaEvent<CognitoEventUserPoolsPreTokenGenV2>| async move {
        // The user pool shows this to the person who signs in; the log has the reasons.
        handle(store, event.payload).await.inspect_err(log_fault).map_err(|_| "try again in a few seconds")
    }))
    .await
}
