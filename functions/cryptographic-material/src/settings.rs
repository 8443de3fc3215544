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
    /// The bucket of cryptographic material.
    pub material_bucket: String,
    /// The key that encrypts what is kept.
    pub kms_key: String,
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
            material_bucket: environment.required("MATERIAL_BUCKET"),
            kms_key: environment.required("KMS_KEY_ID"),
            sdk: SdkSettings::read(&mut |name, needed| environment.variable(name, needed)),
        };
        environment.finish().map(|()| settings)
    }
}
