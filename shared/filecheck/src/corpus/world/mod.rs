//! One table of files as real programs, phones and scanners make them, and of files that try to hide something, each
//! with its expected verdict.

mod pictures;
mod portable;
mod row;

use self::pictures::{appended, pictures};
use self::portable::{active, documents, encrypted, hidden};
use crate::{Fault, PdfFlags};

/// A file, its description and its expected verdict.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Its description, for a reader of the table.
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub expected: Result<PdfFlags, Fault>,
}

/// Every sample.
pub fn samples() -> Vec<Sample> {
    let table = [pictures(), appended(), documents(), active(), hidden(), encrypted()];
    let rows = table.into_iter().flatten();
    rows.map(|(name, bytes, expected)| Sample { name, bytes, expected }).collect()
}

/// A PDF that does not open without its password.
pub fn pdf_with_password() -> Vec<u8> {
    include_bytes!("../../../tests/fixtures/encrypted-r6-user.pdf").to_vec()
}
