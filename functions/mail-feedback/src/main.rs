//! Wires the function: settings, clients, handler.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use mail_feedback::{Event, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let started = startup::start().await?;
    let services = &started.services;
    run(service_fn(move |event: LambdaEvent<Event>| async move {
        handle(services, event.payload).await.map_err(|unfinished| unfinished.to_string())
    }))
    .await
}
