//! Wires the function: settings, clients, handler.

use std::sync::Arc;

use cloud::{S3DownloadLinks, S3UploadForms, Sdk};
use evidence::{Backing, Counter, Settings, router};
use runtime::{Environment, desk, note_slow_start, start_logs};
use store::DynamoStore;

struct Aws;

impl Backing for Aws {
    type Store = DynamoStore;
    type Forms = S3UploadForms;
    type Links = S3DownloadLinks;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let counter = Counter::<Aws> {
        desk: desk(DynamoStore::new(sdk.dynamodb(), settings.table)),
        forms: S3UploadForms::new(&sdk, settings.quarantine_bucket),
        links: S3DownloadLinks::new(&sdk, settings.evidence_bucket),
    };
    lambda_http::run(router(Arc::new(counter))).await
}
