//! Pictures, and what follows their end.

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::row::{NONE, Row};
use crate::corpus::jpeg::{jpeg, jpeg_progressive, jpeg_sized, jpeg_with_frame, jpeg_with_segment};
use crate::corpus::pdf::pdf;
use crate::corpus::png::{png, png_chunk, png_of, png_with_chunk};
use crate::corpus::trailers::{
    film, jpeg_with_credentials, jpeg_with_film, jpeg_with_samsung_trailer, png_with_credentials,
};
use crate::{Fault, Flaw, Part};

const APPENDED: Fault = Fault::Malformed(Flaw::DataAfterEnd);
const FILM: Fault = Fault::Malformed(Flaw::VideoAfterEnd);

pub(super) fn pictures() -> Vec<Row> {
    let exif = [&b"Exif\0\0MM\0*\0\0\0\x08"[..], b"Apple iOS\0\0\x01MM", &jpeg()].concat();
    let header = |rest: [u8; 5]| png_chunk(b"IHDR", &[&[0, 0, 0, 8, 0, 0, 0, 8][..], &rest].concat());
    let pixels = |bytes: usize| png_chunk(b"IDAT", &compress_to_vec_zlib(&vec![0; bytes], 6));
    let palette = png_chunk(b"PLTE", &[0xff; 48]);
    let frame = png_chunk(b"fcTL", &[0; 26]);
    let map = |text: &[u8]| jpeg_with_segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", text].concat());
    let ultra = map(b"<x:xmpmeta><rdf:Description hdrgm:Version=\"1.0\"/></x:xmpmeta>");
    let office = png_with_chunk(b"msOG", b"MSOFFICE9.0GIF89a\x01\0\x01\0");
    vec![
        ("JPEG, baseline", jpeg_sized(640, 480), Ok(NONE)),
        ("JPEG, progressive", jpeg_progressive(), Ok(NONE)),
        (
            "JPEG, CMYK of Photoshop",
            jpeg_with_frame(&[8, 0, 16, 0, 16, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]),
            Ok(NONE),
        ),
        ("JPEG, 12 bits", jpeg_with_frame(&[12, 0, 16, 0, 16, 1, 1, 0x11, 0]), Ok(NONE)),
        ("JPEG, Adobe's segment", jpeg_with_segment(0xee, b"Adobe\0\x64\0\0\0\0\x02"), Ok(NONE)),
        ("JPEG, iPhone: maker's notes and a thumbnail", jpeg_with_segment(0xe1, &exif), Ok(NONE)),
        (
            "JPEG, thumbnail of JFIF",
            jpeg_with_segment(0xe0, &[b"JFXX\0\x10", &jpeg()[..]].concat()),
            Ok(NONE),
        ),
        (
            "JPEG, Photoshop's resources with a thumbnail",
            jpeg_with_segment(0xed, &[b"Photoshop 3.0\x008BIM\x04\x0c\0\0", &jpeg()[..]].concat()),
            Ok(NONE),
        ),
        (
            "JPEG, colour profile",
            jpeg_with_segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &[7; 600][..]].concat()),
            Ok(NONE),
        ),
        (
            "JPEG, several pictures (MPO) with filling between",
            [jpeg_with_segment(0xe2, b"MPF\0II*\0"), vec![0; 500], jpeg(), vec![0xff; 7], jpeg()].concat(),
            Ok(NONE),
        ),
        ("JPEG, Ultra HDR: a gain map follows", [ultra.clone(), jpeg()].concat(), Ok(NONE)),
        ("JPEG, Content Credentials with a PNG in them", jpeg_with_credentials(&png(8, 8)), Ok(NONE)),
        ("PNG, grey, one bit", png(640, 480), Ok(NONE)),
        ("PNG, 16 bits, interlaced", png_of(&[header([16, 2, 0, 0, 1]), pixels(400)]), Ok(NONE)),
        (
            "PNG, palette with transparency",
            png_of(&[header([4, 3, 0, 0, 0]), palette, png_chunk(b"tRNS", &[0]), pixels(40)]),
            Ok(NONE),
        ),
        (
            "PNG, macOS screenshot",
            png_of(&[
                header([8, 6, 0, 0, 0]),
                png_chunk(b"iCCP", b"Display\0\0x"),
                png_chunk(b"eXIf", b"MM\0*"),
                png_chunk(b"iDOT", &[0; 28]),
                pixels(264),
            ]),
            Ok(NONE),
        ),
        (
            "PNG, Windows screenshot",
            png_of(&[
                header([8, 6, 0, 0, 0]),
                png_chunk(b"sRGB", &[0]),
                png_chunk(b"gAMA", &[0, 0, 0xb1, 0x8f]),
                png_chunk(b"pHYs", &[0; 9]),
                pixels(264),
            ]),
            Ok(NONE),
        ),
        (
            "PNG, animated",
            png_of(&[
                header([8, 0, 0, 0, 0]),
                png_chunk(b"acTL", &[0; 8]),
                frame.clone(),
                pixels(72),
                frame,
                png_chunk(b"fdAT", &[0; 30]),
            ]),
            Ok(NONE),
        ),
        (
            "PNG, text and XMP",
            png_with_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"),
            Ok(NONE),
        ),
        (
            "PNG, a drawing kept as text",
            png_with_chunk(b"tEXt", b"mxfile\0%3Cmxfile%20host%3D%22app%22%3E"),
            Ok(NONE),
        ),
        ("PNG, of Office, which keeps the animation it was", office, Ok(NONE)),
        (
            "PNG, Content Credentials with a JPEG in them",
            png_with_credentials(&jpeg_with_segment(0xe1, b"Exif\0\0II*\0")),
            Ok(NONE),
        ),
    ]
}

