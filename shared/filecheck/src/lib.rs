//! Byte-level inspection of an uploaded evidence file (C4, E2, E3).
//!
//! Responsible for one answer: are these bytes a JPEG, a PNG or a PDF, whole, of an allowed size, with nothing else hidden
//! in them, and what should PDP's staff know about the PDF. It must not know where files are stored, what the person called
//! the file, which words a person reads, or anything of AWS.
//!
//! # How
//!
//! One sequential pass over ranged reads ([`Source`]). At most two windows of 1 MiB are held, whatever the input; the pass
//! computes the SHA-256, walks the format and looks for second formats at the same time, and stops at the first fault. The
//! verdict does not depend on how the reads were cut: every decision is made at a byte, with the same 64 bytes of lookahead.
//! The size is judged from [`Source::len`] before anything is read.
//!
//! The caller must make sure that all reads see the same version of the object.
//!
//! # What is well-formed
//!
//! - The format is decided by the bytes at offset 0 only. A file that starts with anything else, `MZ` of a Windows program
//!   included, is of the wrong type.
//! - **JPEG**: a marker walk from SOI to EOI: segment lengths, exactly one frame header of a kind that viewers show
//!   (baseline, extended, progressive; Huffman or arithmetic), scans with stuffed bytes and restart markers.
//!   After EOI only zero bytes or white space, and further *whole JPEG images* are allowed: phones append the pictures of the
//!   multi-picture format (gain maps, previews) there. They are walked and limited like the first. Anything else, such as
//!   the film of a motion photo, is [`Flaw::DataAfterEnd`].
//! - **PNG**: signature, `IHDR` first with a permitted combination of values, a chunk walk with every checksum, critical chunks
//!   in order and no unknown ones, `IEND` last and nothing after it. Pixels are not decompressed.
//! - **PDF**: a version header at offset 0; `startxref` with an offset inside the file, then `%%EOF`, in the last 1,024 bytes,
//!   then nothing but white space; at least one object, a `/Root`, and every stream closed.
//!
//! # Second formats
//!
//! See [`Foreign`]. Signatures are looked for at every offset, not only at 0, because archives are read from their end and
//! other formats tolerate a prefix. Compressed image data is close to random, so each signature is long enough, or is checked
//! against enough of the structure around it, that chance does not refuse good files. For 25 MiB (2^24.6 bytes) of
//! random bytes the expected number of false hits is:
//!
//! | signature | fixed bits | expected |
//! |---|---|---|
//! | ZIP local header: magic, version, method, name length | 32 + 10 + 12 + 6 | 10^-11 |
//! | ZIP end of directory, anywhere: magic, disk numbers, equal counts, directory fits | 32 + 31 + 16 + 7 | 10^-18 |
//! | ZIP end of directory in the last 65,557 bytes, where readers look: magic, directory fits | 32 + 7 | 10^-7 |
//! | RAR, 7-Zip, GIF (6 bytes), PDF header (7), OLE and PNG (8), JPEG with JFIF or Exif (9 and more) | 48 and more | 2 × 10^-7 |
//! | ELF, Mach-O, Java class, PE: magic and header values | 54 and more | 10^-9 |
//! | `<html`, `<iframe`, `<script`, `<?php`, `<!doctype` and a terminator, any case | 41 and more | 2 × 10^-5 |
//! | `<svg` and a terminator, any case | 34 | 10^-3: only outside pixel data |
//!
//! Nothing shorter is used: two bytes such as `MZ` occur 400 times in such a file. Allowed on purpose: the JPEG thumbnail in
//! Exif data, and in a PDF any embedded JPEG, and mark-up after the first object (a security test report quotes it). In a PDF,
//! an attachment that is stored uncompressed and is itself an archive or program is refused: such a file *is* also that archive.
//!
//! # Active content of a PDF
//!
//! See [`PdfFlags`]. It is flagged, not refused. Names are compared after `#xx` escapes are decoded, everywhere in the file; names of
//! fewer than five characters (`/JS`, `/EF`, `/XFA`) only outside stream data, where chance does not produce them. Object streams are
//! inflated with a bounded output; what cannot be looked into is flagged as such. The structure a PDF declares is never
//! trusted to hide bytes: a name in a comment or a string counts too.

#[cfg(any(test, feature = "corpus"))]
pub mod corpus;
mod fault;
mod foreign;
mod inspect;
mod jpeg;
mod pdf;
mod png;
mod source;
mod window;

pub use fault::{Fault, Flaw, Foreign, Part};
pub use inspect::{Accepted, Format, Limits, Verdict, inspect};
pub use pdf::PdfFlags;
pub use source::Source;
