//! The settings that only this function has.

use runtime::Environment;

/// The settings that only this function has.
#[derive(Debug)]
pub struct Settings {
    pub user_pool: String,
}

impl Settings {
    /// Reads them; `environment` keeps every problem.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        Self { user_pool: environment.required("USER_POOL_ID") }
    }
}
