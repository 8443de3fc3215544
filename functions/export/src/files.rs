//! The function's ports to the object store: kept evidence to read, and a place to write exports to.

use std::future::Future;

use app::Fault;
use cloud::{ExportUpload, S3Evidence, S3ExportStore, StoredObject};
use domain::evidence::{FileOwner, KeptVersion};
use domain::ids::{EvidenceId, ExportId};

/// A kept evidence file, as one version that does not change.
pub trait KeptFile: Send + Sync {
    /// Its size in bytes.
    fn bytes(&self) -> u64;

    /// The version.
    fn version(&self) -> &KeptVersion;

    /// Up to `length` bytes from `offset`: all of them, unless the file ends before.
    fn read(&self, offset: u64, length: usize) -> impl Future<Output = Result<Vec<u8>, Fault>> + Send;
}

/// The kept evidence files.
pub trait EvidenceFiles: Send + Sync {
    /// One of them.
    type File: KeptFile;

    /// The file in this version, or as it is now; none when it is not there.
    fn open(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        version: Option<&KeptVersion>,
    ) -> impl Future<Output = Result<Option<Self::File>, Fault>> + Send;
}

/// An export being written. Nobody sees it before it is finished.
pub trait Upload: Send {
    /// Writes the next bytes: 5 MiB or more, fewer only in the last part.
    fn part(&mut self, bytes: Vec<u8>) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Puts the parts together.
    fn finish(self) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Throws the parts away.
    fn abort(self) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Where exports are kept to be fetched.
pub trait ExportStore: Send + Sync {
    /// Something that is being written to it.
    type Upload: Upload;

    /// Begins to write what the try `build` makes.
    fn begin(
        &self,
        export: ExportId,
        build: u32,
        media_type: &str,
    ) -> impl Future<Output = Result<Self::Upload, Fault>> + Send;
}

impl KeptFile for StoredObject {
    fn bytes(&self) -> u64 {
        self.len()
    }

    fn version(&self) -> &KeptVersion {
        Self::version(self)
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, Fault> {
        Self::read(self, offset, length).await
    }
}

impl EvidenceFiles for S3Evidence {
    type File = StoredObject;

    async fn open(
        &self,
        of: FileOwner,
        evidence: EvidenceId,
        version: Option<&KeptVersion>,
    ) -> Result<Option<StoredObject>, Fault> {
        Self::open(self, of, evidence, version).await
    }
}

impl Upload for ExportUpload {
    async fn part(&mut self, bytes: Vec<u8>) -> Result<(), Fault> {
        Self::part(self, bytes).await
    }

    async fn finish(self) -> Result<(), Fault> {
        Self::finish(self).await
    }

    async fn abort(self) -> Result<(), Fault> {
        Self::abort(self).await
    }
}

impl ExportStore for S3ExportStore {
    type Upload = ExportUpload;

    async fn begin(&self, export: ExportId, build: u32, media_type: &str) -> Result<ExportUpload, Fault> {
        Self::begin(self, export, build, media_type).await
    }
}
