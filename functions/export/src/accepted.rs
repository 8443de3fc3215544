//! A kept file, compared with the accepted one while it is read (E4).

use app::Fault;
use domain::evidence::AcceptedFile;
use sha2::{Digest, Sha256};

use crate::files::KeptFile;
use crate::parts::MOST_AT_ONCE;

/// The file, in pieces of [`MOST_AT_ONCE`] bytes at most.
pub(crate) struct Accepted<'a, F> {
    file: F,
    accepted: &'a AcceptedFile,
    offset: u64,
    digest: Sha256,
}

/// The next of it.
pub(crate) enum Piece {
    Bytes(Vec<u8>),
    /// It has ended, and was what was accepted.
    Same,
    /// It has ended, and was not.
    Altered,
}

impl<'a, F: KeptFile> Accepted<'a, F> {
    /// The content of `file`; none when it does not even have the size of the accepted one.
    pub(crate) fn new(file: F, accepted: &'a AcceptedFile) -> Option<Self> {
        let is_as_large = file.bytes() == accepted.bytes;
        is_as_large.then(|| Self { file, accepted, offset: 0, digest: Sha256::new() })
    }

    pub(crate) async fn next(&mut self) -> Result<Piece, Fault> {
        if self.offset < self.accepted.bytes {
            let piece = self.file.read(self.offset, MOST_AT_ONCE).await?;
            if piece.is_empty() {
                return Err(Fault::retryable("read an evidence file", "it ended before its end"));
            }
            self.offset += piece.len() as u64;
            self.digest.update(&piece);
            return Ok(Piece::Bytes(piece));
        }
        let is_same = self.digest.finalize_reset()[..] == self.accepted.sha256;
        Ok(if is_same { Piece::Same } else { Piece::Altered })
    }
}
