//! Wires the function: settings, clients, handler.

use std::convert::Infallible;

use cloud::{S3Evidence, S3ExportStore};
use export::{Incoming, Maker, Settings, handle};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use startup::Started;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Started { services, sdk, own } = startup::start_with(Settings::read).await?;
    let maker = Maker {
        services: services.clone(),
        evidence: S3Evidence::new(&sdk, own.evidence_bucket),
        exports: S3ExportStore::new(&sdk, own.export_bucket, own.kms_key),
    };
    let (services, maker) = (&services, &maker);
    run(service_fn(move |event: LambdaEvent<Incoming>| async move {
        Ok::<_, Infallible>(handle(services, maker, event.payload).await)
    }))
    .await
}
