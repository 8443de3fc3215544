//! Wires the function: settings, clients, handler.

use std::sync::Arc;

use administration::{Backing, Office, Settings, router};
use cloud::{CognitoIdentities, SesSuppressions};
use startup::Started;
use store::DynamoStore;

struct Aws;

impl Backing for Aws {
    type Store = DynamoStore;
    type Identities = CognitoIdentities;
    type Suppressions = SesSuppressions;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let Started { services, sdk, own } = startup::start_with(Settings::read).await?;
    let identities = CognitoIdentities::new(sdk.cognito(), own.user_pool);
    let suppressions = SesSuppressions::new(sdk.ses());
    lambda_http::run(router(Arc::new(Office::<Aws> { services, identities, suppressions }))).await
}
