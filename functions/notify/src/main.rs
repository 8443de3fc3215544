//! Wires the function: settings, clients, handler.

use ses_mailer::SesMailer;
use std::convert::Infallible;

use aws_lambda_events::event::dynamodb::Event;
use cloud::{Sdk, SesSender};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use notify::{Settings, handle};
use runtime::{Environment, desk, note_slow_start, start_logs};
use store::DynamoStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let desk = desk(DynamoStore::new(sdk.dynamodb(), settings.table), settings.clock);
    let mailer = SesMailer(SesSender::new(sdk.ses(), settings.sender, settings.configuration_set));
    let (desk, mailer) = (&desk, &mailer);
    run(service_fn(move |event: LambdaEvent<Event>| async move {
        Ok::<_, Infallible>(handle(desk, mailer, event.payload).await)
    }))
    .await
}
