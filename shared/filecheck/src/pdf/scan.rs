//! The scan for active content: names outside and inside streams, and object streams to inflate.
//! Must not parse: strings and comments are not told apart from objects, so that nothing can hide in either.

use memchr::{memchr_iter, memchr3, memmem};

use super::PdfFlags;
use super::end::is_white;
use super::inflate::{Inflater, Progress};
use super::names::Name;
use crate::fault::{Fault, Flaw};

const END_OF_STREAM: &[u8] = b"endstream";

/// The most white space that is looked over between `>>` and `stream`, in bytes.
const GAP: usize = 32;

/// What the bytes belong to.
#[derive(Default, Clone, Copy)]
enum Mode {
    /// Objects, and all that is not in a stream.
    #[default]
    Objects,
    /// The data of a stream.
    Data,
    /// The data of an object stream that is being inflated.
    Inflating,
}

/// What was named since the last `obj`, as far as it matters to the stream that may follow.
#[derive(Default)]
struct Dictionary {
    object_stream: bool,
    count: bool,
    first: bool,
    filter: bool,
    flate: u8,
    /// Another filter, parameters of one, or data in another file.
    other: bool,
}

impl Dictionary {
    /// By its type, or by the keys that only object streams have together: the type may hide in a reference.
    const fn is_object_stream(&self) -> bool {
        self.object_stream || (self.count && self.first)
    }

    fn note(&mut self, name: &[u8]) {
        match name {
            // The second of two has no stream of its own.
            b"ObjStm" if self.object_stream => self.other = true,
            b"ObjStm" => self.object_stream = true,
            b"N" => self.count = true,
            b"First" => self.first = true,
            b"Filter" => self.filter = true,
            b"FlateDecode" | b"Fl" => self.flate = self.flate.saturating_add(1),
            b"DecodeParms" | b"DP" | b"F" | b"ASCIIHexDecode" | b"AHx" | b"ASCII85Decode" | b"A85"
            | b"LZWDecode" | b"LZW" | b"RunLengthDecode" | b"RL" | b"Crypt" => self.other = true,
            _ => {}
        }
    }
}

/// Scans a PDF piece by piece.
#[derive(Default)]
pub(super) struct Scanner {
    flags: PdfFlags,
    mode: Mode,
    dictionary: Dictionary,
    inflater: Inflater,
    objects: bool,
    root: bool,
}

impl Scanner {
    /// Whether the first object was reached.
    pub(super) const fn has_objects(&self) -> bool {
        self.objects
    }

    /// Scans what starts in the first `free` of `bytes`, from `from` on, and answers where to go on: perhaps a little
    /// beyond `free`, and before it when the first object was reached.
    pub(super) fn scan(&mut self, bytes: &[u8], free: usize, from: usize) -> usize {
        let headless = !self.objects;
        let mut at = from;
        while at < free && headless != self.objects {
            at = match self.mode {
                Mode::Objects => self.objects(bytes, free, at),
                Mode::Data => self.data(bytes, free, at),
                Mode::Inflating => self.inflating(bytes, free, at),
            };
        }
        at
    }

    /// The flags, when the file is complete.
    pub(super) fn finish(mut self) -> Result<PdfFlags, Fault> {
        if !matches!(self.mode, Mode::Objects) {
            return Err(Fault::Malformed(Flaw::PdfStream));
        }
        if !self.objects || !self.root {
            return Err(Fault::Malformed(Flaw::PdfObjects));
        }
        self.end_object();
        Ok(self.flags)
    }

    /// Goes to the next name, `obj` or start of a stream.
    fn objects(&mut self, bytes: &[u8], free: usize, from: usize) -> usize {
        let ahead = bytes.get(from..free).unwrap_or_default();
        let Some(found) = memchr3(b'/', b'>', b'o', ahead) else { return free };
        let at = from + found;
        let here = bytes.get(at..).unwrap_or_default();
        match here {
            [b'/', ..] => {
                if let Some(name) = Name::read(here) {
                    self.flags.note(name.characters());
                    self.dictionary.note(name.characters());
                    self.root |= name.characters() == b"Root";
                }
                at + 1
            }
            [b'>', b'>', after @ ..] => match data_start(after) {
                Some(start) => {
                    self.begin_stream();
                    at + 2 + start
                }
                None => at + 1,
            },
            [b'o', b'b', b'j', ..] => {
                self.end_object();
                self.objects = true;
                at + 3
            }
            _ => at + 1,
        }
    }

    /// Forgets the dictionary. An object stream that was announced but never seen is one that could not be examined.
    fn end_object(&mut self) {
        if std::mem::take(&mut self.dictionary).is_object_stream() {
            self.flags.not_examinable = true;
        }
    }

    fn begin_stream(&mut self) {
        let dictionary = std::mem::take(&mut self.dictionary);
        self.mode = if !dictionary.is_object_stream() {
            Mode::Data
        } else if dictionary.other || dictionary.flate > 1 || dictionary.filter != (dictionary.flate == 1) {
            self.flags.not_examinable = true;
            Mode::Data
        } else if dictionary.flate == 0 {
            // Not compressed: its objects are in plain sight.
            Mode::Objects
        } else if self.inflater.begin() {
            Mode::Inflating
        } else {
            self.flags.not_examinable = true;
            Mode::Data
        };
    }

    /// Goes over the data of a stream, to its end if that is near.
    fn data(&mut self, bytes: &[u8], free: usize, from: usize) -> usize {
        let end = find_end(bytes, free, from);
        self.note_in_data(bytes, from, end.unwrap_or(free));
        match end {
            Some(end) => {
                self.mode = Mode::Objects;
                end + END_OF_STREAM.len()
            }
            None => free,
        }
    }

    /// The same for an object stream.
    fn inflating(&mut self, bytes: &[u8], free: usize, from: usize) -> usize {
        let end = find_end(bytes, free, from);
        let to = end.unwrap_or(free);
        let progress = self.inflater.feed(bytes.get(from..to).unwrap_or_default(), &mut self.flags);
        // Incomplete data is all right until the end of the stream.
        if progress == Progress::Failed || (progress == Progress::More && end.is_some()) {
            self.flags.not_examinable = true;
        }
        if progress != Progress::More || end.is_some() {
            self.inflater.finish(&mut self.flags);
            self.mode = Mode::Data;
        }
        self.note_in_data(bytes, from, to);
        to
    }

    /// Notes names in the data of a stream.
    fn note_in_data(&mut self, bytes: &[u8], from: usize, to: usize) {
        for found in memchr_iter(b'/', bytes.get(from..to).unwrap_or_default()) {
            if let Some(name) = bytes.get(from + found..).and_then(Name::read) {
                self.flags.note_in_data(name.characters());
            }
        }
    }
}

/// Where the data starts, when `stream` follows. Looks at no more than [`GAP`] and 18 bytes.
fn data_start(after: &[u8]) -> Option<usize> {
    let gap = after.iter().take(GAP).take_while(|byte| is_white(**byte)).count();
    let rest = after.get(gap..)?.strip_prefix(b"stream")?;
    let spaces = rest.iter().take(8).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let line = match rest.get(spaces..)? {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ if spaces > 0 => 0,
        _ => return None,
    };
    Some(gap + b"stream".len() + spaces + line)
}

/// Where `endstream` starts, if in the first `free` of `bytes`.
fn find_end(bytes: &[u8], free: usize, from: usize) -> Option<usize> {
    let reach = (free + END_OF_STREAM.len() - 1).min(bytes.len());
    memmem::find(bytes.get(from..reach)?, END_OF_STREAM).map(|found| from + found)
}
