//! Files as the programs, phones and scanners of this world make them, and files that try to hide something, each with its
//! expected verdict: one table.

mod pictures;
mod portable;

use self::pictures::{appended, pictures};
use self::portable::{active, documents, encrypted, hidden};
use crate::{Fault, PdfFlags};

/// A file, what it is, and what is to be said of it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What it is, for a reader of the table.
    pub name: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
    /// Its flags, or why it is refused.
    pub expected: Result<PdfFlags, Fault>,
}

const NONE: PdfFlags = PdfFlags::NONE;
const JAVASCRIPT: PdfFlags = PdfFlags { javascript: true, ..NONE };
const LAUNCH: PdfFlags = PdfFlags { launch: true, ..NONE };
const EMBEDDED: PdfFlags = PdfFlags { embedded_files: true, ..NONE };
const LINKS: PdfFlags = PdfFlags { links: true, ..NONE };
const XFA: PdfFlags = PdfFlags { xfa: true, javascript: true, ..NONE };
const MEDIA: PdfFlags = PdfFlags { rich_media: true, embedded_files: true, ..NONE };
const REMOTE: PdfFlags = PdfFlags { remote_document: true, ..NONE };
const UNKNOWN: PdfFlags = PdfFlags { not_examinable: true, ..NONE };
const UNKNOWN_SCRIPT: PdfFlags = PdfFlags { not_examinable: true, ..JAVASCRIPT };

/// Every sample.
pub fn samples() -> Vec<Sample> {
    let table = [pictures(), appended(), documents(), active(), hidden(), encrypted()];
    let rows = table.into_iter().flatten();
    rows.map(|(name, bytes, expected)| Sample { name, bytes, expected }).collect()
}

type Row = (&'static str, Vec<u8>, Result<PdfFlags, Fault>);

/// A PDF that does not open without its password.
pub fn pdf_with_password() -> Vec<u8> {
    include_bytes!("../../../tests/fixtures/encrypted-r6-user.pdf").to_vec()
}
