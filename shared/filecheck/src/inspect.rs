//! The entry point: size, format, verdict. Must not parse.

use crate::fault::{Fault, Foreign};
use crate::foreign::{TAR_HEADER, is_tar};
use crate::limits::Limits;
use crate::pdf::{self, PdfFlags};
use crate::source::Source;
use crate::window::{Stop, Window};
use crate::{jpeg, png};

/// The formats evidence may have (C4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Jpeg,
    Png,
    Pdf,
}

impl Format {
    /// The format of a file that starts with these bytes.
    fn of(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if start.starts_with(png::SIGNATURE) {
            Some(Self::Png)
        } else if start.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else {
            None
        }
    }
}

/// The facts about a file that passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Its format, by content.
    pub format: Format,
    /// The SHA-256 of all its bytes.
    pub sha256: [u8; 32],
    pub bytes: u64,
    /// Width and height in pixels, for images.
    pub dimensions: Option<(u32, u32)>,
    /// Flags for PDP's staff; none for images.
    pub pdf_flags: PdfFlags,
}

/// Accepted, or why not.
pub type Verdict = Result<Accepted, Fault>;

/// Inspects a file (E2).
///
/// # Errors
///
/// Only the source's errors; a bad file is a verdict.
pub async fn inspect<S: Source>(source: &mut S, limits: &Limits) -> Result<Verdict, S::Error> {
    match pass(source, limits).await {
        Ok(accepted) => Ok(Ok(accepted)),
        Err(Stop::Fault(fault)) => Ok(Err(fault)),
        Err(Stop::Source(error)) => Err(error),
    }
}

async fn pass<S: Source>(source: &mut S, limits: &Limits) -> Result<Accepted, Stop<S::Error>> {
    let bytes = source.len();
    if bytes == 0 {
        return Err(Fault::Empty.into());
    }
    if bytes > limits.max_bytes {
        return Err(Fault::TooLarge.into());
    }
    let mut window = Window::new(source);
    let start = window.ahead(TAR_HEADER).await?;
    let format = Format::of(start).ok_or(Fault::WrongType)?;
    if is_tar(start) {
        return Err(Fault::SecondFormat(Foreign::Tar).into());
    }
    let (dimensions, pdf_flags) = match format {
        Format::Jpeg => (Some(jpeg::walk(&mut window, limits).await?), PdfFlags::default()),
        Format::Png => (Some(png::walk(&mut window, limits).await?), PdfFlags::default()),
        Format::Pdf => (None, pdf::walk(&mut window).await?),
    };
    Ok(Accepted { format, sha256: window.finish(), bytes, dimensions, pdf_flags })
}
