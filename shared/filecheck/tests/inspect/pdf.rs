//! PDF: well-formed start and end, active content (E2).

use filecheck::{Fault, Flaw, Part, PdfFlags, corpus};
use miniz_oxide::deflate::compress_to_vec_zlib;
use rstest::rstest;

use crate::{accepted, fault, malformed, noise, replace, truncated};

const NONE: PdfFlags = PdfFlags::NONE;
const JAVASCRIPT: PdfFlags = PdfFlags { javascript: true, ..NONE };
const LAUNCH: PdfFlags = PdfFlags { launch: true, ..NONE };
const EMBEDDED: PdfFlags = PdfFlags { embedded_files: true, ..NONE };
const NOT_EXAMINABLE: PdfFlags = PdfFlags { not_examinable: true, ..NONE };

fn flags(bytes: &[u8]) -> PdfFlags {
    accepted(bytes).pdf_flags
}

#[test]
fn a_good_pdf_has_no_flags() {
    let good = accepted(&corpus::pdf());
    assert_eq!((good.pdf_flags, good.dimensions), (NONE, None));
    assert!(!good.pdf_flags.any());
}

#[rstest]
#[case(b"1.0", true)]
#[case(b"1.4", true)]
#[case(b"2.0", true)]
#[case(b"1.8", false)]
#[case(b"2.1", false)]
#[case(b"3.0", false)]
#[case(b"1,7", false)]
fn only_known_versions_are_accepted(#[case] version: &[u8], #[case] good: bool) {
    let bytes = replace(&corpus::pdf(), b"1.7", version);
    assert_eq!(corpus::verdict(&bytes).is_ok(), good);
    if !good {
        assert_eq!(malformed(&bytes), Flaw::PdfVersion);
    }
}

#[test]
fn only_white_space_may_follow_the_end() {
    accepted(&[corpus::pdf(), b"\r\n \0".to_vec()].concat());
    assert_eq!(malformed(&[corpus::pdf(), b"x".to_vec()].concat()), Flaw::DataAfterEnd);
    accepted(&[corpus::pdf(), vec![b' '; 1_100]].concat());
}

#[test]
fn an_update_appended_to_a_pdf_is_accepted() {
    accepted(&[corpus::pdf(), b"1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF".to_vec()].concat());
}

#[rstest]
#[case::no_keyword(b"startxxxx\n", Flaw::PdfTrailer)]
#[case::no_number(b"startxref\n\n%", Flaw::PdfTrailer)]
#[case::beyond_the_file(b"startxref\n99999999999999999999999", Flaw::PdfTrailer)]
fn an_end_without_an_offset_inside_the_file_is_refused(#[case] end: &[u8], #[case] flaw: Flaw) {
    assert_eq!(malformed(&replace(&corpus::pdf(), b"startxref\n", end)), flaw);
}

#[test]
fn a_header_and_an_end_alone_are_no_document() {
    assert_eq!(malformed(b"%PDF-1.7\nstartxref\n9\n%%EOF"), Flaw::PdfObjects);
    assert_eq!(malformed(&replace(&corpus::pdf(), b"/Root", b"/Boot")), Flaw::PdfObjects);
}

#[test]
fn a_stream_without_an_end_is_refused() {
    assert_eq!(malformed(&replace(&corpus::pdf(), b"endstream", b"endstraem")), Flaw::PdfStream);
}

#[test]
fn a_pdf_cut_anywhere_before_its_end_is_truncated() {
    let good = corpus::pdf();
    for length in [9, 200, good.len() - 7] {
        assert_eq!(truncated(&good[..length]), Part::PdfEnd);
    }
}

#[rstest]
#[case::javascript(corpus::pdf_with_javascript(), JAVASCRIPT)]
#[case::launch(corpus::pdf_with_launch(), LAUNCH)]
#[case::embedded(corpus::pdf_with_embedded_file(), EMBEDDED)]
#[case::encrypted(corpus::pdf_encrypted(), NOT_EXAMINABLE)]
#[case::in_object_stream(corpus::pdf_with_javascript_in_object_stream(), JAVASCRIPT)]
fn active_content_is_flagged(#[case] bytes: Vec<u8>, #[case] expected: PdfFlags) {
    assert_eq!(flags(&bytes), expected);
    assert!(expected.any());
}

