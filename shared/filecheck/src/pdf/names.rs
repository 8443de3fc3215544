//! Names of a PDF: decoding, and what the telling ones tell. Must not know where in the file a name stands.

use super::PdfFlags;
use super::end::is_white;

/// The longest name that means anything here, in characters.
const LONGEST: usize = 16;

/// A decoded name of at most [`LONGEST`] characters.
pub(super) struct Name {
    characters: [u8; LONGEST],
    length: usize,
}

impl Name {
    /// The name whose `/` is the first byte; none when it is too long. Looks at no more than 50 bytes.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut name = Self { characters: [0; LONGEST], length: 0 };
        let mut rest = bytes.get(1..)?;
        while let Some((first, after)) = rest.split_first() {
            if ends_name(*first) {
                break;
            }
            let (character, after) = match (first, after) {
                (b'#', [high, low, after @ ..]) => match (hexadecimal(*high), hexadecimal(*low)) {
                    (Some(high), Some(low)) => (high << 4 | low, after),
                    _ => (b'#', rest.get(1..).unwrap_or_default()),
                },
                _ => (*first, after),
            };
            *name.characters.get_mut(name.length)? = character;
            name.length += 1;
            rest = after;
        }
        Some(name)
    }

    /// The decoded characters.
    pub(super) fn characters(&self) -> &[u8] {
        self.characters.get(..self.length).unwrap_or_default()
    }
}

const fn ends_name(byte: u8) -> bool {
    is_white(byte) || matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hexadecimal(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

impl PdfFlags {
    /// Sets the flag that a name stands for.
    pub(super) fn note(&mut self, name: &[u8]) {
        match name {
            b"JavaScript" | b"JS" | b"XFA" | b"OnInstantiate" => self.javascript = true,
            b"Launch" => self.launch = true,
            b"EmbeddedFile" | b"EmbeddedFiles" | b"EF" | b"FileAttachment" | b"GoToE" | b"RichMedia"
            | b"Rendition" | b"Movie" => self.embedded_files = true,
            b"Encrypt" => self.not_examinable = true,
            _ => {}
        }
    }

    /// Sets the flag that a name in compressed or binary data stands for: only names that chance does not produce there.
    pub(super) fn note_in_data(&mut self, name: &[u8]) {
        match name {
            // An object stream where none can be: the file shows readers another structure than this scan sees.
            b"ObjStm" => self.not_examinable = true,
            name if name.len() >= 5 => self.note(name),
            _ => {}
        }
    }
}
