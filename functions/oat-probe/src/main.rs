//! Wires the function: settings, clients, prober, handler.

// The compiler follows the futures of a whole pass, down to those of the SDK, at once.
#![recursion_limit = "256"]

use std::sync::Arc;

use app::Clock;
use cloud::{Sdk, SecretsManagerPacks};
use jiff::SignedDuration;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use mimalloc::MiMalloc;
use oat_probe::{Settings, handle, time_left};
use prober::Prober;
use runtime::{Environment, RandomIds, SystemClock, desk, note_slow_start, start_logs};
use serde::de::IgnoredAny;
use store::DynamoStore;

// Find requests allocate on every thread; the C library's allocator took an eighth of a pass.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

// Requests for OAT are worked on by one thread, find requests by two: as many processors as a function has, if at all.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Error> {
    let settings = Settings::read(Environment::of_process())?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    note_slow_start(sdk.open_connection().await);
    let desk = desk(DynamoStore::new(sdk.dynamodb(), settings.table), settings.clock);
    let deadline = SignedDuration::try_from(settings.prober.profile.deadline())?;
    // Keys, certificates and tokens go by the real time.
    let packs = SecretsManagerPacks::new(sdk.secrets(), Arc::new(SystemClock), settings.pack);
    let prober = Prober::new(settings.prober, packs, SystemClock, RandomIds)?;
    let (desk, prober) = (&desk, &prober);
    // Whatever the event says, it is time.
    run(service_fn(move |event: LambdaEvent<IgnoredAny>| async move {
        // Lambda counts in real time.
        let time_left = time_left(event.context.deadline, SystemClock.now());
        handle(desk, prober, time_left, deadline).await.map_err(|unfinished| unfinished.to_string())
    }))
    .await
}
