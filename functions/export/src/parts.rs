//! Outgoing bytes, collected until they are a part, sent and dropped. Nothing else holds any of an export.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::{Fault, Made};
use cloud::export_store::SMALLEST_PART;
use sha2::{Digest, Sha256};

use crate::files::Upload;

/// The least bytes of a part, as few as S3 accepts. An allocator may need the room of two to fill one after another.
pub const PART: usize = SMALLEST_PART;
/// The most that is written between two looks at how much there is.
pub const MOST_AT_ONCE: usize = 1024 * 1024;
/// The room for a part. The rest is for the headers of a ZIP.
const ROOM: usize = PART + MOST_AT_ONCE + 64 * 1024;

/// A writer for code that knows nothing of parts. Clones share the bytes.
#[derive(Debug, Clone, Default)]
pub struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn held(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All of it, if that is `enough` bytes.
    fn take(&self, enough: usize) -> Option<Vec<u8>> {
        let mut held = self.held();
        (held.len() >= enough).then(|| std::mem::take(&mut *held))
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.held();
        if held.capacity() == 0 {
            // Allocated at once, because growing by doubling would hold twice as much.
            held.reserve_exact(ROOM);
        }
        held.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An export on its way out.
#[derive(Debug)]
pub struct Parts<U> {
    upload: U,
    buffer: Buffer,
    bytes: u64,
    digest: Sha256,
}

impl<U: Upload> Parts<U> {
    /// Parts that go to `upload`.
    pub fn new(upload: U) -> Self {
        Self { upload, buffer: Buffer::default(), bytes: 0, digest: Sha256::new() }
    }

    /// Where to write.
    pub fn buffer(&self) -> Buffer {
        self.buffer.clone()
    }

    /// Sends the bytes if they are enough for a part. Call it after [`MOST_AT_ONCE`] at the latest.
    pub async fn send_full(&mut self) -> Result<(), Fault> {
        self.send(PART).await
    }

    /// Sends the rest. Nothing may be written afterwards.
    pub async fn send_rest(&mut self) -> Result<(), Fault> {
        self.send(1).await
    }

    async fn send(&mut self, enough: usize) -> Result<(), Fault> {
        let Some(part) = self.buffer.take(enough) else { return Ok(()) };
        self.bytes += part.len() as u64;
        self.digest.update(&part);
        self.upload.part(part).await
    }

    /// Puts the parts together.
    pub async fn finish(self) -> Result<Made, Fault> {
        self.upload.finish().await?;
        Ok(Made { bytes: self.bytes, sha256: self.digest.finalize().into() })
    }

    /// Throws everything away.
    pub async fn abort(self) -> Result<(), Fault> {
        self.upload.abort().await
    }
}
