//! PDF samples: one page with a line of text, and variants.

use std::fmt::Write as _;

use miniz_oxide::deflate::compress_to_vec_zlib;

const HEADER: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
const PAGES: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
    /Resources << /Font << /F1 5 0 R >> >> >>";
const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
const TEXT: &[u8] = b"BT /F1 24 Tf 72 720 Td (Service acceptance passed) Tj ET";

/// A document that every viewer shows.
pub fn pdf() -> Vec<u8> {
    pdf_with_catalogue("", &[])
}

/// A document with more entries in its catalogue, and more objects, numbered from 6.
pub fn pdf_with_catalogue(entries: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    assemble(entries, objects, "")
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
    let file = stream("/Type /EmbeddedFile /Filter /FlateDecode", &compress_to_vec_zlib(b"hello", 6));
    let entries = "/Names << /EmbeddedFiles << /Names [(a.txt) 6 0 R] >> >>";
    let specification = b"<< /Type /Filespec /F (a.txt) /EF << /F 7 0 R >> >>".to_vec();
    pdf_with_catalogue(entries, &[specification, file])
}

/// A document whose trailer says that it is encrypted.
pub fn pdf_encrypted() -> Vec<u8> {
    let encryption = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <00> /U <00> >>".to_vec();
    assemble("", &[encryption], " /Encrypt 6 0 R")
}

/// A document with one more stream, object 6, with these entries and this data.
pub fn pdf_with_stream(entries: &str, data: &[u8]) -> Vec<u8> {
    pdf_with_catalogue("", &[stream(entries, data)])
}

/// A document with one more object stream, compressed, that holds one object.
pub fn pdf_with_object_stream(object: &str) -> Vec<u8> {
    let data = compress_to_vec_zlib(format!("7 0 {object}").as_bytes(), 6);
    pdf_with_stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &data)
}

/// The same, where the object is an action that runs JavaScript.
pub fn pdf_with_javascript_in_object_stream() -> Vec<u8> {
    pdf_with_object_stream("<< /S /JavaScript /JS (app.alert\\(1\\)) >>")
}

/// A document of exactly so many bytes, from 1,024 up.
pub fn padded_pdf(bytes: usize) -> Vec<u8> {
    // What numbers grow by with the padding is made up by white space at the end.
    let room = bytes.saturating_sub(pdf_with_stream("", b"").len() + 32);
    let mut document = pdf_with_stream("", &vec![b' '; room]);
    document.resize(bytes.max(document.len()), b'\n');
    document
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let dictionary = format!("<< {entries} /Length {} >>\nstream\n", data.len());
    [dictionary.as_bytes(), data, b"\nendstream"].concat()
}

fn assemble(entries: &str, more: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let catalogue = format!("<< /Type /Catalog /Pages 2 0 R {entries} >>").into_bytes();
    let mut objects = vec![catalogue, PAGES.into(), PAGE.into(), stream("", TEXT), FONT.into()];
    objects.extend_from_slice(more);
    let mut file = HEADER.to_vec();
    let count = objects.len() + 1;
    let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
    for (number, object) in (1..).zip(&objects) {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let end =
        format!("{table}trailer\n<< /Size {count} /Root 1 0 R{trailer} >>\nstartxref\n{start}\n%%EOF\n");
    file.extend_from_slice(end.as_bytes());
    file
}
