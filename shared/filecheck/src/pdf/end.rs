//! The end of a PDF: `startxref`, an offset, `%%EOF`, then nothing. Must not follow the offset.

use memchr::memmem;

use super::lex::is_white;
use crate::fault::{Fault, Flaw, Part};

/// How far before the end `startxref` and `%%EOF` may be, in bytes.
const REACH: usize = 1024;

const MARKER: &[u8] = b"%%EOF";

/// Checks the end of a file, padding left out.
pub(super) fn check(document: &[u8]) -> Result<(), Fault> {
    let marker = memmem::rfind(document, MARKER).ok_or(Fault::Truncated(Part::PdfEnd))?;
    let (before, after) = document.split_at_checked(marker).unwrap_or_default();
    let after = after.get(MARKER.len()..).unwrap_or_default();
    if !after.is_empty() {
        // A newer version of the document that breaks off, or foreign data.
        let update = memmem::find(after, b" obj").is_some();
        return Err(if update {
            Fault::Truncated(Part::PdfEnd)
        } else {
            Fault::Malformed(Flaw::DataAfterEnd)
        });
    }
    let end = before.get(before.len().saturating_sub(REACH)..).unwrap_or_default();
    let keyword = memmem::rfind(end, b"startxref").ok_or(Fault::Malformed(Flaw::PdfTrailer))?;
    let digits = end.iter().skip(keyword + b"startxref".len()).skip_while(|byte| is_white(**byte));
    let offset = digits
        .take_while(|byte| byte.is_ascii_digit())
        .try_fold(0_usize, |number, byte| number.checked_mul(10)?.checked_add(usize::from(byte - b'0')));
    // Offset 0 is the header, and also means a missing number.
    if offset.is_some_and(|offset| offset > 0 && offset < document.len()) {
        Ok(())
    } else {
        Err(Fault::Malformed(Flaw::PdfTrailer))
    }
}
