//! Filling that may follow the end of any format. Must not know a format.

/// Whether a byte is filling, as cameras, scanners, printers, old storage and email programs put after a file: NUL, all
/// bits set, white space, and the mark that used to end text files.
pub(crate) const fn is_padding(byte: u8) -> bool {
    matches!(byte, 0 | 0xff | 0x1a) || byte.is_ascii_whitespace()
}

/// The bytes before the filling at the end.
pub(crate) fn without_padding(bytes: &[u8]) -> &[u8] {
    let padding = bytes.iter().rev().take_while(|byte| is_padding(**byte)).count();
    bytes.get(..bytes.len() - padding).unwrap_or_default()
}
