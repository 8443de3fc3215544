//! The memory of an inspection stays bounded for any file (E2). The function has 512 MB.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use filecheck::corpus::{self, PdfFile};
use filecheck::{Limits, Source};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

const MIB: usize = 1 << 20;

/// The memory that a PDF may take besides its own bytes.
const BESIDE_A_PDF: usize = 64 * MIB;

/// The memory that a picture may take.
const PICTURE: usize = 2 * MIB + 64 * 1024;

/// A file that is not in memory twice: reads answer a copy of a part, as a store does.
struct Stored(&'static [u8]);

impl Source for Stored {
    type Error = ();

    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read(&mut self, offset: u64, length: usize) -> Result<Vec<u8>, ()> {
        let from = usize::try_from(offset).map_err(drop)?;
        Ok(self.0[from..self.0.len().min(from + length)].to_vec())
    }
}

/// The most that was allocated at once while this file was inspected.
fn held(bytes: Vec<u8>) -> usize {
    let mut source = Stored(bytes.leak());
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let limits = Limits::default();
    let verdict = pollster::block_on(filecheck::inspect(&mut source, &limits));
    verdict.expect("reads succeed").ok();
    ALLOCATED.peak_usage().saturating_sub(before)
}

/// A PDF with one part over and over again, as large as a file may be.
fn full_of(part: impl Fn(u32, &mut PdfFile)) -> Vec<u8> {
    let mut file = PdfFile::with_page("");
    let mut number = 10;
    while file.length() < 15 * MIB {
        part(number, &mut file);
        number += 2;
    }
    let bytes = file.end_with_stream(8, "").bytes();
    assert!(bytes.len() <= 25 * MIB, "{}", bytes.len());
    bytes
}

fn object(number: u32, file: &mut PdfFile) {
    file.object(number, "1");
}

fn stream(number: u32, file: &mut PdfFile, entries: &str) {
    file.stream(number, entries, b"");
}

fn object_stream(number: u32, file: &mut PdfFile) {
    file.object_stream(number, &[(number + 1, "<< >>")]);
}

/// Holds E2.
#[test]
fn no_file_makes_the_inspection_hold_more_than_it_may() {
    let picture = [corpus::jpeg(), vec![0; 24 * MIB]].concat();
    let chunk = corpus::png_chunk(b"IDAT", &vec![0x5a; 24 * MIB]);
    let pixels = corpus::png_of(&[corpus::png(8, 8)[8..33].to_vec(), chunk]);
    for (name, bytes) in [("JPEG", picture), ("PNG", pixels)] {
        let peak = held(bytes);
        assert!(peak <= PICTURE, "{name}: {peak}");
    }
    let blank = vec![b' '; 8 * MIB + 1];
    let numbers = vec![b'['; 64];
    let files = [
        ("large", corpus::padded_pdf(25 * MIB)),
        ("objects", full_of(object)),
        ("streams", full_of(|number, file| stream(number, file, ""))),
        ("attachments", full_of(|number, file| stream(number, file, "/Type /EmbeddedFile /EF [1 0 R]"))),
        ("object streams", full_of(object_stream)),
        ("one number", corpus::pdf_with_catalogue(&format!("/A [{}]", "1 ".repeat(12 * MIB)), &[])),
        ("depth", corpus::pdf_with_catalogue(&"[".repeat(24 * MIB), &[])),
        ("a bomb", corpus::pdf_with_object_stream(&String::from_utf8(blank).expect("text"))),
        ("nesting", corpus::pdf_with_object_stream(&String::from_utf8(numbers).expect("text"))),
    ];
    for (name, bytes) in files {
        let length = bytes.len();
        let peak = held(bytes);
        assert!(peak <= length + BESIDE_A_PDF, "{name}: {peak} for {length}");
    }
}
