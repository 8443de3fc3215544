//! Evidence files on their way from the quarantine bucket to the evidence bucket (E2, E4): finds an upload, reads exactly
//! that version in ranges, and keeps a copy of it once, for good. Must not judge a file or hold a whole one.

use app::{BoxError, Fault};
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::head_object::{HeadObjectError, HeadObjectOutput};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{MetadataDirective, ServerSideEncryption, TaggingDirective};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use domain::evidence::{FileFormat, FileOwner, KeptVersion};
use domain::ids::EvidenceId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::fault::fault;
use crate::keys::{evidence_key, upload_key};
use crate::sdk::Sdk;

/// The metadata of a kept file that holds its SHA-256, lower-case hexadecimal.
pub(crate) const SHA256: &str = "sha256";

/// Nothing else than a version is copied, read or signed.
const NOT_VERSIONED: &str = "the bucket is not versioned, or gave no etag or length";

/// The metadata of an upload that counts its repeated malware scans.
const SCANS: &str = "scans";

/// The two buckets and the key that encrypts kept files.
#[derive(Debug, Clone)]
pub struct S3EvidenceStore {
    client: Client,
    quarantine: String,
    evidence: String,
    kms_key: String,
}

/// One version of one object, in either bucket. A later upload under the same key does not change it.
#[derive(Debug, Clone)]
pub struct StoredObject {
    client: Client,
    bucket: String,
    key: String,
    version: KeptVersion,
    etag: String,
    size: u64,
    scans: u32,
}

/// The result of keeping a file.
#[derive(Debug)]
pub enum Release {
    /// The evidence bucket has exactly this file, from now or from before: this version of it.
    Kept(KeptVersion),
    /// An earlier upload of the same form was kept already, and kept files never change. That one counts: inspect it
    /// and settle with its verdict.
    AnotherKept(StoredObject),
}

impl S3EvidenceStore {
    /// A store of these buckets. `kms_key` is the ARN of the key.
    pub fn new(sdk: &Sdk, quarantine: String, evidence: String, kms_key: String) -> Self {
        Self { client: sdk.s3(), quarantine, evidence, kms_key }
    }

    /// The upload as it is now; none when there is none (any more). Needs `s3:ListBucket`: without it S3 does not say that
    /// an object is absent, and this fails.
    pub async fn open(
        &self,
        of: impl Into<FileOwner>,
        evidence: EvidenceId,
    ) -> Result<Option<StoredObject>, Fault> {
        let key = upload_key(of, evidence);
        let found = find(&self.client, "find the upload", &self.quarantine, key, None).await?;
        Ok(found.map(|(object, _)| object))
    }

    /// Starts another malware scan of an upload. A copy onto itself is a new version, which the scan and the inspection
    /// treat as a new upload. Scanning on demand would need a client and rights for another service.
    pub async fn scan_again(&self, upload: &StoredObject) -> Result<(), Fault> {
        let copied = self
            .client
            .copy_object()
            .copy_source(upload.copy_source())
            .copy_source_if_match(&upload.etag)
            .bucket(&upload.bucket)
            .key(&upload.key)
            .metadata_directive(MetadataDirective::Replace)
            .metadata(SCANS, upload.scans.saturating_add(1).to_string())
            .tagging_directive(TaggingDirective::Replace)
            .send()
            .await;
        copied.map(drop).map_err(|error| fault("have the upload scanned again", error))
    }

    /// Copies `upload` to where accepted files are kept, unless it is there. Safe to repeat and to race: the first file kept
    /// under a name stays.
    ///
    /// # Errors
    /// [`Fault`] of the object store. Nothing was kept, or it can be found out by trying again.
    pub async fn release(
        &self,
        upload: &StoredObject,
        of: impl Into<FileOwner>,
        evidence: EvidenceId,
        format: FileFormat,
        sha256: &[u8; 32],
    ) -> Result<Release, Fault> {
        const ACTION: &str = "keep the accepted file";
        let key = evidence_key(of, evidence);
        let sha256 = hex::encode(sha256);
        if let Some(kept) = self.kept(&key, &sha256).await? {
            return Ok(kept);
        }
        let copied = self
            .client
            .copy_object()
            .copy_source(upload.copy_source())
            .copy_source_if_match(&upload.etag)
            .bucket(&self.evidence)
            .key(&key)
            // Two inspections may have found nothing kept at the same moment.
            .if_none_match("*")
            .metadata_directive(MetadataDirective::Replace)
            .metadata(SHA256, &sha256)
            .content_type(format.media_type())
            // Uploads have no tags; saying so spares the right to read them.
            .tagging_directive(TaggingDirective::Replace)
            .server_side_encryption(ServerSideEncryption::AwsKms)
            .ssekms_key_id(&self.kms_key)
            .bucket_key_enabled(true)
            .send()
            .await;
        match copied {
            Ok(copy) => {
                let version = copy.version_id.ok_or_else(|| Fault::lasting(ACTION, NOT_VERSIONED))?;
                Ok(Release::Kept(KeptVersion::restore(version)))
            }
            // Somebody else was first, or our own first attempt was and its answer was lost, or the upload has changed.
            Err(error) if status(&error) == Some(412) => {
                self.kept(&key, &sha256).await?.ok_or_else(|| fault(ACTION, error))
            }
            Err(error) => Err(fault(ACTION, error)),
        }
    }

