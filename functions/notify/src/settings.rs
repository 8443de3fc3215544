//! The settings that only this function has.

use runtime::Environment;

/// The settings that only this function has.
#[derive(Debug)]
pub struct Settings {
    pub sender: String,
    /// The configuration set that reports deliveries and bounces.
    pub configuration_set: String,
    /// The origin of the portal, without a path: `https://portal.example.org`.
    pub portal: String,
    /// How many emails all senders together may send in a second.
    pub emails_per_second: u32,
}

impl Settings {
    /// Reads them; `environment` keeps every problem.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        Self {
            sender: environment.required("MAIL_SENDER"),
            configuration_set: environment.required("MAIL_CONFIGURATION_SET"),
            portal: environment.required("PORTAL_URL").trim_end_matches('/').to_owned(),
            emails_per_second: environment.count("EMAILS_PER_SECOND"),
        }
    }
}
