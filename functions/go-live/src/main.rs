//! Wires the function: settings, clients, handler.

use app::{Clock, Rounds};
use cloud::{Sdk, SesSender};
use go_live::{Settings, handle, time_left};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{Environment, SystemClock, desk, note_slow_start, start_logs};
use serde::de::IgnoredAny;
use ses_mailer::SesMailer;
use store::DynamoStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let desk = desk(DynamoStore::new(sdk.dynamodb(), settings.table), settings.clock);
    let mailer = SesMailer(SesSender::new(sdk.ses(), settings.sender, settings.configuration_set));
    let rounds = Rounds::default();
    let (desk, mailer, rounds) = (&desk, &mailer, &rounds);
    // Whatever the event says, it is time.
    run(service_fn(move |event: LambdaEvent<IgnoredAny>| async move {
        // Lambda counts in real time.
        let time_left = time_left(event.context.deadline, SystemClock.now());
        handle(desk, mailer, rounds, time_left).await.map_err(|unfinished| unfinished.to_string())
    }))
    .await
}
