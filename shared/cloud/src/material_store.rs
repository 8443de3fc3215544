//! Packs of cryptographic material in their bucket, encrypted with the stack's key, each written once (S4). Must not
//! know a pack's content, which PDP has encrypted before.

use app::{Fault, MaterialStore};
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ServerSideEncryption;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::change::material::Environment;
use domain::ids::{ChangeId, PackId};
use sha2::{Digest, Sha256};

use crate::evidence_store::{SHA256, find, status};
use crate::fault::fault;
use crate::keys::material_key;
use crate::sdk::Sdk;

/// The media type of a pack: bytes that only its receiver can read.
pub(crate) const MEDIA_TYPE: &str = "application/octet-stream";

/// The bucket of cryptographic material and the key that encrypts its objects.
#[derive(Debug, Clone)]
pub struct S3MaterialStore {
    client: Client,
    bucket: String,
    kms_key: String,
}

impl S3MaterialStore {
    /// A store of this bucket. `kms_key` is the ARN of the key.
    pub fn new(sdk: &Sdk, bucket: String, kms_key: String) -> Self {
        Self { client: sdk.s3(), bucket, kms_key }
    }

    /// Whether exactly this content is under `key`.
    async fn has(&self, key: String, sha256: &str) -> Result<bool, Fault> {
        let found = find(&self.client, "look for a kept pack", &self.bucket, key, None).await?;
        let metadata = found.as_ref().and_then(|(_, head)| head.metadata());
        Ok(metadata.and_then(|metadata| metadata.get(SHA256)).is_some_and(|kept| kept == sha256))
    }
}

impl MaterialStore for S3MaterialStore {
    /// S3 compares the bytes it received with their SHA-256, and never overwrites a pack.
    async fn keep(
        &self,
        change: ChangeId,
        environment: Environment,
        pack: PackId,
        content: Vec<u8>,
    ) -> Result<(), Fault> {
        let key = material_key(change, environment, pack);
        let digest = Sha256::digest(&content);
        let sha256 = hex::encode(digest);
        let written = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(&key)
            .if_none_match("*")
            .checksum_sha256(STANDARD.encode(digest))
            .metadata(SHA256, &sha256)
            .content_type(MEDIA_TYPE)
            .server_side_encryption(ServerSideEncryption::AwsKms)
            .ssekms_key_id(&self.kms_key)
            .bucket_key_enabled(true)
            .body(ByteStream::from(content))
            .send()
            .await;
        match written {
            Ok(_) => Ok(()),
            // Our own first attempt, unheard.
            Err(error) if status(&error) == Some(412) && self.has(key, &sha256).await? => Ok(()),
            Err(error) => Err(fault("keep a pack of cryptographic material", error)),
        }
    }
}
