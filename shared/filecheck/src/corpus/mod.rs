//! Sample files made in memory, good and bad, and a source that reads from memory. For tests, of other crates too (feature
//! `corpus`). Must not be in a deployed program.

mod jpeg;
mod pdf;
mod pdf_file;
mod png;
mod trailers;
mod world;
mod zip;

use std::convert::Infallible;
use std::future::{Future, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub use jpeg::{jpeg, jpeg_claiming, jpeg_progressive, jpeg_sized, jpeg_with_frame, jpeg_with_segment};
pub use pdf::{
    padded_pdf, pdf, pdf_encrypted, pdf_with_attachment, pdf_with_catalogue, pdf_with_embedded_file,
    pdf_with_javascript, pdf_with_javascript_in_object_stream, pdf_with_launch, pdf_with_object_stream,
    pdf_with_stream,
};
pub use pdf_file::PdfFile;
pub use png::{png, png_chunk, png_claiming, png_of, png_with_chunk};
pub use trailers::{film, iso, jpeg_with_film, jpeg_with_samsung_trailer, tar};
pub use world::{Sample, pdf_with_password, samples};
pub use zip::zip;

use crate::{Limits, Source, Verdict, inspect};

/// A source in memory that counts its reads.
#[derive(Debug, Clone)]
pub struct Memory {
    bytes: Vec<u8>,
    most: Vec<usize>,
    reads: usize,
    longest: usize,
}

impl Memory {
    /// A source that answers every read in full.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), most: Vec::new(), reads: 0, longest: 0 }
    }

    /// A source whose reads answer at most these numbers of bytes, in turn and over again; 0 counts as 1.
    pub fn in_pieces(bytes: impl Into<Vec<u8>>, most: &[usize]) -> Self {
        Self { most: most.to_vec(), ..Self::new(bytes) }
    }

    /// How many reads there were.
    pub const fn reads(&self) -> usize {
        self.reads
    }

    /// The most bytes that one read asked for.
    pub const fn longest_read(&self) -> usize {
        self.longest
    }
}

impl Source for Memory {
    type Error = Infallible;

    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read(
        &mut self,
        offset: u64,
        length: usize,
    ) -> impl Future<Output = Result<Vec<u8>, Infallible>> + Send {
        let most = match self.most.len() {
            0 => length,
            turns => self.most.get(self.reads % turns).copied().unwrap_or(length).max(1),
        };
        self.reads += 1;
        self.longest = self.longest.max(length);
        let rest = usize::try_from(offset).ok().and_then(|start| self.bytes.get(start..)).unwrap_or_default();
        ready(Ok(rest.get(..rest.len().min(length).min(most)).unwrap_or_default().to_vec()))
    }
}

/// The verdict on bytes in memory under the limits of policy (C4, E2).
pub fn verdict(bytes: &[u8]) -> Verdict {
    verdict_of(&mut Memory::new(bytes))
}

/// The verdict on a source in memory under the limits of policy (C4, E2).
pub fn verdict_of(source: &mut Memory) -> Verdict {
    let limits = Limits::default();
    let mut inspection = pin!(inspect(source, &limits));
    let mut context = Context::from_waker(Waker::noop());
    // Memory is always ready, so the first poll answers.
    loop {
        if let Poll::Ready(Ok(verdict)) = inspection.as_mut().poll(&mut context) {
            return verdict;
        }
    }
}
