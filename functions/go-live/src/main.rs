//! Wires the function: settings, clients, handler.

use std::sync::Arc;

use app::{Clock, Pace, Paced, ReminderThrottle};
use cloud::SesSender;
use go_live::{Settings, handle, time_left};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::SystemClock;
use serde::de::IgnoredAny;
use ses_mailer::SesMailer;
use startup::Started;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let Started { services, sdk, own } = startup::start_with(Settings::read).await?;
    let sender = SesSender::new(sdk.ses(), own.sender, own.configuration_set);
    let mailer = SesMailer { sender, portal: own.portal };
    // Real time: the mail service counts in it.
    let mailer = Paced::new(mailer, Arc::new(SystemClock), Pace::of_due_work(own.emails_per_second));
    let throttle = ReminderThrottle::default();
    let (services, mailer, throttle) = (&services, &mailer, &throttle);
    // The event's content does not matter.
    run(service_fn(move |event: LambdaEvent<IgnoredAny>| async move {
        // Lambda counts in real time.
        let time_left = time_left(event.context.deadline, SystemClock.now());
        handle(services, mailer, throttle, time_left).await.map_err(|unfinished| unfinished.to_string())
    }))
    .await
}
