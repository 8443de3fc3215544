//! Reads kept evidence files, and does nothing else (E4): the version that was accepted, or the one of now.

use app::Fault;
use aws_sdk_s3::Client;
use domain::evidence::{FileOwner, KeptVersion};
use domain::ids::EvidenceId;

use crate::evidence_store::{StoredObject, find};
use crate::keys::evidence_key;
use crate::sdk::Sdk;

/// The evidence bucket, for readers.
#[derive(Debug, Clone)]
pub struct S3Evidence {
    client: Client,
    bucket: String,
}

impl S3Evidence {
    /// The files of this evidence bucket.
    pub fn new(sdk: &Sdk, bucket: String) -> Self {
        Self { client: sdk.s3(), bucket }
    }

    /// The kept file in this version, or as it is now; none when there is none. Needs `s3:ListBucket`: without it S3 does not say that an object is absent,
    /// and this fails.
    pub async fn open(
        &self,
        of: impl Into<FileOwner>,
        evidence: EvidenceId,
        version: Option<&KeptVersion>,
    ) -> Result<Option<StoredObject>, Fault> {
        let key = evidence_key(of, evidence);
        let found = find(&self.client, "find an evidence file", &self.bucket, key, version).await?;
        Ok(found.map(|(object, _)| object))
    }
}
