//! The settings that only this function has.

use runtime::Environment;

/// The settings that only this function has.
#[derive(Debug)]
pub struct Settings {
    pub material_bucket: String,
    /// The key that encrypts packs.
    pub kms_key: String,
}

impl Settings {
    /// Reads them; `environment` keeps every problem.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        Self {
            material_bucket: environment.required("MATERIAL_BUCKET"),
            kms_key: environment.required("KMS_KEY_ID"),
        }
    }
}