#[rstest]
#[case("/JS (x)", JAVASCRIPT)]
#[case("/JS(x)", JAVASCRIPT)]
#[case("/S/JavaScript", JAVASCRIPT)]
#[case("/S /J#61vaScript", JAVASCRIPT)]
#[case("/S /#4a#61#76#61#53#63#72#69#70#74 ", JAVASCRIPT)]
#[case("/AcroForm << /XFA 9 0 R >>", PdfFlags { xfa: true, ..JAVASCRIPT })]
#[case("/S /L#61unch", LAUNCH)]
#[case("/EF << >>", EMBEDDED)]
#[case("/Subtype /RichMedia", PdfFlags { rich_media: true, ..EMBEDDED })]
#[case("/Subtype /FileAttachment", EMBEDDED)]
#[case("/S /GoToE", PdfFlags { remote_document: true, ..EMBEDDED })]
#[case("/S /JavaScripts", NONE)]
#[case("/MyJavaScript true", NONE)]
#[case("/JSON (x)", NONE)]
#[case("/J#2aS (x)", NONE)]
#[case("/S /URI", PdfFlags { links: true, ..NONE })]
#[case("/# 1", NONE)]
#[case("/#", NOT_EXAMINABLE)]
#[case("/OpenAction [3 0 R /Fit]", NONE)]
#[case("/T (JavaScript /Launch)", NONE)]
fn names_are_compared_decoded_and_whole(#[case] entries: &str, #[case] expected: PdfFlags) {
    assert_eq!(flags(&corpus::pdf_with_catalogue(entries, &[])), expected);
    assert_eq!(flags(&corpus::pdf_with_object_stream(&format!("<< {entries} >>"))), expected);
}

#[test]
fn names_in_the_data_of_a_stream_are_not_flagged() {
    let mut data = noise(2 << 20);
    data.extend_from_slice(b"/JS(/EF /XFA/ 8 0 obj << /S /JavaScript /JS (x) >> endobj");
    assert_eq!(flags(&corpus::pdf_with_stream("/Filter /DCTDecode", &data)), NONE);
}

#[rstest]
#[case::array("/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode]")]
#[case::glued("/Type/ObjStm/N 1/First 4/Filter/FlateDecode")]
#[case::escaped("/Type /Obj#53tm /N 1 /First 4 /Filter /Fl#61teDecode")]
#[case::type_by_reference("/Type 9 0 R /N 1 /First 4 /Filter /FlateDecode")]
fn object_streams_are_recognised_however_they_are_written(#[case] entries: &str) {
    let data = compress_to_vec_zlib(b"7 0 << /JS (x) >>", 6);
    assert_eq!(flags(&corpus::pdf_with_stream(entries, &data)), JAVASCRIPT);
}

#[test]
fn an_object_stream_that_is_not_compressed_is_in_plain_sight() {
    let bytes = corpus::pdf_with_stream("/Type /ObjStm /N 1 /First 4", b"7 0 << /JS (x) >>");
    assert_eq!(flags(&bytes), JAVASCRIPT);
}

#[rstest]
#[case::other_filter("/Filter /LZWDecode")]
#[case::two_filters("/Filter [/ASCIIHexDecode /FlateDecode]")]
#[case::twice("/Filter [/FlateDecode /FlateDecode]")]
#[case::by_reference("/Filter 9 0 R")]
#[case::parameters("/Filter /FlateDecode /DecodeParms << /Predictor 2 >>")]
#[case::other_file("/F (other.pdf)")]
#[case::not_deflate("/Filter /FlateDecode")]
fn an_object_stream_that_cannot_be_inflated_is_flagged(#[case] entries: &str) {
    let entries = format!("/Type /ObjStm /N 1 /First 4 {entries}");
    assert_eq!(flags(&corpus::pdf_with_stream(&entries, b"no deflate")), NOT_EXAMINABLE);
}

#[test]
fn a_cut_object_stream_is_flagged_with_what_was_seen() {
    let text = [b"7 0 << /JS (x) >>", &noise(9_000)[..]].concat();
    let data = compress_to_vec_zlib(&text, 6);
    let entries = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode";
    let bytes = corpus::pdf_with_stream(entries, &data[..data.len() / 2]);
    assert_eq!(flags(&bytes), PdfFlags { not_examinable: true, ..JAVASCRIPT });
}

