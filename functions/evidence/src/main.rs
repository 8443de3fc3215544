//! Wires the function: settings, clients, handler.

use std::sync::Arc;

use cloud::{S3DownloadLinks, S3ExportLinks, S3UploadForms, Sdk};
use evidence::{Backing, Counter, Settings, router};
use runtime::{Environment, SystemClock, desk, note_slow_start, start_logs};
use store::DynamoStore;

struct Aws;

impl Backing for Aws {
    type Store = DynamoStore;
    type Forms = S3UploadForms;
    type Links = S3DownloadLinks;
    type ExportLinks = S3ExportLinks;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    // Signatures go by the real time, whatever the desk's clock shows.
    let real_time = Arc::new(SystemClock);
    let counter = Counter::<Aws> {
        desk: desk(DynamoStore::new(sdk.dynamodb(), settings.table), settings.clock),
        forms: S3UploadForms::new(&sdk, real_time.clone(), settings.quarantine_bucket),
        links: S3DownloadLinks::new(&sdk, real_time.clone(), settings.evidence_bucket),
        export_links: S3ExportLinks::new(&sdk, real_time, settings.export_bucket),
    };
    lambda_http::run(router(Arc::new(counter))).await
}
