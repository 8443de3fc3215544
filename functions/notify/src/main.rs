//! Wires the function: settings, clients, handler.

use std::convert::Infallible;
use std::sync::Arc;

use app::{Pace, Paced};
use aws_lambda_events::event::dynamodb::Event;
use cloud::SesSender;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use notify::{Settings, handle};
use runtime::SystemClock;
use ses_mailer::SesMailer;
use startup::Started;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Started { services, sdk, own } = startup::start_with(Settings::read).await?;
    let sender = SesSender::new(sdk.ses(), own.sender, own.configuration_set);
    let mailer = SesMailer { sender, portal: own.portal };
    // Real time: the mail service counts in it.
    let mailer = Paced::new(mailer, Arc::new(SystemClock), Pace::of_stream(own.emails_per_second));
    let (services, mailer) = (&services, &mailer);
    run(service_fn(move |event: LambdaEvent<Event>| async move {
        Ok::<_, Infallible>(handle(services, mailer, event.payload).await)
    }))
    .await
}
