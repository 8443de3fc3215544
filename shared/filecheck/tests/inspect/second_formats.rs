//! Second formats hidden in good files (E2).

use filecheck::{Fault, Flaw, Foreign, corpus};
use rstest::rstest;

use crate::{accepted, corpus::png_with_chunk, fault};

fn pe() -> Vec<u8> {
    let mut header = b"PE\0\0\x64\x86\x03\0".to_vec();
    header.resize(24, 0);
    header.extend_from_slice(&[0x0b, 0x02]);
    [b"MZ".to_vec(), vec![0; 62], header].concat()
}

/// The end of an archive as lenient readers take it: wrong disk numbers and counts.
fn odd_zip_end() -> Vec<u8> {
    let zip = corpus::zip();
    let end = zip.len() - 22;
    let mut odd = zip;
    odd[..4].fill(b'-');
    odd[end + 4..end + 10].copy_from_slice(&[1, 0, 7, 0, 9, 9]);
    odd
}

#[rstest]
#[case(corpus::zip(), Foreign::Zip)]
#[case(odd_zip_end(), Foreign::Zip)]
#[case(b"Rar!\x1a\x07\x01\0".to_vec(), Foreign::Rar)]
#[case(b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), Foreign::SevenZip)]
#[case(pe(), Foreign::Program)]
#[case(b"\x7fELF\x02\x01\x01\0".to_vec(), Foreign::Program)]
#[case(b"\xcf\xfa\xed\xfe\x07\0\0\x01".to_vec(), Foreign::Program)]
#[case(b"\xca\xfe\xba\xbe\0\0\0\x34".to_vec(), Foreign::Program)]
#[case(corpus::tar(true), Foreign::Tar)]
#[case(b"ustar  \0".to_vec(), Foreign::Tar)]
#[case(corpus::iso(), Foreign::DiskImage)]
#[case(b"\0BEA01\x01\0".to_vec(), Foreign::DiskImage)]
#[case(b"koly\0\0\0\x04\0\0\x02\0".to_vec(), Foreign::DiskImage)]
fn archives_and_programs_are_found_anywhere_in_any_format(
    #[case] hidden: Vec<u8>,
    #[case] foreign: Foreign,
    #[values(0, 1, 2, 3, 4, 5)] host: usize,
) {
    let jpeg = corpus::jpeg();
    let pdf = corpus::pdf();
    let hosts = [
        corpus::jpeg_with_segment(0xfe, &hidden),
        [&jpeg[..jpeg.len() - 2], &hidden, &jpeg[jpeg.len() - 2..]].concat(),
        [corpus::jpeg(), hidden.clone()].concat(),
        png_with_chunk(b"prVt", &hidden),
        corpus::pdf_with_stream("", &hidden),
        [pdf, hidden].concat(),
    ];
    let found = fault(&hosts[host]);
    // After the end of a JPEG the first byte that does not belong there is already a fault.
    if found != Fault::Malformed(Flaw::DataAfterEnd) || host != 2 {
        assert_eq!(found, Fault::SecondFormat(foreign));
    }
}

#[rstest]
#[case::in_pixels(png_with_chunk(b"IDAT", &corpus::zip()))]
#[case::after_the_end([corpus::png(8, 8), corpus::zip()].concat())]
fn an_archive_in_a_png_is_found(#[case] bytes: Vec<u8>) {
    assert_eq!(fault(&bytes), Fault::SecondFormat(Foreign::Zip));
}

#[rstest]
#[case(b"%PDF-1.4".to_vec(), Foreign::Pdf)]
#[case(b"GIF89a".to_vec(), Foreign::Gif)]
#[case(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), Foreign::Ole)]
#[case(b"<html>".to_vec(), Foreign::Markup)]
#[case(b"x<ScRiPt src=x>".to_vec(), Foreign::Markup)]
#[case(b"<!DOCTYPE html>".to_vec(), Foreign::Markup)]
#[case(b"<?php system".to_vec(), Foreign::Markup)]
#[case(b"<iframe\n".to_vec(), Foreign::Markup)]
#[case(b"<svg/onload=x>".to_vec(), Foreign::Markup)]
fn documents_and_mark_up_are_found_in_image_data(#[case] hidden: Vec<u8>, #[case] foreign: Foreign) {
    let expected = Fault::SecondFormat(foreign);
    assert_eq!(fault(&corpus::jpeg_with_segment(0xfe, &hidden)), expected);
    assert_eq!(fault(&corpus::jpeg_with_segment(0xe1, &hidden)), expected);
    assert_eq!(fault(&png_with_chunk(b"tEXt", &hidden)), expected);
    assert_eq!(fault(&png_with_chunk(b"iTXt", &hidden)), expected);
}

#[test]
fn an_image_in_an_image_of_another_format_is_found() {
    let png = corpus::png(8, 8);
    assert_eq!(fault(&corpus::jpeg_with_segment(0xe5, &png)), Fault::SecondFormat(Foreign::Png));
    assert_eq!(fault(&png_with_chunk(b"prVt", &corpus::jpeg())), Fault::SecondFormat(Foreign::Jpeg));
}

#[rstest]
#[case(b"MZ")]
#[case(b"PK")]
#[case(b"PK\x03\x04\xff\xff\xff\xff\xff\xff")]
#[case(b"\x7fELF\xff")]
#[case(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>")]
#[case(b"<htmlish>")]
#[case(b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>")]
#[case(b"image/gif application/pdf")]
fn what_only_looks_similar_is_accepted(#[case] harmless: &[u8]) {
    accepted(&corpus::jpeg_with_segment(0xe1, harmless));
    accepted(&png_with_chunk(b"iTXt", harmless));
    accepted(&corpus::pdf_with_stream("", harmless));
}

#[test]
fn a_signature_across_two_reads_is_found() {
    let bytes = corpus::jpeg_with_segment(0xfe, &corpus::zip());
    for size in 1..bytes.len() {
        let verdict = corpus::verdict_of(&mut corpus::Memory::in_pieces(bytes.clone(), &[size]));
        assert_eq!(verdict, Err(Fault::SecondFormat(Foreign::Zip)), "reads of {size}");
    }
}
