//! JPEG (E2).

use filecheck::{Fault, Flaw, Foreign, Part, corpus};
use rstest::rstest;

use crate::{accepted, fault, malformed, noise, replace, truncated};

const SCAN: &[u8] = &[0xff, 0xda, 0, 8];

#[rstest]
#[case(corpus::jpeg(), (16, 16))]
#[case(corpus::jpeg_sized(640, 480), (640, 480))]
#[case(corpus::jpeg_progressive(), (8, 8))]
fn a_good_jpeg_is_accepted_with_its_dimensions(#[case] bytes: Vec<u8>, #[case] size: (u32, u32)) {
    assert_eq!(accepted(&bytes).dimensions, Some(size));
}

#[test]
fn a_scan_has_stuffed_bytes_restart_markers_and_fill_bytes() {
    let bytes = corpus::jpeg();
    let (start, end) = bytes.split_at(bytes.len() - 2);
    let data = [0xff, 0, 1, 2, 0xff, 0xd0, 3, 0xff, 0xd7, 0xff, 0xff];
    accepted(&[start, &data, end].concat());
}

#[test]
fn fill_bytes_may_stand_before_any_marker() {
    accepted(&replace(&corpus::jpeg(), &[0xff, 0xdb], &[0xff, 0xff, 0xff, 0xdb]));
    accepted(&replace(&corpus::jpeg(), &[0xff, 0xdb], &[vec![0xff; 5_000], vec![0xdb]].concat()));
}

#[rstest]
#[case::zero_bytes(vec![0; 3_000])]
#[case::line_end(b"\r\n".to_vec())]
#[case::second_picture(corpus::jpeg())]
#[case::padding_and_pictures([vec![0; 100], corpus::jpeg(), vec![0], corpus::jpeg_progressive()].concat())]
fn padding_and_whole_pictures_may_follow_the_end(#[case] trailer: Vec<u8>) {
    let bytes = [corpus::jpeg_sized(32, 8), trailer].concat();
    assert_eq!(accepted(&bytes).dimensions, Some((32, 8)));
}

#[rstest]
#[case::text(b"hello".to_vec(), Flaw::DataAfterEnd)]
#[case::film(corpus::film(), Flaw::VideoAfterEnd)]
#[case::film_far_behind([noise(3 << 20), corpus::film()].concat(), Flaw::VideoAfterEnd)]
#[case::noise(noise(100), Flaw::DataAfterEnd)]
#[case::a_marker(vec![0xff, 0xd9], Flaw::DataAfterEnd)]
fn nothing_else_may_follow_the_end(#[case] trailer: Vec<u8>, #[case] flaw: Flaw) {
    assert_eq!(malformed(&[corpus::jpeg(), trailer].concat()), flaw);
}

#[test]
fn a_trailer_of_samsung_is_whole_or_does_not_belong_there() {
    let good =
        corpus::jpeg_with_samsung_trailer(&[(0x0a01, "Image_UTC_Data", b"1730888112345"), (1, "b", b"")]);
    accepted(&good);
    let end = corpus::jpeg().len();
    for at in end..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x40;
        // The values of blocks are free; the directory and its sums are not.
        let directory = bad[at..].len() <= 12 + 24 + 8;
        let kind = |at: usize| (at + 44 - good.len()) % 12;
        if directory && !matches!((at + 44 - good.len(), kind(at)), (4..=7, _) | (12.., 0..=3)) {
            assert_eq!(malformed(&bad), Flaw::DataAfterEnd, "byte {at}");
        }
    }
}

#[test]
fn a_picture_after_the_end_is_walked_like_the_first() {
    let second = corpus::jpeg();
    assert_eq!(truncated(&[corpus::jpeg(), second[..second.len() - 2].to_vec()].concat()), Part::JpegScan);
    let huge = corpus::jpeg_claiming(10_000, 10_000);
    let fault = fault(&[corpus::jpeg(), huge].concat());
    assert_eq!(fault, Fault::TooManyPixels { width: 10_000, height: 10_000 });
}

#[test]
fn fifty_megapixels_are_too_many_and_one_row_less_is_not() {
    assert_eq!(
        fault(&corpus::jpeg_claiming(10_000, 5_000)),
        Fault::TooManyPixels { width: 10_000, height: 5_000 }
    );
    accepted(&corpus::jpeg_claiming(10_000, 4_999));
    fault(&corpus::jpeg_claiming(65_535, 65_535));
}

