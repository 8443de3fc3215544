//! Files as the programs, phones and scanners of this world make them, and files that try to hide something, each with its
//! expected verdict: one table.

mod pictures;
mod portable;
mod row;

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
