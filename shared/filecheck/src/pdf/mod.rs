//! The walk over a PDF (ISO 32000). Must not trust the structure the file declares, nor build objects from it.

mod end;
mod inflate;
mod names;
mod scan;

use crate::fault::{Fault, Flaw};
use crate::foreign::Rules;
use crate::source::Source;
use crate::window::{Stop, Window};

/// What PDP's staff should know about a PDF (E2). Flags never refuse a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PdfFlags {
    /// It names JavaScript, or a dynamic (XFA) form, which carries scripts.
    pub javascript: bool,
    /// It names an action that starts a program.
    pub launch: bool,
    /// It names embedded files, or media that are embedded as files.
    pub embedded_files: bool,
    /// Some of it could not be looked into: it is encrypted, or an object stream is damaged, uses another
    /// compression than Flate, or inflates beyond the bound.
    pub not_examinable: bool,
}

impl PdfFlags {
    /// Whether there is anything to know.
    pub const fn any(self) -> bool {
        self.javascript || self.launch || self.embedded_files || self.not_examinable
    }
}

/// Walks over the whole file. Answers the flags.
pub(crate) async fn walk<S: Source>(window: &mut Window<'_, S>) -> Result<PdfFlags, Stop<S::Error>> {
    version(window.ahead(9).await?)?;
    let mut scanner = scan::Scanner::default();
    let mut tail = end::Tail::default();
    // Where the scanner goes on: it may have decided about bytes that may not be crossed yet.
    let mut next: u64 = 0;
    loop {
        let rules = if scanner.has_objects() { Rules::PDF_BODY } else { Rules::PDF_HEAD };
        let position = window.position();
        let view = window.view().await?;
        if view.free == 0 {
            break;
        }
        let from = usize::try_from(next.saturating_sub(position)).unwrap_or(usize::MAX);
        let to = scanner.scan(view.bytes, view.free, from);
        next = position.saturating_add(to as u64);
        let crossed = to.min(view.free);
        tail.push(view.bytes.get(..crossed).unwrap_or_default());
        window.cross(crossed, rules)?;
    }
    tail.check(window.length())?;
    Ok(scanner.finish()?)
}

/// Checks `%PDF-1.0` to `%PDF-1.7` and `%PDF-2.0`, with nothing glued to it.
fn version(start: &[u8]) -> Result<(), Fault> {
    let number = start.get(5..8).unwrap_or_default();
    let known = matches!(number, [b'1', b'.', b'0'..=b'7'] | b"2.0");
    let ends = start.get(8).is_some_and(|byte| !byte.is_ascii_alphanumeric());
    if known && ends { Ok(()) } else { Err(Fault::Malformed(Flaw::PdfVersion)) }
}
