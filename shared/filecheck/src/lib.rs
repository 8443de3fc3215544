//! Byte-level inspection of an uploaded evidence file (C4, E2, E3).
//!
//! Responsible for one answer: are these bytes a whole JPEG, PNG or PDF of an allowed size, with nothing else hidden in
//! them, and what should PDP's staff know about the PDF? It must not know where files are stored, the person's name for
//! the file, the words a person reads, or anything of AWS.
//!
//! # How
//!
//! One sequential pass over ranged reads ([`Source`]) of 1 MiB. The pass computes the SHA-256, walks the format and
//! looks for second formats, and stops at the first fault. The verdict does not depend on the cuts between reads,
//! because every decision is made at a byte, with the same 64 bytes of lookahead. The size is judged from
//! [`Source::len`] before anything is read.
//!
//! A picture needs at most two windows of 1 MiB. A PDF is read from its end and by offsets, so it is held whole, with
//! at most 64 MiB of decoded content (`tests/memory.rs`). Work is bounded as well as memory. Object streams decode to
//! at most 64 MiB, 8 MiB each, and overlapping objects are read for at most 64 MiB. A PDF beyond a bound is flagged.
//!
//! The caller must make sure that all reads see the same version of the object.
//!
//! # What is well-formed
//!
//! - The format is decided by the bytes at offset 0 only. A file that starts with anything else, `MZ` of a Windows program
//!   included, is of the wrong type.
//! - **JPEG**: a marker walk from SOI to EOI: segment lengths, exactly one frame header of a kind that viewers show
//!   (baseline, extended, progressive; Huffman or arithmetic), scans with stuffed bytes and restart markers.
//!   After EOI *whole JPEG images* are allowed: phones append the pictures of the multi-picture format (gain maps, previews)
//!   there. They are walked and limited like the first. So is the trailer of Samsung's phones, when its directory accounts for
//!   every byte. A film is [`Flaw::VideoAfterEnd`], anything else [`Flaw::DataAfterEnd`].
//! - **PNG**: signature, `IHDR` first with a permitted combination of values, a chunk walk with every checksum, critical chunks
//!   in order and no unknown ones, `IEND` last. Pixels are not decompressed.
//! - **PDF**: a version header at offset 0; `startxref` with an offset inside the file, then `%%EOF`, in the last 1,024 bytes;
//!   at least one object, a `/Root`, and every stream closed. It opens without a password.
//! - After each of them any number of bytes that stand for nothing may follow: NUL, all bits set, white space, Ctrl-Z.
//!
//! # Second formats
//!
//! See [`Foreign`]. The walk looks for signatures at every offset, not only at 0, because archives are read from their
//! end and other formats tolerate a prefix. Compressed image data is close to random. So each signature is long enough,
//! or is checked against enough of the structure around it, that chance does not refuse good files. For 25 MiB (2^24.6
//! bytes) of random bytes the expected number of false hits is:
//!
//! | signature | fixed bits | expected |
//! |---|---|---|
//! | ZIP local header: magic, version, method, name length | 32 + 10 + 12 + 6 | 10^-11 |
//! | ZIP end of directory, anywhere: magic, disk numbers, equal counts, directory fits | 32 + 31 + 16 + 7 | 10^-18 |
//! | ZIP end of directory in the last 65,557 bytes, where readers look: magic, directory fits | 32 + 7 | 10^-7 |
//! | RAR, 7-Zip, GIF (6 bytes), PDF header (7), OLE and PNG (8), JPEG with JFIF or Exif (9 and more) | 48 and more | 2 × 10^-7 |
//! | ISO 9660 and UDF descriptors (6), the mark of tar (8), macOS image (12) | 48 and more | 2 × 10^-7 |
//! | ELF, Mach-O, Java class, PE: magic and header values | 54 and more | 10^-9 |
//! | `<html`, `<iframe`, `<script`, `<?php`, `<!doctype` and a terminator, any case | 41 and more | 2 × 10^-5 |
//! | `<svg` and a terminator, any case | 34 | 10^-3: only outside pixel data |
//!
//! Nothing shorter is used: two bytes such as `MZ` occur 400 times in such a file. The checksum of its header, at
//! offset 0, identifies an old tar archive without a mark. These are allowed on purpose: the JPEG thumbnail in Exif
//! data; pictures in Content Credentials (JUMBF) and in a trailer of Samsung's; in a PDF any embedded JPEG, mark-up
//! after the first object (a security test report quotes it), and anything in a file that the PDF attaches, because
//! that is not hidden, and it is flagged.
//!
//! # Active content of a PDF
//!
//! See [`PdfFlags`]. It is flagged, not refused. The walk parses all objects, in the order of the file and in object
//! streams, even those that nothing refers to. It tells names from strings, comments and the data of streams, and
//! decodes `#xx` escapes before it compares names. It does not trust the structure that a PDF declares. Each place that
//! a cross-reference names must be one where an object was found, and each object stream that it names must have been
//! decoded. Otherwise, and if anything is not understood, encrypted or beyond a bound, the PDF is `not_examinable`:
//! readers may find something in it that was not seen here.
//!
//! If an encrypted PDF opens with an empty password, its object streams are decrypted, so that its active content shows
//! too.

#[cfg(any(test, feature = "corpus"))]
pub mod corpus;
mod fault;
mod foreign;
mod inspect;
mod jpeg;
mod limits;
mod padding;
mod pdf;
mod png;
mod source;
mod window;

pub use fault::{Fault, Flaw, Foreign, Part};
pub use inspect::{Accepted, Format, Verdict, inspect};
pub use limits::Limits;
pub use pdf::PdfFlags;
pub use source::Source;
