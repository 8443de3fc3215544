//! Wires the function: settings, clients, handler.

use std::sync::Arc;

use cloud::{S3MaterialLinks, S3MaterialStore, Sdk};
use cryptographic_material::{Backing, Safe, Settings, router};
use runtime::{Environment, SystemClock, desk, note_slow_start, start_logs};
use store::DynamoStore;

struct Aws;

impl Backing for Aws {
    type Store = DynamoStore;
    type Packs = S3MaterialStore;
    type Links = S3MaterialLinks;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let safe = Safe::<Aws> {
        desk: desk(DynamoStore::new(sdk.dynamodb(), settings.table), settings.clock),
        packs: S3MaterialStore::new(&sdk, settings.material_bucket.clone(), settings.kms_key),
        // Signatures go by the real time, whatever the desk's clock shows.
        links: S3MaterialLinks::new(&sdk, Arc::new(SystemClock), settings.material_bucket),
    };
    lambda_http::run(router(Arc::new(safe))).await
}
