//! Wires the function: settings, clients, handler.

use cloud::S3EvidenceStore;
use inspect_evidence::{Incoming, Inspector, Settings, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use startup::Started;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Started { services, sdk, own } = startup::start_with(Settings::read).await?;
    let inspector = Inspector {
        quarantine: S3EvidenceStore::new(&sdk, own.quarantine_bucket, own.evidence_bucket, own.kms_key),
        scanning: own.scanning,
    };
    let (services, inspector) = (&services, &inspector);
    run(service_fn(move |event: LambdaEvent<Incoming>| async move {
        handle(services, inspector, event.payload).await.map_err(|unfinished| unfinished.to_string())
    }))
    .await
}
