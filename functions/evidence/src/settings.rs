//! The settings that only this function has.

use runtime::Environment;

/// The settings that only this function has.
#[derive(Debug)]
pub struct Settings {
    /// The bucket that files are uploaded to.
    pub quarantine_bucket: String,
    /// The bucket of accepted files.
    pub evidence_bucket: String,
    pub export_bucket: String,
    /// The origin of the portal, without a path.
    pub portal: String,
}

impl Settings {
    /// Reads them; `environment` keeps every problem.
    pub fn read(environment: &mut Environment<'_>) -> Self {
        Self {
            quarantine_bucket: environment.required("QUARANTINE_BUCKET"),
            evidence_bucket: environment.required("EVIDENCE_BUCKET"),
            export_bucket: environment.required("EXPORT_BUCKET"),
            portal: environment.required("PORTAL_URL").trim_end_matches('/').to_owned(),
        }
    }
}
