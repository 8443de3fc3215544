//! Upload forms for the quarantine bucket (E1): their target, and the object they may write. `post_form` signs them.

use std::sync::Arc;

use app::{Clock, Fault, UploadForm, UploadForms};
use domain::evidence::{DeclaredType, FileOwner};
use domain::ids::EvidenceId;
use jiff::SignedDuration;

use crate::keys::upload_key;
use crate::post_form::{PostPolicy, sign};
use crate::sdk::{Sdk, SdkSettings};

/// Forms that post to S3. A form lets its holder write one object, until it expires, and nothing else.
#[derive(Clone)]
pub struct S3UploadForms {
    settings: SdkSettings,
    clock: Arc<dyn Clock>,
    bucket: String,
    url: String,
}

impl S3UploadForms {
    /// Forms for this quarantine bucket. `clock` is the real one: S3 compares signatures with its own.
    pub fn new(sdk: &Sdk, clock: Arc<dyn Clock>, bucket: String) -> Self {
        let settings = sdk.settings().clone();
        let url = match &settings.endpoint {
            Some(endpoint) => format!("{}/{bucket}", endpoint.trim_end_matches('/')),
            None => format!("https://{bucket}.s3.{}.amazonaws.com/", settings.region),
        };
        Self { settings, clock, bucket, url }
    }
}

impl UploadForms for S3UploadForms {
    async fn form(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        declared: DeclaredType,
        max_bytes: u64,
        lifetime: SignedDuration,
        return_to: Option<&str>,
    ) -> Result<UploadForm, Fault> {
        let now = self.clock.now();
        let expires_at =
            now.checked_add(lifetime).map_err(|error| Fault::lasting("sign an upload form", error))?;
        let policy = PostPolicy {
            bucket: &self.bucket,
            region: &self.settings.region,
            key: &upload_key(of, evidence),
            content_type: declared.media_type(),
            max_bytes,
            expires_at,
            return_to,
        };
        let fields = sign(&policy, &self.settings.credentials, now);
        Ok(UploadForm { url: self.url.clone(), fields, expires_at })
    }
}

#[cfg(test)]
mod tests {
    use fakes::FakeClock;

    use super::*;
    use crate::sdk::credentials;

    fn forms(endpoint: Option<&str>) -> S3UploadForms {
        let settings = SdkSettings {
            region: "eu-west-2".to_owned(),
            endpoint: endpoint.map(str::to_owned),
            credentials: credentials("id".to_owned(), "secret".to_owned(), None),
        };
        let clock = Arc::new(FakeClock::default());
        S3UploadForms::new(&Sdk::new(settings).unwrap(), clock, "quarantine".to_owned())
    }

    #[test]
    fn a_form_posts_to_the_host_of_the_bucket_in_its_region() {
        assert_eq!(forms(None).url, "https://quarantine.s3.eu-west-2.amazonaws.com/");
    }

    #[test]
    fn a_form_of_the_local_stack_has_the_bucket_in_the_path() {
        assert_eq!(forms(Some("http://127.0.0.1:4610/")).url, "http://127.0.0.1:4610/quarantine");
    }
}