    async fn kept(&self, key: &str, sha256: &str) -> Result<Option<Release>, Fault> {
        let found = find(&self.client, "look for a kept file", &self.evidence, key.to_owned(), None).await?;
        Ok(found.map(|(object, head)| {
            let same =
                head.metadata().and_then(|metadata| metadata.get(SHA256)).is_some_and(|kept| kept == sha256);
            if same { Release::Kept(object.version) } else { Release::AnotherKept(object) }
        }))
    }
}

/// The object of this key, in this version or as it is now; none when there is none.
pub(crate) async fn find(
    client: &Client,
    action: &'static str,
    bucket: &str,
    key: String,
    version: Option<&KeptVersion>,
) -> Result<Option<(StoredObject, HeadObjectOutput)>, Fault> {
    let head = client.head_object().bucket(bucket).key(&key);
    let head = match head.set_version_id(version.map(|version| version.as_str().to_owned())).send().await {
        Ok(head) => head,
        Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => {
            return Ok(None);
        }
        Err(error) => return Err(fault(action, error)),
    };
    let size = head.content_length().and_then(|length| u64::try_from(length).ok());
    let (Some(version), Some(etag), Some(size)) = (head.version_id(), head.e_tag(), size) else {
        return Err(Fault::lasting(action, NOT_VERSIONED));
    };
    let scans = head.metadata().and_then(|metadata| metadata.get(SCANS)).and_then(|scans| scans.parse().ok());
    let object = StoredObject {
        scans: scans.unwrap_or_default(),
        client: client.clone(),
        bucket: bucket.to_owned(),
        key,
        version: KeptVersion::restore(version.to_owned()),
        etag: etag.to_owned(),
        size,
    };
    Ok(Some((object, head)))
}

impl StoredObject {
    /// The name of this version.
    pub const fn version(&self) -> &KeptVersion {
        &self.version
    }

    /// The number of its repeated malware scans.
    pub fn scans(&self) -> u32 {
        self.scans
    }

    fn copy_source(&self) -> String {
        let version = utf8_percent_encode(self.version.as_str(), NON_ALPHANUMERIC);
        format!("{}/{}?versionId={version}", self.bucket, self.key)
    }

    /// Its size in bytes.
    pub fn len(&self) -> u64 {
        self.size
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Up to `length` bytes from `offset`: all of them, unless the object ends before.
    ///
    /// # Errors
    /// [`Fault`] of the object store; also when this version is gone.
    pub async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        const ACTION: &str = "read an evidence file";
        let end = offset.saturating_add(u64::try_from(length).unwrap_or(u64::MAX)).min(self.size);
        if offset >= end {
            return Ok(Vec::new());
        }
        let mut answer = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(&self.key)
            .version_id(self.version.as_str())
            .if_match(&self.etag)
            .range(format!("bytes={offset}-{}", end - 1))
            .send()
            .await
            .map_err(|error| fault(ACTION, error))?;
        // A server may answer a range with everything (RFC 9110 section 14.2; the emulator does for a version).
        let before = if answer.content_range().is_some() { 0 } else { offset };
        let read = slice(&mut answer.body, before, end - offset).await;
        read.map_err(|error| Fault::retryable(ACTION, error))
    }
}

/// The `length` bytes after the first `before`; holds no more than those.
async fn slice(body: &mut ByteStream, mut before: u64, length: u64) -> Result<Vec<u8>, BoxError> {
    let length = usize::try_from(length)?;
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        let Some(chunk) = body.try_next().await? else { break };
        let skipped = chunk.len().min(usize::try_from(before).unwrap_or(usize::MAX));
        before -= skipped as u64;
        let rest = chunk.get(skipped..).unwrap_or_default();
        bytes.extend_from_slice(rest.get(..length - bytes.len()).unwrap_or(rest));
    }
    Ok(bytes)
}

pub(crate) fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}
