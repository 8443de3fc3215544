//! Wires the function: settings, clients, prober, handler.

// The compiler follows the futures of a whole batch, down to the SDK's, at once.
#![recursion_limit = "256"]

use std::sync::Arc;

use app::Clock;
use cloud::SecretsManagerKeyBundles;
use jiff::SignedDuration;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use oat_probe::{Settings, handle, time_left};
use prober::Prober;
use runtime::{RandomIds, SystemClock};
use serde::de::IgnoredAny;
use startup::Started;

// One thread works on requests for OAT and two on find requests. A function has no more processors than that.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Error> {
    let Started { services, sdk, own } = startup::start_with(Settings::read).await?;
    let deadline = SignedDuration::try_from(own.prober.profile.deadline())?;
    // Keys, certificates and tokens use the real time.
    let key_bundles = SecretsManagerKeyBundles::new(sdk.secrets(), Arc::new(SystemClock), own.key_bundle);
    let prober = Prober::new(own.prober, key_bundles, SystemClock, RandomIds)?;
    let (services, prober) = (&services, &prober);
    // The event's content does not matter.
    run(service_fn(move |event: LambdaEvent<IgnoredAny>| async move {
        // Lambda counts in real time.
        let time_left = time_left(event.context.deadline, SystemClock.now());
        handle(services, prober, time_left, deadline).await.map_err(|unfinished| unfinished.to_string())
    }))
    .await
}
