//! The moving window over the source. It loads ranges, digests them, and gives formats a cursor with lookahead. It
//! crosses every byte exactly once, under the rules for second formats that apply there. Must not know any format.

use sha2::{Digest, Sha256};

use crate::fault::{Fault, Part};
use crate::foreign::{self, Rules};
use crate::source::Source;

/// How many bytes one read asks for.
const READ: usize = 1 << 20;

/// How many bytes a decision may look at, counted from its own byte.
pub(crate) const LOOKAHEAD: usize = 64;

/// Why the pass stops.
pub(crate) enum Stop<E> {
    /// The source failed.
    Source(E),
    /// The file is refused.
    Fault(Fault),
}

impl<E> From<Fault> for Stop<E> {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// The bytes ahead of the cursor.
pub(crate) struct View<'w> {
    /// Everything loaded.
    pub(crate) bytes: &'w [u8],
    /// How many of them may be decided about and crossed now: each has [`LOOKAHEAD`] bytes after it, or all there are.
    /// None only at the end of the file.
    pub(crate) free: usize,
}

/// A cursor over the source.
pub(crate) struct Window<'s, S: Source> {
    source: &'s mut S,
    length: u64,
    loaded: u64,
    buffer: Vec<u8>,
    start: usize,
    digest: Sha256,
}

impl<'s, S: Source> Window<'s, S> {
    pub(crate) fn new(source: &'s mut S) -> Self {
        let length = source.len();
        // Never grows: a load happens when no more than the lookahead is left.
        let room = usize::try_from(length).unwrap_or(usize::MAX).min(READ + LOOKAHEAD);
        Self { source, length, loaded: 0, buffer: Vec::with_capacity(room), start: 0, digest: Sha256::new() }
    }

    fn visible(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// The offset of the cursor.
    pub(crate) fn position(&self) -> u64 {
        self.loaded.saturating_sub(self.visible().len() as u64)
    }

    /// How many bytes are ahead of the cursor.
    pub(crate) fn remaining(&self) -> u64 {
        self.length.saturating_sub(self.position())
    }

    /// The size of the file.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The bytes ahead: at least `wanted`, or all there are.
    pub(crate) async fn ahead(&mut self, wanted: usize) -> Result<&[u8], Stop<S::Error>> {
        while self.visible().len() < wanted && self.loaded < self.length {
            self.load().await?;
        }
        Ok(self.visible())
    }

    /// The bytes ahead and how many of them may be crossed.
    pub(crate) async fn view(&mut self) -> Result<View<'_>, Stop<S::Error>> {
        self.ahead(LOOKAHEAD + 1).await?;
        let bytes = self.visible();
        let held_back = if self.loaded < self.length { LOOKAHEAD } else { 0 };
        Ok(View { bytes, free: bytes.len().saturating_sub(held_back) })
    }

    /// Moves the cursor over `count` bytes of the latest view.
    pub(crate) fn cross(&mut self, count: usize, rules: Rules) -> Result<(), Fault> {
        let place = foreign::Place { offset: self.position(), length: self.length };
        if let Some(found) = foreign::find(self.visible(), count, place, rules) {
            return Err(Fault::SecondFormat(found));
        }
        self.start = self.start.saturating_add(count).min(self.buffer.len());
        Ok(())
    }

    /// Moves the cursor over `count` bytes, loading as needed, and shows each piece to `see`.
    pub(crate) async fn cross_all(
        &mut self,
        mut count: u64,
        rules: Rules,
        part: Part,
        mut see: impl FnMut(&[u8]),
    ) -> Result<(), Stop<S::Error>> {
        while count > 0 {
            let view = self.view().await?;
            let piece = view.free.min(usize::try_from(count).unwrap_or(usize::MAX));
            if piece == 0 {
                return Err(Fault::Truncated(part).into());
            }
            see(view.bytes.get(..piece).unwrap_or_default());
            self.cross(piece, rules)?;
            count = count.saturating_sub(piece as u64);
        }
        Ok(())
    }

    /// All bytes of the file, of which none may have been crossed. Second formats are the caller's to look for.
    pub(crate) async fn all(&mut self) -> Result<&[u8], Stop<S::Error>> {
        let left = usize::try_from(self.length.saturating_sub(self.loaded)).unwrap_or(usize::MAX);
        // The size was judged before anything was read.
        self.buffer.reserve_exact(left);
        while self.loaded < self.length {
            self.load().await?;
        }
        Ok(self.visible())
    }

    /// Bytes anywhere in the file, without moving, for formats that are read from the end.
    pub(crate) async fn peek(&mut self, offset: u64, length: usize) -> Result<Vec<u8>, Stop<S::Error>> {
        let mut bytes = Vec::with_capacity(length);
        while bytes.len() < length {
            let from = offset.saturating_add(bytes.len() as u64);
            let mut more = self.source.read(from, length - bytes.len()).await.map_err(Stop::Source)?;
            if more.is_empty() {
                return Err(Fault::Truncated(Part::Source).into());
            }
            more.truncate(length - bytes.len());
            bytes.append(&mut more);
        }
        Ok(bytes)
    }

    /// The SHA-256 of everything loaded.
    pub(crate) fn finish(self) -> [u8; 32] {
        self.digest.finalize().into()
    }

    async fn load(&mut self) -> Result<(), Stop<S::Error>> {
        let left = usize::try_from(self.length.saturating_sub(self.loaded)).unwrap_or(usize::MAX);
        let length = left.min(READ);
        let mut bytes = self.source.read(self.loaded, length).await.map_err(Stop::Source)?;
        bytes.truncate(length);
        if bytes.is_empty() {
            return Err(Fault::Truncated(Part::Source).into());
        }
        self.digest.update(&bytes);
        self.loaded = self.loaded.saturating_add(bytes.len() as u64);
        self.buffer.drain(..self.start.min(self.buffer.len()));
        self.start = 0;
        self.buffer.extend_from_slice(&bytes);
        Ok(())
    }
}
