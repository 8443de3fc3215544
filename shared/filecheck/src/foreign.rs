//! Second formats: signatures at any offset, and the structure around them that rules out chance. Must not know the
//! file's format; the walks say which rules apply where. The crate's documentation gives the odds.

use std::ops::Range;

use crate::fault::Foreign;

/// The signatures that count at an offset.
#[derive(Clone, Copy)]
pub(crate) struct Rules(u8);

impl Rules {
    const ARCHIVE_OR_PROGRAM: u8 = 1;
    const DOCUMENT: u8 = 1 << 1;
    const PNG: u8 = 1 << 2;
    const JPEG: u8 = 1 << 3;
    const MARKUP: u8 = 1 << 4;
    const SHORT_MARKUP: u8 = 1 << 5;
    const GIF: u8 = 1 << 6;

    /// In the compressed data of a JPEG scan.
    pub(crate) const JPEG_SCAN: Self =
        Self(Self::ARCHIVE_OR_PROGRAM | Self::DOCUMENT | Self::GIF | Self::PNG | Self::MARKUP);
    /// In JPEG segments; their Exif data may hold a JPEG.
    pub(crate) const JPEG_SEGMENT: Self = Self(Self::JPEG_SCAN.0 | Self::SHORT_MARKUP);
    /// In the compressed data of a PNG.
    pub(crate) const PNG_PIXELS: Self =
        Self(Self::ARCHIVE_OR_PROGRAM | Self::DOCUMENT | Self::GIF | Self::JPEG | Self::MARKUP);
    /// In other PNG chunks.
    pub(crate) const PNG_CHUNK: Self = Self(Self::PNG_PIXELS.0 | Self::SHORT_MARKUP);
    /// In the Exif chunk of a PNG, which may hold a JPEG.
    pub(crate) const PNG_EXIF: Self = Self(Self::PNG_CHUNK.0 & !Self::JPEG);
    /// In the animation that Office programs keep beside a picture made from it.
    pub(crate) const PNG_OFFICE: Self = Self(Self::PNG_CHUNK.0 & !Self::GIF);
    /// In boxes of JUMBF, which hold Content Credentials. Thumbnails and icons belong there.
    pub(crate) const BOXES: Self = Self(Self::ARCHIVE_OR_PROGRAM | Self::DOCUMENT | Self::MARKUP);
    /// In further pictures that phones append to a photo and describe there.
    pub(crate) const TRAILER: Self = Self::BOXES;
    /// Before the first object of a PDF, where only comments belong.
    pub(crate) const PDF_HEAD: Self = Self(Self::ARCHIVE_OR_PROGRAM | Self::MARKUP | Self::SHORT_MARKUP);
    /// In the rest of a PDF, which may hold images and quote mark-up.
    pub(crate) const PDF_BODY: Self = Self(Self::ARCHIVE_OR_PROGRAM);
    /// In a file that a PDF attaches. It is flagged, so nothing is hidden there.
    pub(crate) const ATTACHED: Self = Self(0);

    const fn include(self, kind: u8) -> bool {
        self.0 & kind != 0
    }
}

/// The place of bytes in the file.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// The offset of the first byte.
    pub(crate) offset: u64,
    /// The size of the file.
    pub(crate) length: u64,
}

/// The first two bytes of every signature, as buckets. A pair needs a closer look when both tables share a bit.
const PAIRS: [(&[u8], &[u8]); 15] = [
    (b"P", b"KE"),
    (b"R", b"a"),
    (b"7", b"z"),
    (b"G", b"I"),
    (b"\x7f", b"E"),
    (b"\xcf\xce", b"\xfa"),
    (b"\xca", b"\xfe"),
    (b"\xd0", b"\xcf"),
    (b"\x89\xff", b"P\xd8"),
    (b"<", b"hHsSiI!?"),
    (b"%", b"P"),
    (b"u", b"s"),
    (b"C", b"D"),
    (b"B", b"E"),
    (b"k", b"o"),
];
const FIRST: [u16; 256] = buckets(false);
const SECOND: [u16; 256] = buckets(true);