#[test]
fn an_object_stream_whose_data_is_not_found_is_flagged() {
    let object = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >> %\nstream\n\nendstream".to_vec();
    assert_eq!(flags(&corpus::pdf_with_catalogue("", &[object])), NOT_EXAMINABLE);
}

#[test]
fn a_deflate_bomb_in_an_object_stream_is_cut_off_and_flagged() {
    // Each of these inflates to a thousand times its size.
    let bomb = compress_to_vec_zlib(&vec![b' '; 64 << 20], 9);
    assert!(bomb.len() < 100_000);
    let entries = "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode";
    assert_eq!(flags(&corpus::pdf_with_stream(entries, &bomb)), NOT_EXAMINABLE);
}

#[test]
fn names_and_keywords_across_two_reads_are_found() {
    let bytes = corpus::pdf_with_javascript_in_object_stream();
    for size in 1..200 {
        let verdict = corpus::verdict_of(&mut corpus::Memory::in_pieces(bytes.clone(), &[size]));
        assert_eq!(verdict.map(|accepted| accepted.pdf_flags), Ok(JAVASCRIPT), "reads of {size}");
    }
}

#[test]
fn an_embedded_picture_is_no_second_format() {
    let entries = "/Type /XObject /Subtype /Image /Filter /DCTDecode";
    assert_eq!(flags(&corpus::pdf_with_stream(entries, &corpus::jpeg())), NONE);
    assert_eq!(flags(&corpus::pdf_with_stream("", &corpus::png(8, 8))), NONE);
}

#[test]
fn mark_up_quoted_in_a_document_is_no_second_format() {
    assert_eq!(flags(&corpus::pdf_with_catalogue("/Title (<script>alert</script>)", &[])), NONE);
}

#[test]
fn mark_up_before_the_first_object_is_a_second_format() {
    let bytes = replace(&corpus::pdf(), b"1 0 obj", b"<html>\n1 0 obj");
    assert_eq!(fault(&bytes), Fault::SecondFormat(filecheck::Foreign::Markup));
}

/// Holds E2.
#[test]
fn structure_that_repeats_itself_is_cut_off_and_flagged() {
    let many = |part: &str, count: usize| part.repeat(count);
    let in_catalogue = |entry: String| corpus::pdf_with_catalogue(&entry, &[]);
    let stream = |count: usize, object: &str| {
        // Every object is the same one, and that is long.
        let head = many("1 0 ", count);
        let entries = format!("/Type /ObjStm /N {count} /First {}", head.len());
        let mut file = corpus::PdfFile::with_page("");
        file.compressed(6, &entries, (head + object).as_bytes()).end_with_table("").bytes()
    };
    let cycle = {
        let mut file = corpus::PdfFile::with_page("");
        let start = file.length();
        file.end_with_table(&format!("/Prev {start}")).bytes()
    };
    for (name, bytes) in [
        ("arrays in arrays", in_catalogue(format!("/A {}{}", many("[", 300), many("]", 300)))),
        ("arrays that never end", in_catalogue(format!("/A {}", many("[", 100_000)))),
        ("dictionaries that never end", in_catalogue(format!("/A {}", many("<< /A ", 100_000)))),
        ("one object, many times", stream(30_000, &format!("[{}]", many("1 ", 40_000)))),
        ("a string that never ends, many times", stream(30_000, &format!("({}", many("x", 80_000)))),
        ("more objects than the data has", stream(2, "1 2").clone()),
        ("a table that leads to itself", cycle),
    ] {
        let found = accepted(&bytes).pdf_flags;
        assert_eq!(found.not_examinable, name != "more objects than the data has", "{name}");
    }
}

#[test]
fn an_index_of_more_entries_than_fit_is_not_followed() {
    let huge = format!("xref\n0 {}\n", u32::MAX);
    let bytes = replace(&corpus::pdf(), b"xref\n", huge.as_bytes());
    assert!(accepted(&bytes).pdf_flags.not_examinable);
}

/// Holds E2.
#[test]
fn a_file_that_needs_a_password_says_so() {
    let locked = corpus::pdf_with_password();
    assert_eq!(fault(&locked), Fault::NeedsPassword);
    // Readers repair what leads nowhere, and then ask for the password too.
    assert_eq!(fault(&replace(&locked, b"startxref\n", b"startxref\n9 %")), Fault::NeedsPassword);
}
