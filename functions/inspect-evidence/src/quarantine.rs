//! The inspector's port to the object store, where uploads wait and accepted files go.

use std::future::Future;

use app::Fault;
use cloud::{Release, S3EvidenceStore, StoredObject};
use domain::evidence::{FileFormat, FileOwner, KeptVersion};
use domain::ids::EvidenceId;
use filecheck::Source;

/// An upload, as one version that does not change.
pub trait Upload: Source<Error = Fault> + Sync {
    /// The version's name.
    fn version(&self) -> &str;

    /// The number of its repeated malware scans.
    fn scans(&self) -> u32;
}

/// The result of keeping a file.
#[derive(Debug)]
pub enum Kept<U> {
    /// Exactly this file is kept: this version of it.
    This(KeptVersion),
    /// Another upload of the same form was kept before. Kept files never change, so that one counts.
    Another(U),
}

/// The quarantine and the place of accepted files.
pub trait Quarantine: Send + Sync {
    /// An upload in it.
    type Upload: Upload;

    /// The upload as it is now; none when there is none.
    fn open(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
    ) -> impl Future<Output = Result<Option<Self::Upload>, Fault>> + Send;

    /// Starts another malware scan of the upload, as a new version. Safe to repeat.
    fn scan_again(&self, upload: &Self::Upload) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Keeps the upload for good. Safe to repeat.
    fn keep(
        &self,
        upload: &Self::Upload,
        of: FileOwner,
        evidence: EvidenceId,
        format: FileFormat,
        sha256: &[u8; 32],
    ) -> impl Future<Output = Result<Kept<Self::Upload>, Fault>> + Send;
}

/// An object of the store, read by the inspection.
#[derive(Debug)]
pub struct StoredUpload(StoredObject);

impl Source for StoredUpload {
    type Error = Fault;

    fn len(&self) -> u64 {
        self.0.len()
    }

    async fn read(&mut self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        self.0.read(offset, length).await
    }
}

impl Upload for StoredUpload {
    fn version(&self) -> &str {
        self.0.version().as_str()
    }

    fn scans(&self) -> u32 {
        self.0.scans()
    }
}

impl Quarantine for S3EvidenceStore {
    type Upload = StoredUpload;

    async fn open(&self, of: FileOwner, evidence: EvidenceId) -> Result<Option<StoredUpload>, Fault> {
        Ok(Self::open(self, of, evidence).await?.map(StoredUpload))
    }

    async fn scan_again(&self, upload: &StoredUpload) -> Result<(), Fault> {
        Self::scan_again(self, &upload.0).await
    }

    async fn keep(
        &self,
        upload: &StoredUpload,
        of: FileOwner,
        evidence: EvidenceId,
        format: FileFormat,
        sha256: &[u8; 32],
    ) -> Result<Kept<StoredUpload>, Fault> {
        Ok(match self.release(&upload.0, of, evidence, format, sha256).await? {
            Release::Kept(version) => Kept::This(version),
            Release::AnotherKept(object) => Kept::Another(StoredUpload(object)),
        })
    }
}
