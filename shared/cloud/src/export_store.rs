//! Writes exports to their bucket, in parts, so that nothing holds a whole one (A1, G5). Nobody can see an unfinished
//! export, and the bucket deletes it. Must not know the content of an export.

use app::Fault;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart, ServerSideEncryption};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::ExportId;
use sha2::{Digest, Sha256};

use crate::fault::fault;
use crate::keys::export_key;
use crate::sdk::Sdk;

/// The smallest part that S3 accepts, except the last.
pub const SMALLEST_PART: usize = 5 * 1024 * 1024;

/// The export bucket and the key that encrypts its objects.
#[derive(Debug, Clone)]
pub struct S3ExportStore {
    client: Client,
    bucket: String,
    kms_key: String,
}

/// An export that is being written.
#[derive(Debug)]
pub struct ExportUpload {
    client: Client,
    bucket: String,
    key: String,
    upload: String,
    parts: Vec<CompletedPart>,
}

impl S3ExportStore {
    /// A store of this bucket. `kms_key` is the ARN of the key.
    pub fn new(sdk: &Sdk, bucket: String, kms_key: String) -> Self {
        Self { client: sdk.s3(), bucket, kms_key }
    }

    /// Begins to write the result of the try `build` at an export.
    pub async fn begin(&self, export: ExportId, build: u32, media_type: &str) -> Result<ExportUpload, Fault> {
        const ACTION: &str = "begin to write an export";
        let key = export_key(export, build);
        let begun = self
            .client
            .create_multipart_upload()
            .bucket(&self.bucket)
            .key(&key)
            .content_type(media_type)
            .checksum_algorithm(ChecksumAlgorithm::Sha256)
            .server_side_encryption(ServerSideEncryption::AwsKms)
            .ssekms_key_id(&self.kms_key)
            .bucket_key_enabled(true)
            .send()
            .await
            .map_err(|error| fault(ACTION, error))?;
        let upload = begun.upload_id.ok_or_else(|| Fault::lasting(ACTION, "the answer has no upload id"))?;
        let (client, bucket) = (self.client.clone(), self.bucket.clone());
        Ok(ExportUpload { client, bucket, key, upload, parts: Vec::new() })
    }
}

impl ExportUpload {
    /// Writes the next bytes: [`SMALLEST_PART`] or more, fewer only in the last part. The SDK retries a part after a
    /// temporary failure, and S3 compares each part with its SHA-256.
    pub async fn part(&mut self, bytes: Vec<u8>) -> Result<(), Fault> {
        const ACTION: &str = "write a part of an export";
        let number = i32::try_from(self.parts.len() + 1).map_err(|error| Fault::lasting(ACTION, error))?;
        let sha256 = STANDARD.encode(Sha256::digest(&bytes));
        let written = self
            .client
            .upload_part()
            .bucket(&self.bucket)
            .key(&self.key)
            .upload_id(&self.upload)
            .part_number(number)
            .checksum_sha256(&sha256)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(|error| fault(ACTION, error))?;
        let part = CompletedPart::builder()
            .part_number(number)
            .checksum_sha256(sha256)
            .set_e_tag(written.e_tag)
            .build();
        self.parts.push(part);
        Ok(())
    }

    /// Puts the parts together. From now on the whole export is there.
    ///
    /// # Errors
    /// [`Fault`] of the object store. It may be there all the same, under a name that no other try has.
    pub async fn finish(self) -> Result<(), Fault> {
        let parts = CompletedMultipartUpload::builder().set_parts(Some(self.parts)).build();
        self.client
            .complete_multipart_upload()
            .bucket(&self.bucket)
            .key(&self.key)
            .upload_id(&self.upload)
            .multipart_upload(parts)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| fault("finish an export", error))
    }

    /// Deletes the parts. Otherwise the bucket does so after a day.
    pub async fn abort(self) -> Result<(), Fault> {
        self.client
            .abort_multipart_upload()
            .bucket(&self.bucket)
            .key(&self.key)
            .upload_id(&self.upload)
            .send()
            .await
            .map(|_| ())
            .map_err(|error| fault("throw away an unfinished export", error))
    }
}
