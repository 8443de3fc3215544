//! Sheets (CSV): cells that are safe to open in a spreadsheet, and that it reads as what they are.
//!
//! Some programs read a cell as a formula if it begins with `=`, `+`, `-`, `@`, a tab or a line end, or with a twin of
//! one of the signs, and a formula can fetch and start things. Programs that drop leading blanks, quotes or separators
//! look behind those too. Such a cell gets an apostrophe in front, which spreadsheets read as “this is text” and most
//! do not show. Every cell is quoted, so that none can begin another one where the separator is a semicolon.
//!
//! Nothing is lost. A program that reads the file back removes one apostrophe when the rest is such a cell
//! ([`is_risky`]). A cell that people wrote with an apostrophe before a sign is such a cell too, so it has two.

use std::borrow::Cow;
use std::io::Write;

use app::Fault;
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};
use domain::characters::is_blank;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Tells spreadsheets that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// The media type of a sheet.
pub const SHEET_TYPE: &str = "text/csv; charset=utf-8";

/// The first characters that make a cell more than text, with small, full-width and typographic twins of the signs.
const STARTS_A_FORMULA: [char; 17] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−', '\0'];

/// The characters that a program may drop before it looks for a formula.
const MAY_BE_DROPPED: [char; 10] = ['\'', '"', ';', ',', '|', ' ', '‘', '’', '“', '”'];

/// A sheet written to `out`, in UTF-8 with its mark and lines that end in CRLF.
pub struct Sheet<W: Write>(Writer<W>);

impl<W: Write> Sheet<W> {
    /// A sheet with this row of our headings.
    ///
    /// # Errors
    /// A lasting [`Fault`] when it cannot be written.
    pub fn new(mut out: W, headings: &[&str]) -> Result<Self, Fault> {
        out.write_all(BYTE_ORDER_MARK).map_err(unwritten)?;
        Self::of_ascii(out, headings)
    }

    /// The same of cells that are all ASCII: they need no mark, and gateways differ in how they count its bytes.
    ///
    /// # Errors
    /// A lasting [`Fault`] when it cannot be written.
    pub fn of_ascii(out: W, headings: &[&str]) -> Result<Self, Fault> {
        let mut rules = WriterBuilder::new();
        rules.terminator(Terminator::CRLF).quote_style(QuoteStyle::Always);
        let mut sheet = Self(rules.from_writer(out));
        sheet.row(headings)?;
        Ok(sheet)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// A lasting [`Fault`] when it cannot be written.
    pub fn row(&mut self, cells: &[&str]) -> Result<(), Fault> {
        let cells = cells.iter().map(|cell| harmless(cell));
        self.0.write_record(cells.map(|cell| cell.into_owned().into_bytes())).map_err(unwritten)
    }

    /// Hands everything on to where it is written.
    ///
    /// # Errors
    /// A lasting [`Fault`] when it cannot be written.
    pub fn flush(&mut self) -> Result<(), Fault> {
        self.0.flush().map_err(unwritten)
    }
}

/// An instant in UTC as spreadsheets read one. They take the letters of RFC 3339 for text.
pub fn sheet_time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn harmless(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Whether a spreadsheet might read it as a formula. An apostrophe in front makes no difference to this.
fn is_risky(cell: &str) -> bool {
    let dropped = |c: char| MAY_BE_DROPPED.contains(&c) || (!STARTS_A_FORMULA.contains(&c) && is_blank(c));
    cell.trim_start_matches(dropped).starts_with(STARTS_A_FORMULA)
}

fn unwritten(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::lasting("write a sheet", error)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sheet(rows: &[&[&str]]) -> String {
        let mut out = Vec::new();
        let mut sheet = Sheet::new(&mut out, &["a", "b"]).unwrap();
        rows.iter().for_each(|row| sheet.row(row).unwrap());
        sheet.flush().unwrap();
        drop(sheet);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_sheet_has_a_mark_headings_quoted_cells_and_windows_lines() {
        assert_eq!(sheet(&[&["x, y", "ü"]]), "\u{FEFF}\"a\",\"b\"\r\n\"x, y\",\"ü\"\r\n");
    }

    #[test]
    fn no_cell_begins_like_a_formula() {
        for hostile in [
            "=HYPERLINK(\"https://example.org\",\"x\")",
            "+1",
            "-1",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠1",
            "﹦1",
            "−1",
            "'=1",
            "''=1",
            ";=1",
            ",=1",
            " =1",
            "\u{a0}=1",
            "\u{200b}=1",
            "\"=1",
            "'\t=1",
            "’=1",
        ] {
            let text = sheet(&[&[hostile, "b"]]);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            assert_eq!(&record[0], format!("'{hostile}"));
            assert!(text.contains("\r\n\"'"), "{text:?}");
        }
    }

    #[test]
    fn a_cell_cannot_end_itself_or_its_row() {
        for hostile in ["\",\"=1", "a\r\n=1", "a;=1", "a\"\r\n\"=1"] {
            let text = sheet(&[&[hostile, "b"]]);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let records: Vec<_> = reader.records().map(Result::unwrap).collect();
            let kept = harmless(hostile);
            assert_eq!((records.len(), &records[0][0], &records[0][1]), (1, &*kept, "b"));
            assert!(text.split("\r\n").nth(1).unwrap().starts_with('"'), "quoted, whatever separates cells");
        }
    }

    proptest! {
        /// Holds G5.
        #[test]
        fn every_cell_can_be_read_back_and_none_begins_like_a_formula(cell in "['\";, =+@\t\r\n\u{200b}＝a1-]{0,6}|\\PC{0,12}") {
            let text = sheet(&[&[&cell, "b"]]);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let records: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!((records.len(), &records[0][1]), (1, "b"));
            let read = &records[0][0];
            prop_assert!(!read.starts_with(STARTS_A_FORMULA));
            prop_assert!(read.starts_with('\'') || !is_risky(read));
            // As the comment at the top says.
            let taken_back = read.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(read);
            prop_assert_eq!(taken_back, cell);
        }
    }

    /// Holds Q9.
    #[test]
    fn an_instant_is_a_time_to_a_spreadsheet() {
        let at: Timestamp = "2026-07-06T09:30:05.123Z".parse().unwrap();
        assert_eq!(sheet_time(at), "2026-07-06 09:30:05");
    }

    #[test]
    fn ordinary_cells_stay_as_they_are() {
        for cell in ["", "Meadow Pensions", "https://a.example.org/x?=", "1", "a=b", "2026-07-06", "'t Hof"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
