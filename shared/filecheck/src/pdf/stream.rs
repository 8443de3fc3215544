//! Where the data of a stream is (ISO 32000-2, 7.3.8). Must not decode it.

use std::ops::Range;

use memchr::memmem;

use super::lex::{Lexer, is_white};

const END: &[u8] = b"endstream";

/// The data of a stream.
pub(super) struct Found {
    pub(super) data: Range<usize>,
    /// Where `endstream` ends.
    pub(super) end: usize,
    /// Whether it is where its dictionary says.
    pub(super) as_said: bool,
}

/// Finds the data of a stream, from what follows `stream`, with the length that its dictionary says, if that is known. None
/// when it has no end.
pub(super) fn find(bytes: &[u8], lexer: &mut Lexer<'_>, length: Option<u32>) -> Option<Found> {
    let start = data_start(bytes, lexer.position());
    let said = length.and_then(|length| ends_after(bytes, start, usize::try_from(length).ok()?));
    let found = match said {
        Some((end_of_data, end)) => Found { data: start..end_of_data, end, as_said: true },
        None => {
            let at = start + memmem::find(bytes.get(start..)?, END)?;
            Found { data: start..at, end: at + END.len(), as_said: false }
        }
    };
    lexer.go_to(found.end);
    Some(found)
}

/// Where data starts after `stream`: on the next line.
fn data_start(bytes: &[u8], after: usize) -> usize {
    let rest = bytes.get(after..).unwrap_or_default();
    let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    after
        + match rest.get(spaces..).unwrap_or_default() {
            [b'\r', b'\n', ..] => spaces + 2,
            [b'\r' | b'\n', ..] => spaces + 1,
            _ => 0,
        }
}

/// Whether data of this length is followed by `endstream`, and where that ends.
fn ends_after(bytes: &[u8], start: usize, length: usize) -> Option<(usize, usize)> {
    let end_of_data = start.checked_add(length)?;
    let rest = bytes.get(end_of_data..)?;
    let gap = rest.iter().take(4).take_while(|byte| is_white(**byte)).count();
    rest.get(gap..)?.starts_with(END).then_some((end_of_data, end_of_data + gap + END.len()))
}
