//! PDF samples: one page with a line of text, and variants.

use miniz_oxide::deflate::compress_to_vec_zlib;

use super::pdf_file::PdfFile;

/// A document that every viewer shows.
pub fn pdf() -> Vec<u8> {
    pdf_with_catalogue("", &[])
}

/// A document with more entries in its catalogue, and more objects, numbered from 6.
pub fn pdf_with_catalogue(entries: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    with_trailer(entries, objects, "")
}

fn with_trailer(entries: &str, objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut file = PdfFile::with_page(entries);
    for (number, object) in (6..).zip(objects) {
        file.object(number, object);
    }
    file.end_with_table(trailer).bytes()
}

/// A document that runs JavaScript when it is opened.
pub fn pdf_with_javascript() -> Vec<u8> {
    pdf_with_catalogue("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", &[])
}

/// A document that starts a program when it is opened.
pub fn pdf_with_launch() -> Vec<u8> {
    pdf_with_catalogue("/OpenAction << /S /Launch /F (calc.exe) >>", &[])
}

/// A document with a text file attached.
pub fn pdf_with_embedded_file() -> Vec<u8> {
    pdf_with_attachment(
        "a.txt",
        "/Type /EmbeddedFile /Filter /FlateDecode",
        &compress_to_vec_zlib(b"hello", 6),
    )
}

/// A document with a file attached, in a stream with these entries.
pub fn pdf_with_attachment(name: &str, entries: &str, data: &[u8]) -> Vec<u8> {
    let catalogue = format!("/Names << /EmbeddedFiles << /Names [({name}) 6 0 R] >> >>");
    let mut file = PdfFile::with_page(&catalogue);
    file.object(6, format!("<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F 7 0 R /UF 7 0 R >> >>"));
    file.stream(7, entries, data).end_with_table("").bytes()
}

/// A document with an unknown encryption.
pub fn pdf_encrypted() -> Vec<u8> {
    let encryption = b"<< /Filter /Standard /V 9 /R 9 /P -4 /O <00> /U <00> >>".to_vec();
    with_trailer("", &[encryption], "/Encrypt 6 0 R")
}

/// A document with one more stream, object 6, with these entries and this data.
pub fn pdf_with_stream(entries: &str, data: &[u8]) -> Vec<u8> {
    PdfFile::with_page("").stream(6, entries, data).end_with_table("").bytes()
}

/// A document with one more object stream, compressed, that holds one object.
pub fn pdf_with_object_stream(object: &str) -> Vec<u8> {
    PdfFile::with_page("").object_stream(6, &[(7, object)]).end_with_stream(8, "").bytes()
}

/// The same, where the object is an action that runs JavaScript.
pub fn pdf_with_javascript_in_object_stream() -> Vec<u8> {
    pdf_with_object_stream("<< /S /JavaScript /JS (app.alert\\(1\\)) >>")
}

/// A document of exactly so many bytes, from 2,048 up.
pub fn padded_pdf(bytes: usize) -> Vec<u8> {
    // White space at the end makes up for numbers that grow with the padding.
    let room = bytes.saturating_sub(pdf_with_stream("", b"").len() + 32);
    let mut document = pdf_with_stream("", &vec![b' '; room]);
    document.resize(bytes.max(document.len()), b'\n');
    document
}
