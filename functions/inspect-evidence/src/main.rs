//! Wires the function: settings, clients, handler.

use cloud::{S3EvidenceStore, Sdk};
use inspect_evidence::{Incoming, Inspector, Settings, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{Environment, desk, note_slow_start, start_logs};
use store::DynamoStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let desk = desk(DynamoStore::new(sdk.dynamodb(), settings.table), settings.clock);
    let inspector = Inspector {
        quarantine: S3EvidenceStore::new(
            &sdk,
            settings.quarantine_bucket,
            settings.evidence_bucket,
            settings.kms_key,
        ),
        scanning: settings.scanning,
    };
    let (desk, inspector) = (&desk, &inspector);
    run(service_fn(move |event: LambdaEvent<Incoming>| async move {
        handle(desk, inspector, event.payload).await.map_err(|unfinished| unfinished.to_string())
    }))
    .await
}