#[rstest]
#[case::no_height(corpus::jpeg_claiming(16, 0), Flaw::JpegFrame)]
#[case::no_width(corpus::jpeg_claiming(0, 16), Flaw::JpegFrame)]
#[case::no_frame(replace(&corpus::jpeg(), &[0xff, 0xc0], &[0xff, 0xe0]), Flaw::JpegScan)]
#[case::lossless_frame(replace(&corpus::jpeg(), &[0xff, 0xc0], &[0xff, 0xc3]), Flaw::JpegMarker)]
#[case::reserved_marker(replace(&corpus::jpeg(), &[0xff, 0xc4], &[0xff, 0x02]), Flaw::JpegMarker)]
#[case::end_before_scan(replace(&corpus::jpeg(), SCAN, &[0xff, 0xd9, 0, 8]), Flaw::JpegScan)]
#[case::start_within(replace(&corpus::jpeg(), SCAN, &[0xff, 0xd8, 0, 8]), Flaw::JpegMarker)]
#[case::not_a_marker(replace(&corpus::jpeg(), &[0xff, 0xdb], &[0, 0xdb]), Flaw::JpegMarker)]
#[case::scan_length(replace(&corpus::jpeg(), SCAN, &[0xff, 0xda, 0, 9]), Flaw::JpegSegmentLength)]
#[case::segment_length(replace(&corpus::jpeg(), &[0xff, 0xdb, 0, 67], &[0xff, 0xdb, 0, 1]), Flaw::JpegSegmentLength)]
#[case::more_components_than_the_frame(replace(&corpus::jpeg(), &[0, 8, 1, 1], &[0, 8, 2, 1]), Flaw::JpegScan)]
#[case::frame_length(replace(&corpus::jpeg(), &[0, 11, 8], &[0, 12, 8]), Flaw::JpegFrame)]
fn a_jpeg_that_breaks_its_rules_is_refused(#[case] bytes: Vec<u8>, #[case] flaw: Flaw) {
    assert_eq!(malformed(&bytes), flaw);
}

#[test]
fn a_scan_without_data_is_refused() {
    let good = corpus::jpeg();
    let header = good.windows(4).position(|window| window == SCAN).expect("there is a scan") + 10;
    assert_eq!(malformed(&[&good[..header], &[0xff, 0xd9]].concat()), Flaw::JpegScan);
}

#[test]
fn a_second_frame_is_refused() {
    let good = corpus::jpeg();
    let frame = good.windows(2).position(|window| window == [0xff, 0xc0]).expect("there is a frame");
    let twice = [&good[..frame], &good[frame..frame + 13], &good[frame..]].concat();
    assert_eq!(malformed(&twice), Flaw::JpegFrame);
}

#[rstest]
#[case::in_a_segment(10, Part::JpegSegment)]
#[case::after_the_start(3, Part::JpegSegment)]
#[case::in_the_tables(60, Part::JpegSegment)]
fn a_jpeg_cut_in_its_segments_says_so(#[case] length: usize, #[case] part: Part) {
    assert_eq!(truncated(&corpus::jpeg()[..length]), part);
}

#[test]
fn a_thumbnail_in_exif_data_is_no_second_format() {
    let exif = [b"Exif\0\0II*\0", &corpus::jpeg()[..]].concat();
    accepted(&corpus::jpeg_with_segment(0xe1, &exif));
}

#[test]
fn random_pixels_are_no_second_format() {
    let data: Vec<u8> = noise(4 << 20).into_iter().filter(|byte| *byte != 0xff).collect();
    let bytes = corpus::jpeg();
    let (start, end) = bytes.split_at(bytes.len() - 2);
    accepted(&[start, &data, end].concat());
}

#[test]
fn short_mark_up_counts_only_outside_pixels() {
    let bytes = corpus::jpeg();
    let (start, end) = bytes.split_at(bytes.len() - 2);
    accepted(&[start, b"<svg >", end].concat());
    let comment = corpus::jpeg_with_segment(0xfe, b"<svg >");
    assert_eq!(fault(&comment), Fault::SecondFormat(Foreign::Markup));
}
