//! The settings that only this function has.

use runtime::Environment;

/// The settings that only this function has.
#[derive(Debug)]
pub struct Settings {
    /// The bucket of accepted files.
    pub evidence_bucket: String,
    pub export_bucket: String,
    /// The key that encrypts exports.
    pub kms_key: String,
}

impl Settings {
    /// Reads them; `environment` keeps every problem.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        Self {
            evidence_bucket: environment.required("EVIDENCE_BUCKET"),
            export_bucket: environment.required("EXPORT_BUCKET"),
            kms_key: environment.required("KMS_KEY_ID"),
        }
    }
}
