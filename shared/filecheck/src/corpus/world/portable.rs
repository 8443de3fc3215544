//! PDFs: as programs write them, with active content, and with hidden content.

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::row::{
    EMBEDDED, JAVASCRIPT, LAUNCH, LINKS, MEDIA, NONE, REMOTE, Row, UNKNOWN, UNKNOWN_SCRIPT, XFA,
};
use crate::corpus::jpeg::{jpeg, jpeg_with_segment};
use crate::corpus::pdf::{
    pdf, pdf_encrypted, pdf_with_attachment, pdf_with_catalogue, pdf_with_object_stream, pdf_with_stream,
};
use crate::corpus::pdf_file::PdfFile;
use crate::corpus::png::png_with_chunk;
use crate::corpus::trailers::{iso, png_with_credentials, tar, tar_over};
use crate::corpus::zip::zip;
use crate::{Fault, Foreign, PdfFlags};

const TAR: Fault = Fault::SecondFormat(Foreign::Tar);
const ZIP: Fault = Fault::SecondFormat(Foreign::Zip);
const DISK: Fault = Fault::SecondFormat(Foreign::DiskImage);

pub(super) fn documents() -> Vec<Row> {
    let modern = |entries: &str| {
        let mut file = PdfFile::with_header(b"%PDF-1.5\r%\xe2\xe3\xcf\xd3\r\n");
        let catalogue = format!("<< /Type /Catalog /Pages 2 0 R {entries} >>");
        let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>";
        file.object_stream(
            4,
            &[(1, &catalogue), (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"), (3, page)],
        );
        file.end_with_stream(5, "").clone()
    };
    let changed = PdfFile::with_page("")
        .end_with_table("")
        .object(4, "(Changed)")
        .end_with_table("")
        .object(6, "<< /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 9 9 9] /Contents <00112233> >>")
        .end_with_table("")
        .bytes();
    let rewritten =
        modern("").object_stream(6, &[(3, "<< /Type /Page /Parent 2 0 R >>")]).end_with_stream(7, "").bytes();
    let length_after = PdfFile::with_page("")
        .object(6, "<< /Length 7 0 R >>\nstream\nq endstream Q\nendstream")
        .object(7, "13")
        .end_with_table("")
        .bytes();
    let xml = b"<?xml version='1.0'?><rsm:CrossIndustryInvoice/>";
    let portfolio = "/Collection << /View /D >> /Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>";
    let data = "/Type /EmbeddedFile /Subtype /text#2Fxml /Params << /Size 48 >>";
    vec![
        ("PDF, table", pdf(), Ok(NONE)),
        ("PDF, object streams, line ends of two bytes (Word, Acrobat)", modern("").bytes(), Ok(NONE)),
        ("PDF, changed twice, the second time signed", changed, Ok(NONE)),
        ("PDF, object streams, changed", rewritten, Ok(NONE)),
        ("PDF, linearised", include_bytes!("../../../tests/fixtures/linearised.pdf").to_vec(), Ok(NONE)),
        ("PDF, hybrid (LibreOffice, older Office)", hybrid("(hello)"), Ok(NONE)),
        ("PDF, the length of a stream after it, `endstream` in it", length_after, Ok(NONE)),
        (
            "PDF, tagged, with a language",
            pdf_with_catalogue("/Lang (en-GB) /MarkInfo << /Marked true >>", &[]),
            Ok(NONE),
        ),
        (
            "PDF, with links",
            pdf_with_catalogue("/A << /S /URI /URI (https://example.org) >>", &[]),
            Ok(LINKS),
        ),
        ("PDF/A-3 with data beside the page", pdf_with_attachment("factur-x.xml", data, xml), Ok(EMBEDDED)),
        (
            "PDF, portfolio",
            pdf_with_catalogue(portfolio, &[b"<< /Type /Filespec /F (a) >>".to_vec()]),
            Ok(EMBEDDED),
        ),
        (
            "PDF, a Word file attached, not compressed",
            pdf_with_attachment("report.docx", "/Type /EmbeddedFile", &zip()),
            Ok(EMBEDDED),
        ),
        (
            "PDF, a Word file attached, without its type",
            pdf_with_attachment("report.docx", "", &zip()),
            Ok(EMBEDDED),
        ),
        ("PDF, a table that is wrong by one byte", wrong_by_one(), Ok(UNKNOWN)),
    ]
}

pub(super) fn active() -> Vec<Row> {
    let action = |action: &str| pdf_with_catalogue(&format!("/OpenAction << {action} >>"), &[]);
    vec![
        ("script when opened", action("/S /JavaScript /JS (x)"), Ok(JAVASCRIPT)),
        ("script, names escaped", action("/#53 /J#61vaScript /#4a#53 (x)"), Ok(JAVASCRIPT)),
        (
            "script on a page",
            pdf_with_catalogue("/AA << /WC << /S /JavaScript /JS 4 0 R >> >>", &[]),
            Ok(JAVASCRIPT),
        ),
        (
            "script in the tree of names",
            pdf_with_catalogue("/Names << /JavaScript << /Names [(a) 6 0 R] >> >>", &[]),
            Ok(JAVASCRIPT),
        ),
        (
            "script, its type by reference",
            pdf_with_catalogue("/OpenAction << /S 6 0 R >>", &[b"/JavaScript".to_vec()]),
            Ok(JAVASCRIPT),
        ),
        (
            "script in an object stream",
            pdf_with_object_stream("<< /S /JavaScript /JS (x) >>"),
            Ok(JAVASCRIPT),
        ),
        (
            "script in a hybrid file, where only newer readers look",
            hybrid("<< /S /JavaScript /JS (x) >>"),
            Ok(JAVASCRIPT),
        ),
        ("starts a program", action("/S /Launch /F (calc.exe)"), Ok(LAUNCH)),
        (
            "sends a form",
            action("/S /SubmitForm /F (https://example.org)"),
            Ok(PdfFlags { submit_form: true, ..NONE }),
        ),
        ("reads a form", action("/S /ImportData /F (a.fdf)"), Ok(PdfFlags { import_data: true, ..NONE })),
        ("opens another document", action("/S /GoToR /F (b.pdf) /D [0 /Fit]"), Ok(REMOTE)),
        (
            "opens an embedded document",
            action("/S /GoToE /D [0 /Fit]"),
            Ok(PdfFlags { embedded_files: true, ..REMOTE }),
        ),
        ("media", pdf_with_catalogue("/Annots [<< /Subtype /RichMedia >>]", &[]), Ok(MEDIA)),
        ("film", action("/S /Rendition"), Ok(MEDIA)),
        ("XFA form", pdf_with_catalogue("/AcroForm << /XFA 4 0 R /Fields [] >>", &[]), Ok(XFA)),
        (
            "words of actions in a string",
            pdf_with_catalogue("/Title (/S /JavaScript /JS \\(x\\) /Launch)", &[]),
            Ok(NONE),
        ),
        (
            "words of actions in a string of hexadecimals",
            pdf_with_catalogue("/Title <2F4A617661536372697074>", &[]),
            Ok(NONE),
        ),
        ("words of actions in a comment", pdf_with_catalogue("%/S /JavaScript\n", &[]), Ok(NONE)),
        ("words of actions on a page", pdf_with_stream("", b"BT (see /JavaScript) Tj /JS gs ET"), Ok(NONE)),
    ]
}

pub(super) fn hidden() -> Vec<Row> {
    let script = "<< /S /JavaScript /JS (x) >>";
    let opened = || PdfFile::with_page("/OpenAction 9 0 R");
    let stream_of = |entries: &str| {
        let data = compress_to_vec_zlib(format!("9 0 {script}").as_bytes(), 6);
        let entries = format!("/N 1 /First 4 /Filter /FlateDecode {entries}");
        opened().stream(6, &entries, &data).end_with_table("").bytes()
    };
    // The cross-reference leads into a string that the walk takes for one.
    let mut string = opened();
    let start = string.length() + b"6 0 obj\n(".len();
    string.object(6, format!("(9 0 obj {script} endobj)")).place(9, start).end_with_table("");
    // Into a stream, past its end as its length has it, and into a comment.
    let mut data = opened();
    let start = data.length() + b"6 0 obj\n<<  /Length 52 >>\nstream\n".len();
    data.stream(6, "", format!("9 0 obj {script} endobj       ").as_bytes())
        .place(9, start)
        .end_with_table("");
    let mut comment = opened();
    let start = comment.length() + 1;
    comment.raw(format!("%9 0 obj {script} endobj\n")).place(9, start).end_with_table("");
    let fake =
        opened().object(8, "(<<>>stream\n)").object_stream(6, &[(9, script)]).end_with_stream(7, "").bytes();
    let at_the_end = |more: &[u8]| [&pdf()[..], more].concat();
    vec![
        ("object stream with a key that looks like an object", stream_of("/obj 0"), Ok(JAVASCRIPT)),
        ("object stream without its type", stream_of(""), Ok(JAVASCRIPT)),
        ("object stream after a string that looks like a stream", fake, Ok(JAVASCRIPT)),
        ("object stream with two compressions", stream_of("/Filter /LZWDecode"), Ok(UNKNOWN)),
        ("object in a string", string.bytes(), Ok(UNKNOWN)),
        ("object in a stream", data.bytes(), Ok(UNKNOWN)),
        ("object in a comment", comment.bytes(), Ok(UNKNOWN)),
        ("XFA form after a comment that looks like a stream", xfa_after_comment(), Ok(XFA)),
        ("dictionary with a key twice", pdf_with_stream("/Type /A /Type /B", b""), Ok(UNKNOWN)),
        ("string that never ends", pdf_with_catalogue("/Title (x", &[]), Ok(UNKNOWN)),
        ("ZIP in a stream that is no attachment", pdf_with_stream("", &zip()), Err(ZIP)),
        ("ZIP after the end of a PDF", at_the_end(&zip()), Err(ZIP)),
        ("ZIP in a comment of a JPEG", jpeg_with_segment(0xfe, &zip()), Err(ZIP)),
        ("tar that starts as a PDF", [&tar_over(b"%PDF-1.7\n", true)[..], &pdf()].concat(), Err(TAR)),
        (
            "tar of before there was a mark, that starts as a PDF",
            [&tar_over(b"%PDF-1.7\n", false)[..], &pdf()].concat(),
            Err(TAR),
        ),
        ("tar in a stream", pdf_with_stream("", &tar(true)), Err(TAR)),
        ("tar in a chunk of a PNG", png_with_chunk(b"prVt", &tar(true)), Err(TAR)),
        ("tar after the end of a PDF", at_the_end(&tar(true)), Err(TAR)),
        ("ISO 9660 in a stream", pdf_with_stream("", &iso()), Err(DISK)),
        ("ISO 9660 in a segment of a JPEG", jpeg_with_segment(0xe9, &iso()), Err(DISK)),
        ("ISO 9660 in a chunk of a PNG", png_with_chunk(b"prVt", &iso()), Err(DISK)),
        (
            "JPEG in a chunk that only claims Content Credentials",
            png_with_chunk(b"caBX", &jpeg()),
            Err(Fault::SecondFormat(Foreign::Jpeg)),
        ),
        ("ZIP in Content Credentials", png_with_credentials(&zip()), Err(ZIP)),
    ]
}

pub(super) fn encrypted() -> Vec<Row> {
    const PASSWORD: Result<PdfFlags, Fault> = Err(Fault::NeedsPassword);
    macro_rules! fixture {
        ($name:literal) => {
            include_bytes!(concat!("../../../tests/fixtures/encrypted-", $name, ".pdf")).to_vec()
        };
    }
    let certificate = "<< /Filter /Adobe.PubSec /V 4 /SubFilter /adbe.pkcs7.s5 >>";
    let by_certificate =
        PdfFile::with_page("").object(6, certificate).end_with_table("/Encrypt 6 0 R").bytes();
    vec![
        ("RC4, 40 bits, opens", fixture!("r2-owner"), Ok(UNKNOWN_SCRIPT)),
        ("RC4, 40 bits, password", fixture!("r2-user"), PASSWORD),
        ("RC4, 128 bits, opens", fixture!("r3-owner"), Ok(UNKNOWN_SCRIPT)),
        ("RC4, 128 bits, password", fixture!("r3-user"), PASSWORD),
        ("RC4 by a crypt filter, opens", fixture!("r4-owner"), Ok(UNKNOWN_SCRIPT)),
        ("RC4 by a crypt filter, password", fixture!("r4-user"), PASSWORD),
        ("AES, 128 bits, opens", fixture!("r4-aes-owner"), Ok(UNKNOWN_SCRIPT)),
        ("AES, 128 bits, password", fixture!("r4-aes-user"), PASSWORD),
        ("AES, 256 bits of Acrobat 9, opens", fixture!("r5-owner"), Ok(UNKNOWN_SCRIPT)),
        ("AES, 256 bits of Acrobat 9, password", fixture!("r5-user"), PASSWORD),
        ("AES, 256 bits, opens", fixture!("r6-owner"), Ok(UNKNOWN_SCRIPT)),
        ("AES, 256 bits, password", fixture!("r6-user"), PASSWORD),
        ("for the holders of certificates", by_certificate, PASSWORD),
        ("encrypted in a way that nobody knows", pdf_encrypted(), Ok(UNKNOWN)),
    ]
}

/// A file with a table for older readers and a stream of further objects for newer ones.
fn hybrid(object: &str) -> Vec<u8> {
    PdfFile::with_page("/Extra 7 0 R").end_hybrid(6, &[(7, object)], 8).bytes()
}

fn wrong_by_one() -> Vec<u8> {
    let mut file = PdfFile::with_page("");
    let start = file.length();
    file.object(6, "(hello)").place(6, start + 1).end_with_table("").bytes()
}

fn xfa_after_comment() -> Vec<u8> {
    PdfFile::with_page("/AcroForm 7 0 R")
        .raw("6 0 obj\n<< /Fake 1 >> %<<>>stream\nendobj\n")
        .object(7, "<< /XFA 8 0 R /Fields [] >>")
        .stream(8, "", b"<xdp:xdp xmlns:xdp=\"http://ns.adobe.com/xdp/\"></xdp:xdp>")
        .end_with_table("")
        .bytes()
}
