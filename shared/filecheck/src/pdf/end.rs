//! The end of a PDF: `startxref`, an offset, `%%EOF`. Must not look at anything before the last 1,024 bytes.

use memchr::memmem;

use crate::fault::{Fault, Flaw, Part};

/// How far from the end `startxref` and `%%EOF` may be, in bytes.
const REACH: usize = 1024;

/// The last bytes of what was pushed.
#[derive(Default)]
pub(super) struct Tail(Vec<u8>);

impl Tail {
    /// Remembers the end of the next piece.
    pub(super) fn push(&mut self, piece: &[u8]) {
        let kept = piece.get(piece.len().saturating_sub(REACH)..).unwrap_or_default();
        let surplus = (self.0.len() + kept.len()).saturating_sub(REACH);
        self.0.drain(..surplus.min(self.0.len()));
        self.0.extend_from_slice(kept);
    }

    /// Checks the end of a file of `length` bytes.
    pub(super) fn check(&self, length: u64) -> Result<(), Fault> {
        let marker = memmem::rfind(&self.0, b"%%EOF").ok_or(Fault::Truncated(Part::PdfEnd))?;
        let (before, after) = self.0.split_at_checked(marker).unwrap_or_default();
        if !after.iter().skip(b"%%EOF".len()).all(|byte| is_white(*byte)) {
            return Err(Fault::Malformed(Flaw::DataAfterEnd));
        }
        let keyword = memmem::rfind(before, b"startxref").ok_or(Fault::Malformed(Flaw::PdfTrailer))?;
        let digits = before.iter().skip(keyword + b"startxref".len()).skip_while(|byte| is_white(**byte));
        let offset = digits
            .take_while(|byte| byte.is_ascii_digit())
            .try_fold(0_u64, |number, byte| number.checked_mul(10)?.checked_add(u64::from(byte - b'0')));
        // Offset 0 is the header: it also stands for a missing number.
        if offset.is_some_and(|offset| offset > 0 && offset < length) {
            Ok(())
        } else {
            Err(Fault::Malformed(Flaw::PdfTrailer))
        }
    }
}

/// White space as PDF has it: NUL included.
pub(super) const fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}