const fn buckets(second: bool) -> [u16; 256] {
    let mut table = [0; 256];
    let mut bucket = 0;
    while bucket < PAIRS.len() {
        let bytes = if second { PAIRS[bucket].1 } else { PAIRS[bucket].0 };
        let mut at = 0;
        while at < bytes.len() {
            table[bytes[at] as usize] |= 1 << bucket;
            at += 1;
        }
        bucket += 1;
    }
    table
}

/// The first second format that starts in the first `starts` of `bytes`.
pub(crate) fn find(bytes: &[u8], starts: usize, place: Place, rules: Rules) -> Option<Foreign> {
    for (at, pair) in bytes.windows(2).take(starts).enumerate() {
        if let [first, second] = pair
            && FIRST[usize::from(*first)] & SECOND[usize::from(*second)] != 0
        {
            let here = Place { offset: place.offset.saturating_add(at as u64), length: place.length };
            let found = identify(bytes.get(at..).unwrap_or_default(), here, rules);
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

/// The first second format that starts in this part of a whole file.
pub(crate) fn find_in(file: &[u8], part: Range<usize>, rules: Rules) -> Option<Foreign> {
    let place = Place { offset: part.start as u64, length: file.len() as u64 };
    find(file.get(part.start..)?, part.len(), place, rules)
}

/// The format whose signature starts here.
fn identify(bytes: &[u8], place: Place, rules: Rules) -> Option<Foreign> {
    if rules.include(Rules::ARCHIVE_OR_PROGRAM) {
        if is_zip_entry(bytes) || is_zip_end(bytes, place) {
            return Some(Foreign::Zip);
        }
        if bytes.starts_with(b"Rar!\x1a\x07") {
            return Some(Foreign::Rar);
        }
        if bytes.starts_with(b"7z\xbc\xaf\x27\x1c") {
            return Some(Foreign::SevenZip);
        }
        if is_program(bytes) {
            return Some(Foreign::Program);
        }
        // The mark of both kinds of header, at offset 257 of it.
        if bytes.starts_with(b"ustar\x0000") || bytes.starts_with(b"ustar  \0") {
            return Some(Foreign::Tar);
        }
        if is_disk_image(bytes) {
            return Some(Foreign::DiskImage);
        }
    }
    if rules.include(Rules::DOCUMENT) {
        if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Some(Foreign::Ole);
        }
        if bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.") {
            return Some(Foreign::Pdf);
        }
    }
    if rules.include(Rules::GIF) && (bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a")) {
        return Some(Foreign::Gif);
    }
    if rules.include(Rules::PNG) && bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Foreign::Png);
    }
    if rules.include(Rules::JPEG) && is_jpeg(bytes) {
        return Some(Foreign::Jpeg);
    }
    if (rules.include(Rules::MARKUP) && is_markup(bytes))
        || (rules.include(Rules::SHORT_MARKUP) && is_tag(bytes, b"<svg"))
    {
        return Some(Foreign::Markup);
    }
    None
}

/// A ZIP local file header.
fn is_zip_entry(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && u16_at(bytes, 4).is_some_and(|version| version <= 63)
        && matches!(u16_at(bytes, 8), Some(0 | 1 | 6 | 8 | 9 | 12 | 14 | 93 | 95..=99))
        && matches!(u16_at(bytes, 26), Some(1..=1024))
}

/// How far from the end of a file readers look for the end of a ZIP directory: the length of the record and the longest
/// comment.
const ZIP_END_REACH: u64 = 22 + 65_535;

