//! Wires the function: settings, clients, handler.

use std::sync::Arc;

use administration::{Backing, Office, Settings, router};
use cloud::{CognitoIdentities, Sdk};
use runtime::{Environment, desk, note_slow_start, start_logs};
use store::DynamoStore;

struct Aws;

impl Backing for Aws {
    type Store = DynamoStore;
    type Identities = CognitoIdentities;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let office = Office::<Aws> {
        desk: desk(DynamoStore::new(sdk.dynamodb(), settings.table), settings.clock),
        identities: CognitoIdentities::new(sdk.cognito(), settings.user_pool),
    };
    lambda_http::run(router(Arc::new(office))).await
}
