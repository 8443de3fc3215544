//! Starts every function: reads its settings, starts its logs, opens the SDK's connection, makes the services over the
//! table.
//!
//! Responsible for: joining the adapters that a start needs, once for all functions, and reading their common settings.
//! Must not: know a function's purpose, or read a setting that only some have.

mod settings;

use std::sync::Arc;

use app::{BoxError, Services};
use cloud::Sdk;
use runtime::{Environment, RandomIds, log_fault, start_logs};
use store::DynamoStore;

pub use self::settings::Settings;

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
    let settings = Settings::read(Environment::of_process(), own)?;
    start_logs(settings.log_level);
    let sdk = Sdk::new(settings.sdk)?;
    // If this fails, the first request connects.
    if let Err(fault) = sdk.open_connection().await {
        log_fault(&fault);
    }
    let store = DynamoStore::new(sdk.dynamodb(), settings.table);
    let services = Services {
        quota_factor: settings.quota_factor,
        ..Services::new(store, Arc::new(settings.clock), Arc::new(RandomIds))
    };
    Ok(Started { services, sdk, own: settings.own })
}