/// A ZIP end of central directory record. Where readers look for it, this checks only what all of them insist on.
fn is_zip_end(bytes: &[u8], place: Place) -> bool {
    if !bytes.starts_with(b"PK\x05\x06") {
        return false;
    }
    let [Some(disk), Some(directory_disk), Some(here), Some(total), Some(low), Some(high)] =
        [4, 6, 8, 10, 12, 14].map(|at| u16_at(bytes, at))
    else {
        return false;
    };
    let size = u32::from(high) << 16 | u32::from(low);
    let fits = size == u32::MAX || u64::from(size) <= place.offset;
    let in_reach = place.length.saturating_sub(place.offset) <= ZIP_END_REACH;
    let plausible = matches!(disk, 0 | u16::MAX) && matches!(directory_disk, 0 | u16::MAX) && here == total;
    fits && (in_reach || plausible)
}

fn is_program(bytes: &[u8]) -> bool {
    match bytes.first_chunk::<4>() {
        // Machine, number of sections, kind of optional header.
        Some(b"PE\0\0") => {
            matches!(u16_at(bytes, 4), Some(0x014c | 0x8664 | 0xaa64 | 0x01c0 | 0x01c4))
                && matches!(u16_at(bytes, 6), Some(1..=96))
                && matches!(u16_at(bytes, 24), Some(0x010b | 0x020b))
        }
        // Class, byte order, version.
        Some(b"\x7fELF") => matches!(bytes.get(4..7), Some([1 | 2, 1 | 2, 1])),
        // Processor: x86 or ARM.
        Some(b"\xcf\xfa\xed\xfe") => matches!(bytes.get(4..8), Some([7 | 12, 0, 0, 1])),
        Some(b"\xce\xfa\xed\xfe") => matches!(bytes.get(4..8), Some([7 | 12, 0, 0, 0])),
        // The number of architectures, or the version of a Java class.
        Some(b"\xca\xfe\xba\xbe") => matches!(bytes.get(4..8), Some([0, 0, 0, 1..=16 | 45..=80])),
        _ => false,
    }
}

/// A descriptor of ISO 9660 or UDF with its version, or the last block of a macOS image with its version and size.
fn is_disk_image(bytes: &[u8]) -> bool {
    bytes.starts_with(b"CD001\x01")
        || bytes.starts_with(b"BEA01\x01")
        || bytes.starts_with(b"koly\0\0\0\x04\0\0\x02\0")
}

/// The length of a tar archive's header.
pub(crate) const TAR_HEADER: usize = 512;

/// Whether a file starts with the header of a tar archive, even an old one without a mark. The header holds the sum of
/// its own bytes in octal digits, with the bytes of the sum counted as spaces.
pub(crate) fn is_tar(start: &[u8]) -> bool {
    let Some(header) = start.first_chunk::<TAR_HEADER>() else { return false };
    let (before, rest) = header.split_at(148);
    let (stated, after) = rest.split_at(8);
    let digits = stated.trim_ascii_start().split(|byte| matches!(byte, 0 | b' ')).next().unwrap_or_default();
    let stated = digits.iter().try_fold(0_u32, |number, digit| {
        let digit = char::from(*digit).to_digit(8)?;
        Some(number * 8 + digit)
    });
    let sum: u32 = before.iter().chain(after).map(|byte| u32::from(*byte)).sum();
    !digits.is_empty() && stated == Some(sum + 8 * u32::from(b' '))
}

fn is_jpeg(bytes: &[u8]) -> bool {
    (bytes.starts_with(b"\xff\xd8\xff\xe0") && bytes.get(6..11) == Some(b"JFIF\0"))
        || (bytes.starts_with(b"\xff\xd8\xff\xe1") && bytes.get(6..12) == Some(b"Exif\0\0"))
}

fn is_markup(bytes: &[u8]) -> bool {
    [&b"<html"[..], b"<script", b"<iframe", b"<!doctype", b"<?php"].iter().any(|tag| is_tag(bytes, tag))
}

/// Whether the tag, in any case, and a character that ends its name start here.
fn is_tag(bytes: &[u8], tag: &[u8]) -> bool {
    bytes.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
        && matches!(bytes.get(tag.len()), Some(b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'>' | b'/'))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}
