//! Writes PDFs as real programs do: tables and streams of cross-references, object streams, updates.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;

/// Where an object was written.
#[derive(Debug, Clone, Copy)]
enum Place {
    At(usize),
    In(u32, u32),
    Free,
}

/// A PDF that is being written.
#[derive(Debug, Clone)]
pub struct PdfFile {
    bytes: Vec<u8>,
    /// The objects since the last cross-reference.
    places: BTreeMap<u32, Place>,
    highest: u32,
    previous: Option<usize>,
}

impl Default for PdfFile {
    fn default() -> Self {
        Self::with_header(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    }
}

impl PdfFile {
    /// A file with this header, and nothing else yet.
    pub fn with_header(header: &[u8]) -> Self {
        Self { bytes: header.to_vec(), places: BTreeMap::new(), highest: 0, previous: None }
    }

    /// A file with a catalogue (object 1, with these entries besides), a page (3) with a line of text (4) and a font (5).
    pub fn with_page(entries: &str) -> Self {
        let mut file = Self::default();
        file.page(entries);
        file
    }

    fn page(&mut self, entries: &str) {
        const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
            /Resources << /Font << /F1 5 0 R >> >> >>";
        self.object(1, format!("<< /Type /Catalog /Pages 2 0 R {entries} >>"));
        self.object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        self.object(3, PAGE);
        self.stream(4, "", b"BT /F1 24 Tf 72 720 Td (Service acceptance passed) Tj ET");
        self.object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    }

    /// How many bytes there are.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// Writes bytes as they are.
    pub fn raw(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.bytes.extend_from_slice(bytes.as_ref());
        self
    }

    /// Writes an object.
    pub fn object(&mut self, number: u32, content: impl AsRef<[u8]>) -> &mut Self {
        self.note(number, Place::At(self.bytes.len()));
        self.raw(format!("{number} 0 obj\n")).raw(content).raw("\nendobj\n")
    }

    /// Says that an object is at another place than it was written.
    pub fn place(&mut self, number: u32, offset: usize) -> &mut Self {
        self.note(number, Place::At(offset));
        self
    }

    /// Writes a stream with these entries besides its length.
    pub fn stream(&mut self, number: u32, entries: &str, data: &[u8]) -> &mut Self {
        let head = format!("<< {entries} /Length {} >>\nstream\n", data.len());
        self.object(number, [head.as_bytes(), data, b"\nendstream"].concat())
    }

    /// Writes a compressed stream.
    pub fn compressed(&mut self, number: u32, entries: &str, data: &[u8]) -> &mut Self {
        self.stream(number, &format!("{entries} /Filter /FlateDecode"), &compress_to_vec_zlib(data, 6))
    }

    /// Writes an object stream with these objects.
    pub fn object_stream(&mut self, number: u32, objects: &[(u32, &str)]) -> &mut Self {
        let (mut head, mut content) = (String::new(), String::new());
        for (index, (inner, object)) in (0..).zip(objects) {
            head += &format!("{inner} {} ", content.len());
            content += &format!("{object}\n");
            self.note(*inner, Place::In(number, index));
        }
        let entries = format!("/Type /ObjStm /N {} /First {}", objects.len(), head.len());
        self.compressed(number, &entries, (head + &content).as_bytes())
    }

    /// Writes a table of the objects since the last one, a trailer with these entries besides the usual, and the end.
    pub fn end_with_table(&mut self, entries: &str) -> &mut Self {
        let start = self.table(entries);
        self.raw(format!("startxref\n{start}\n%%EOF\n"))
    }

    /// Writes a table and a trailer, and returns their place.
    pub fn table(&mut self, entries: &str) -> usize {
        let start = self.bytes.len();
        self.places.insert(0, Place::Free);
        let places = std::mem::take(&mut self.places);
        let mut table = "xref\n".to_owned();
        for (number, place) in &places {
            let row = match place {
                Place::At(offset) => format!("{offset:010} 00000 n "),
                Place::In(..) | Place::Free => "0000000000 65535 f ".to_owned(),
            };
            // A subsection for each: allowed, and no worse to read.
            table += &format!("{number} 1\n{row}\n");
        }
        let (size, previous) = (self.highest + 1, self.previous_entry());
        self.raw(table).raw(format!("trailer\n<< /Size {size} /Root 1 0 R {previous}{entries} >>\n"));
        self.previous = Some(start);
        start
    }

    /// The same as a stream (`number`), with its rows predicted as most writers do.
    pub fn end_with_stream(&mut self, number: u32, entries: &str) -> &mut Self {
        let start = self.reference_stream(number, entries);
        self.raw(format!("startxref\n{start}\n%%EOF\n"))
    }

    /// Writes a stream of cross-references, and answers where.
    pub fn reference_stream(&mut self, number: u32, entries: &str) -> usize {
        let start = self.bytes.len();
        self.note(number, Place::At(start));
        let places = std::mem::take(&mut self.places);
        let (mut rows, mut index, mut before) = (Vec::new(), String::new(), [0; 7]);
        for (number, place) in &places {
            let (kind, second, third) = match place {
                Place::At(offset) => (1, u32::try_from(*offset).unwrap_or(u32::MAX), 0),
                Place::In(container, place) => (2, *container, u16::try_from(*place).unwrap_or(u16::MAX)),
                Place::Free => (0, 0, u16::MAX),
            };
            let mut row = [0; 7];
            row[0] = kind;
            row[1..5].copy_from_slice(&second.to_be_bytes());
            row[5..].copy_from_slice(&third.to_be_bytes());
            rows.push(2);
            rows.extend(row.iter().zip(before).map(|(byte, up): (&u8, u8)| byte.wrapping_sub(up)));
            before = row;
            index += &format!("{number} 1 ");
        }
        let (size, previous) = (self.highest + 1, self.previous_entry());
        let entries = format!(
            "/Type /XRef /Size {size} /W [1 4 2] /Index [{index}] /Root 1 0 R {previous}{entries} \
             /DecodeParms << /Predictor 12 /Columns 7 >>"
        );
        self.compressed(number, &entries, &rows);
        self.places.clear();
        self.previous = Some(start);
        start
    }

    /// Writes these objects in an object stream, a stream of cross-references to them that only newer readers follow, and
    /// a table of the rest.
    pub fn end_hybrid(&mut self, container: u32, objects: &[(u32, &str)], number: u32) -> &mut Self {
        let in_sight = std::mem::take(&mut self.places);
        self.object_stream(container, objects);
        let start = self.reference_stream(number, "");
        (self.places, self.previous) = (in_sight, None);
        self.end_with_table(&format!("/XRefStm {start}"))
    }

    /// All that was written.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    fn previous_entry(&self) -> String {
        self.previous.map_or(String::new(), |offset| format!("/Prev {offset} "))
    }

    fn note(&mut self, number: u32, place: Place) {
        self.highest = self.highest.max(number);
        self.places.insert(number, place);
    }
}
