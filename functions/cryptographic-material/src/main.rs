//! Wires the function: settings, clients, handler.

use std::sync::Arc;

use cloud::{S3Links, S3MaterialStore};
use cryptographic_material::{Backing, Safe, Settings, router};
use runtime::SystemClock;
use startup::Started;
use store::DynamoStore;

struct Aws;

impl Backing for Aws {
    type Store = DynamoStore;
    type Packs = S3MaterialStore;
    type Links = S3Links;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let Started { services, sdk, own } = startup::start_with(Settings::read).await?;
    let safe = Safe::<Aws> {
        services,
        packs: S3MaterialStore::new(&sdk, own.material_bucket.clone(), own.kms_key),
        // Signatures use the real time, whatever the services' clock shows.
        links: S3Links::new(&sdk, Arc::new(SystemClock), own.material_bucket),
    };
    lambda_http::run(router(Arc::new(safe))).await
}
