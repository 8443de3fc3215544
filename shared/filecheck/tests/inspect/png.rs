//! PNG (E2).

use filecheck::corpus::{self, png_chunk};
use filecheck::{Fault, Flaw, Part};
use rstest::rstest;

use crate::{accepted, fault, malformed, noise, replace, truncated};

/// A file of these chunks.
fn of(chunks: &[Vec<u8>]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

fn header(width: u32, height: u32, rest: [u8; 5]) -> Vec<u8> {
    png_chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &rest].concat())
}

fn grey() -> Vec<u8> {
    header(8, 8, [8, 0, 0, 0, 0])
}

fn indexed() -> Vec<u8> {
    header(8, 8, [8, 3, 0, 0, 0])
}

fn chunk(kind: &[u8; 4]) -> Vec<u8> {
    png_chunk(kind, b"")
}

fn palette(bytes: usize) -> Vec<u8> {
    png_chunk(b"PLTE", &vec![0; bytes])
}

#[rstest]
#[case(1, 1)]
#[case(640, 480)]
#[case(9_999, 3)]
fn a_good_png_is_accepted_with_its_dimensions(#[case] width: u32, #[case] height: u32) {
    assert_eq!(accepted(&corpus::png(width, height)).dimensions, Some((width, height)));
}

#[rstest]
#[case::several_data_chunks(&[grey(), chunk(b"IDAT"), chunk(b"IDAT"), chunk(b"IEND")])]
#[case::palette(&[indexed(), palette(768), chunk(b"IDAT"), chunk(b"IEND")])]
#[case::text_before_and_after(&[grey(), chunk(b"tEXt"), chunk(b"IDAT"), chunk(b"tIME"), chunk(b"IEND")])]
#[case::private_chunk(&[grey(), chunk(b"prVt"), chunk(b"IDAT"), chunk(b"IEND")])]
fn chunks_in_order_are_accepted(#[case] chunks: &[Vec<u8>]) {
    accepted(&of(chunks));
}

#[rstest]
#[case::no_header(&[chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngHeader)]
#[case::header_length(&[png_chunk(b"IHDR", &[0; 14]), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngHeader)]
#[case::header_twice(&[grey(), grey(), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngChunkOrder)]
#[case::no_data(&[grey(), chunk(b"IEND")], Flaw::PngChunkOrder)]
#[case::data_apart(&[grey(), chunk(b"IDAT"), chunk(b"tEXt"), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngChunkOrder)]
#[case::no_palette(&[indexed(), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngChunkOrder)]
#[case::palette_for_grey(&[grey(), palette(3), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngChunkOrder)]
#[case::palette_late(&[header(8, 8, [8, 2, 0, 0, 0]), chunk(b"IDAT"), palette(3), chunk(b"IEND")], Flaw::PngChunkOrder)]
#[case::palette_length(&[indexed(), palette(4), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngChunkLength)]
#[case::end_with_data(&[grey(), chunk(b"IDAT"), png_chunk(b"IEND", b"x")], Flaw::PngChunkLength)]
#[case::unknown_critical(&[grey(), chunk(b"ABCD"), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngChunkType)]
#[case::type_not_letters(&[grey(), chunk(b"a\0BC"), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngChunkType)]
#[case::reserved_bit(&[grey(), chunk(b"abcd"), chunk(b"IDAT"), chunk(b"IEND")], Flaw::PngChunkType)]
#[case::giant_chunk(&[grey(), b"\xff\xff\xff\xffIDAT".to_vec()], Flaw::PngChunkLength)]
#[case::after_the_end(&[grey(), chunk(b"IDAT"), chunk(b"IEND"), vec![1]], Flaw::DataAfterEnd)]
#[case::after_the_end_and_padding(&[grey(), chunk(b"IDAT"), chunk(b"IEND"), b"\n\0x".to_vec()], Flaw::DataAfterEnd)]
fn a_png_that_breaks_its_rules_is_refused(#[case] chunks: &[Vec<u8>], #[case] flaw: Flaw) {
    assert_eq!(malformed(&of(chunks)), flaw);
}

#[rstest]
#[case::no_width(header(0, 8, [8, 0, 0, 0, 0]))]
#[case::no_height(header(8, 0, [8, 0, 0, 0, 0]))]
#[case::negative_width(header(1 << 31, 1, [8, 0, 0, 0, 0]))]
#[case::depth(header(8, 8, [3, 0, 0, 0, 0]))]
#[case::colour(header(8, 8, [8, 5, 0, 0, 0]))]
#[case::combination(header(8, 8, [16, 3, 0, 0, 0]))]
#[case::compression(header(8, 8, [8, 0, 1, 0, 0]))]
#[case::filter(header(8, 8, [8, 0, 0, 1, 0]))]
#[case::interlace(header(8, 8, [8, 0, 0, 0, 2]))]
fn an_impossible_header_is_refused(#[case] header: Vec<u8>) {
    assert_eq!(malformed(&of(&[header, chunk(b"IDAT"), chunk(b"IEND")])), Flaw::PngHeader);
}

#[test]
fn one_changed_bit_anywhere_is_refused() {
    let good = corpus::png(8, 8);
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x10;
        assert!(corpus::verdict(&bad).is_err(), "bit of byte {at}");
    }
}

#[test]
fn a_checksum_across_reads_is_checked() {
    let data = noise(3 << 20);
    accepted(&of(&[grey(), png_chunk(b"IDAT", &data), chunk(b"IEND")]));
    let bad = replace(&png_chunk(b"IDAT", &data), b"IDAT", b"IDAT\x55");
    let bad = [&bad[..8], &bad[9..]].concat();
    accepted(&of(&[grey(), bad.clone(), chunk(b"IEND")]));
    let mut bad = bad;
    bad[2 << 20] ^= 1;
    assert_eq!(malformed(&of(&[grey(), bad, chunk(b"IEND")])), Flaw::PngChecksum);
}

#[test]
fn fifty_megapixels_are_too_many_and_one_row_less_is_not() {
    assert_eq!(
        fault(&corpus::png_claiming(50_000, 1_000)),
        Fault::TooManyPixels { width: 50_000, height: 1_000 }
    );
    accepted(&corpus::png_claiming(50_000, 999));
    fault(&corpus::png_claiming((1 << 31) - 1, (1 << 31) - 1));
}

#[rstest]
#[case::after_the_signature(8, Part::PngEnd)]
#[case::in_the_header(20, Part::PngChunk)]
#[case::after_the_header(33, Part::PngEnd)]
#[case::in_a_chunk_head(37, Part::PngChunk)]
#[case::in_the_data(45, Part::PngChunk)]
fn a_cut_png_says_where(#[case] length: usize, #[case] part: Part) {
    assert_eq!(truncated(&corpus::png(64, 64)[..length]), part);
}

#[test]
fn a_png_without_its_end_says_so() {
    let good = corpus::png(64, 64);
    assert_eq!(truncated(&good[..good.len() - 12]), Part::PngEnd);
}

#[test]
fn a_thumbnail_in_the_exif_chunk_is_no_second_format() {
    accepted(&corpus::png_with_chunk(b"eXIf", &corpus::jpeg()));
}
