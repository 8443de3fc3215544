//! Size, type, digest and how the source is read (C4, E2).

use filecheck::corpus::{self, Memory};
use filecheck::{Fault, Flaw, Foreign, Format, Limits, Part};
use rstest::rstest;

use crate::{accepted, fault, noise, truncated};

const LARGEST: usize = 26_214_400;

#[test]
fn an_empty_file_is_refused_without_a_read() {
    let mut source = Memory::new([]);
    assert_eq!(corpus::verdict_of(&mut source), Err(Fault::Empty));
    assert_eq!(source.reads(), 0);
}

#[test]
fn one_byte_more_than_25mb_is_refused_without_a_read() {
    let mut source = Memory::new(corpus::padded_pdf(LARGEST + 1));
    assert_eq!(corpus::verdict_of(&mut source), Err(Fault::TooLarge));
    assert_eq!(source.reads(), 0);
}

#[test]
fn exactly_25mb_is_accepted_in_reads_of_at_most_1_mib() {
    let mut source = Memory::new(corpus::padded_pdf(LARGEST));
    let accepted = corpus::verdict_of(&mut source).expect("the file is good");
    assert_eq!(accepted.bytes, LARGEST as u64);
    assert_eq!(source.reads(), 25);
    assert_eq!(source.longest_read(), 1 << 20);
}

#[test]
fn a_padded_pdf_has_exactly_the_size_asked_for() {
    for bytes in [2_048, 2_049, 9_999, 10_000, 99_999, 1_000_000, 1_048_577] {
        assert_eq!(accepted(&corpus::padded_pdf(bytes)).bytes, bytes as u64);
    }
}

#[rstest]
#[case(corpus::jpeg(), Format::Jpeg)]
#[case(corpus::jpeg_progressive(), Format::Jpeg)]
#[case(corpus::png(3, 3), Format::Png)]
#[case(corpus::pdf(), Format::Pdf)]
fn the_content_decides_the_format(#[case] bytes: Vec<u8>, #[case] format: Format) {
    assert_eq!(accepted(&bytes).format, format);
}

#[test]
fn the_digest_is_the_sha_256_of_all_bytes() {
    use sha2::{Digest, Sha256};
    let bytes = corpus::padded_pdf(3 << 20);
    assert_eq!(accepted(&bytes).sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
}

#[rstest]
#[case::one_byte(b"x".to_vec())]
#[case::text(b"Service acceptance passed".to_vec())]
#[case::windows_program(b"MZ\x90\0\x03\0\0\0".to_vec())]
#[case::gif(b"GIF89a\x01\0\x01\0\0\0\0".to_vec())]
#[case::zip(corpus::zip())]
#[case::html(b"<html></html>".to_vec())]
#[case::start_of_jpeg_only(b"\xff\xd8".to_vec())]
#[case::start_of_png_only(b"\x89PNG".to_vec())]
#[case::start_of_pdf_only(b"%PDF".to_vec())]
#[case::magic_one_byte_late([b" ", &corpus::pdf()[..]].concat())]
#[case::random(noise(4_096))]
fn what_does_not_start_like_a_jpeg_png_or_pdf_is_refused(#[case] bytes: Vec<u8>) {
    assert_eq!(fault(&bytes), Fault::WrongType);
}

#[rstest]
#[case(corpus::jpeg())]
#[case(corpus::png(40, 30))]
#[case(corpus::pdf())]
fn a_file_is_never_accepted_when_cut(#[case] bytes: Vec<u8>) {
    let whole = bytes.len() - bytes.iter().rev().take_while(|byte| **byte == b'\n').count();
    for length in 0..whole {
        assert!(corpus::verdict(&bytes[..length]).is_err(), "cut to {length} bytes");
    }
}

/// Says it is longer than it is.
struct Short;

impl filecheck::Source for Short {
    type Error = ();
    fn len(&self) -> u64 {
        1_000
    }
    async fn read(&mut self, offset: u64, _length: usize) -> Result<Vec<u8>, ()> {
        let bytes = corpus::jpeg();
        Ok(bytes[bytes.len().min(offset as usize)..].to_vec())
    }
}

/// Fails.
struct Broken;

impl filecheck::Source for Broken {
    type Error = &'static str;
    fn len(&self) -> u64 {
        1_000
    }
    async fn read(&mut self, _offset: u64, _length: usize) -> Result<Vec<u8>, &'static str> {
        Err("gone")
    }
}

fn once<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("not ready"),
    }
}

#[test]
fn a_source_that_ends_early_is_a_truncated_file() {
    let verdict = once(filecheck::inspect(&mut Short, &Limits::default()));
    assert_eq!(verdict, Ok(Err(Fault::Truncated(Part::Source))));
}

#[test]
fn an_error_of_the_source_is_not_a_verdict() {
    assert_eq!(once(filecheck::inspect(&mut Broken, &Limits::default())), Err("gone"));
}

#[test]
fn an_inspection_can_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&filecheck::inspect(&mut Short, &Limits::default()));
}

#[test]
fn codes_are_stable_and_different() {
    let kinds = [
        (Fault::Empty, "empty"),
        (Fault::TooLarge, "too_large"),
        (Fault::WrongType, "wrong_type"),
        (Fault::Truncated(Part::PdfEnd), "truncated"),
        (Fault::Malformed(Flaw::PngHeader), "malformed"),
        (Fault::SecondFormat(Foreign::Zip), "second_format"),
        (Fault::TooManyPixels { width: 1, height: 1 }, "too_many_pixels"),
    ];
    for (fault, code) in kinds {
        assert_eq!(fault.code(), code);
    }
    assert_eq!(Fault::SecondFormat(Foreign::SevenZip).detail(), Some("seven_zip"));
    assert_eq!(Fault::Empty.detail(), None);
    let mut flaws: Vec<_> = Flaw::ALL.iter().map(|flaw| flaw.code()).collect();
    flaws.sort_unstable();
    flaws.dedup();
    assert_eq!(flaws.len(), Flaw::ALL.len());
}

#[test]
fn a_jpeg_cut_in_its_pixels_says_so() {
    let bytes = corpus::jpeg_sized(80, 80);
    assert_eq!(truncated(&bytes[..bytes.len() - 4]), Part::JpegScan);
}
