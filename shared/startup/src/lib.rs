//! Starts every function: reads its settings, starts its logs, opens the SDK's connection, makes the services over the
//! table.
//!
//! Responsible for: joining the adapters that a start needs, once for all functions, and reading their common settings.
//! Must not: know a function's purpose, or read a setting that only some have.

mod settings;

use std::sync::Arc;

use app::{BoxError, Services};
use cloud::Sdk;
use mimalloc::MiMalloc;
use runtime::{BusinessClock, Environment, RandomIds, log_fault, log_unreadable, start_logs};
use store::DynamoStore;

pub use self::settings::{Settings, TableSettings};

/// Of every function: a request allocates thousands of small pieces, and this takes half the time of the C library's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// A function that has started.
pub struct Started<T = ()> {
    /// Its services: the table, the clock of decisions, random ids.
    pub services: Services<DynamoStore>,
    /// Clients of the other services it calls.
    pub sdk: Sdk,
    /// The settings that it alone has.
    pub own: T,
}

/// Starts a function without further settings.
pub async fn start() -> Result<Started, BoxError> {
    start_with(|_| ()).await
}

/// Starts a function whose own settings `own` reads.
///
/// # Errors
/// [`runtime::ConfigFault`] with every problem of the settings, [`cloud::SdkFault`].
pub async fn start_with<T>(own: impl FnOnce(&mut Environment<'_>) -> T) -> Result<Started<T>, BoxError> {
    let settings = Settings::read(of_this_program(), |environment| {
        (TableSettings::read(environment), own(environment))
    })?;
    let WithoutTable { clock, sdk, own: (table, own) } = begin(settings).await?;
    let store = DynamoStore::new(sdk.dynamodb(), table.name, log_unreadable);
    let services = Services {
        quota_factor: table.quota_factor,
        ..Services::new(store, Arc::new(clock), Arc::new(RandomIds))
    };
    Ok(Started { services, sdk, own })
}

/// A function that has started and does not know the table (W7).
pub struct WithoutTable<T> {
    /// The clock of decisions.
    pub clock: BusinessClock,
    /// Clients of the services it calls.
    pub sdk: Sdk,
    /// The settings that it alone has.
    pub own: T,
}

/// Starts a function that does not know the table.
///
/// # Errors
/// [`runtime::ConfigFault`] with every problem of the settings, [`cloud::SdkFault`].
pub async fn start_without_table<T>(
    own: impl FnOnce(&mut Environment<'_>) -> T,
) -> Result<WithoutTable<T>, BoxError> {
    begin(Settings::read(of_this_program(), own)?).await
}

/// The environment of this process, which refuses a debug build on AWS.
fn of_this_program() -> Environment<'static> {
    let mut environment = Environment::of_process();
    // Not compiled into a released program, by which packages are told apart (infra/release.py).
    if cfg!(debug_assertions) {
        environment.debug_build();
    }
    environment
}

async fn begin<T>(settings: Settings<T>) -> Result<WithoutTable<T>, BoxError> {
    start_logs(settings.log_level, &settings.version);
    let sdk = Sdk::new(settings.sdk)?;
    // If this fails, the first request connects.
    if let Err(fault) = sdk.open_connection().await {
        log_fault(&fault);
    }
    Ok(WithoutTable { clock: settings.clock, sdk, own: settings.own })
}