pub(super) fn appended() -> Vec<Row> {
    let after = |file: Vec<u8>, more: &[u8]| [&file[..], more].concat();
    let capture: &[(u16, &str, &[u8])] =
        &[(0x0a01, "Image_UTC_Data", b"1730888112345"), (0x0c61, "Camera_Capture_Mode_Info", b"1")];
    let portrait: &[(u16, &str, &[u8])] =
        &[(0x0ab1, "DualShot_1", &jpeg()), (0x0ab3, "DualShot_DepthMap_1", &[7; 900])];
    let motion: &[(u16, &str, &[u8])] = &[(0x0a30, "MotionPhoto_Data", &film()), capture[0]];
    let mut broken = jpeg_with_samsung_trailer(capture);
    broken.splice(jpeg().len()..jpeg().len(), *b"hidden");
    vec![
        ("JPEG, then NUL", after(jpeg(), &[0; 5_000]), Ok(NONE)),
        ("JPEG, then all bits set", after(jpeg(), &[0xff; 5_000]), Ok(NONE)),
        ("JPEG, then a line end", after(jpeg(), b"\r\n"), Ok(NONE)),
        ("PNG, then NUL, to a block of 4 kB", after(png(8, 8), &[0; 4_000]), Ok(NONE)),
        ("PNG, then a line end", after(png(8, 8), b"\r\n"), Ok(NONE)),
        ("PNG, then all bits set", after(png(8, 8), &[0xff; 100]), Ok(NONE)),
        ("PDF, then NUL, further than readers look back", after(pdf(), &[0; 5_245]), Ok(NONE)),
        ("PDF, then line ends", after(pdf(), &b"\r\n".repeat(900)), Ok(NONE)),
        ("PDF, then the end of text of old systems", after(pdf(), b"\x1a"), Ok(NONE)),
        ("JPEG, Samsung's description of the photo", jpeg_with_samsung_trailer(capture), Ok(NONE)),
        (
            "JPEG, Samsung's portrait with its first picture and depths",
            jpeg_with_samsung_trailer(portrait),
            Ok(NONE),
        ),
        ("JPEG, Samsung's motion photo", jpeg_with_samsung_trailer(motion), Err(FILM)),
        ("JPEG, Google's motion photo", jpeg_with_film(), Err(FILM)),
        ("JPEG, motion photo with a gain map", [jpeg(), jpeg(), film()].concat(), Err(FILM)),
        (
            "JPEG, motion photo, the film after a name",
            after(jpeg(), &[b"MotionPhoto_Data", &film()[..]].concat()),
            Err(FILM),
        ),
        ("JPEG, bytes before Samsung's description", broken, Err(APPENDED)),
        (
            "JPEG cropped, the rest of the larger one left",
            after(jpeg(), &jpeg_sized(90, 90)[40..]),
            Err(APPENDED),
        ),
        ("PNG cropped, the rest of the larger one left", after(png(8, 8), &png(90, 90)[50..]), Err(APPENDED)),
        ("PNG, then text", after(png(8, 8), b"\nreviewed by Kim"), Err(APPENDED)),
        ("PDF, then the remains of an email", after(pdf(), b"\n--boundary--\n"), Err(APPENDED)),
        (
            "PDF, then a change that breaks off",
            after(pdf(), b"7 0 obj\n<< /Length 4"),
            Err(Fault::Truncated(Part::PdfEnd)),
        ),
        ("PDF, a download that broke off", pdf()[..300].to_vec(), Err(Fault::Truncated(Part::PdfEnd))),
    ]
}
