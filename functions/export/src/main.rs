//! Wires the function: settings, clients, handler.

use std::convert::Infallible;

use aws_lambda_events::event::dynamodb::Event;
use cloud::{S3Evidence, S3ExportStore, Sdk};
use export::{Maker, Settings, handle};
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
    let maker = Maker {
        desk: desk.clone(),
        evidence: S3Evidence::new(&sdk, settings.evidence_bucket),
        shelf: S3ExportStore::new(&sdk, settings.export_bucket, settings.kms_key),
    };
    let (desk, maker) = (&desk, &maker);
    run(service_fn(move |event: LambdaEvent<Event>| async move {
        Ok::<_, Infallible>(handle(desk, maker, event.payload).await)
    }))
    .await
}
