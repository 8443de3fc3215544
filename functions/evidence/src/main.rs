//! Wires the function: settings, clients, handler.

use std::sync::Arc;

use cloud::{S3Links, S3UploadForms};
use evidence::{Backing, Counter, Settings, router};
use runtime::SystemClock;
use startup::Started;
use store::DynamoStore;

struct Aws;

impl Backing for Aws {
    type Store = DynamoStore;
    type Forms = S3UploadForms;
    type Links = S3Links;
    type ExportLinks = S3Links;
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    let Started { services, sdk, own } = startup::start_with(Settings::read).await?;
    // Signatures use the real time, whatever the services' clock shows.
    let real_time = Arc::new(SystemClock);
    let counter = Counter::<Aws> {
        services,
        forms: S3UploadForms::new(&sdk, real_time.clone(), own.quarantine_bucket),
        links: S3Links::new(&sdk, real_time.clone(), own.evidence_bucket),
        export_links: S3Links::new(&sdk, real_time, own.export_bucket),
        portal: own.portal,
    };
    lambda_http::run(router(Arc::new(counter))).await
}
