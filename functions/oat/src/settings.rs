//! What this function is told by its environment.

use cloud::SdkSettings;
use runtime::{BusinessClock, ConfigFault, Environment, LogLevel};

/// The settings of this function.
#[derive(Debug)]
pub struct Settings {
    /// How much is logged.
    pub log_level: LogLevel,
    /// What time it is, for decisions.
    pub clock: BusinessClock,
    /// The table.
    pub table: String,
    /// Where AWS is.
    pub sdk: SdkSettings,
}

impl Settings {
    /// Reads them all.
    ///
    /// # Errors
    /// [`ConfigFault`] with every problem.
    pub fn read(mut environment: Environment<'_>) -> Result<Self, ConfigFault> {
        let settings = Self {
            log_level: LogLevel::read(&mut environment),
            clock: BusinessClock::read(&mut environment),
            table: environment.required("TABLE_NAME"),
            sdk: SdkSettings::read(&mut |name, needed| environment.variable(name, needed)),
        };
        environment.finish().map(|()| settings)
    }
}
