//! A part of a page of figures: what is counted, its plot, and the table of the same numbers.

use api::{FigureSetBody, FiguresBody};
use jiff::civil::Date;

use crate::components::{Bars, Columns};
use crate::web::day;
use crate::words;

/// As many months have a column and a row of their own on a page. Of more there are the sums, and the sheet has the months.
const MONTH_BY_MONTH: usize = 24;

/// A number that is worth more than a line, and what it is.
pub struct Number {
    pub number: String,
    pub what: String,
}

/// A part of a page.
pub struct Section {
    pub heading: &'static str,
    /// What is counted, and in which month.
    pub counts: &'static str,
    /// What is said in place of plot and table, where nothing was counted.
    pub nothing: Option<&'static str>,
    pub columns: Option<Columns>,
    pub bars: Option<Bars>,
    pub table: Table,
}

/// The numbers of a plot.
pub struct Table {
    pub caption: String,
    pub heads: Vec<&'static str>,
    pub rows: Vec<TableRow>,
}

/// A row: what it is of, and its cells.
pub struct TableRow {
    pub name: String,
    pub cells: Vec<String>,
}

impl TableRow {
    /// A row of numbers.
    pub fn counted(name: String, counts: &[u64]) -> Self {
        Self { name, cells: counts.iter().map(u64::to_string).collect() }
    }
}

impl Table {
    /// The cells of a row, each with its heading.
    pub fn labelled<'a>(&'a self, row: &'a TableRow) -> impl Iterator<Item = (&'static str, &'a String)> {
        self.heads.iter().skip(1).copied().zip(&row.cells)
    }
}

/// What a column says of a month.
type OfMonth = fn(&FigureSetBody) -> String;

/// What is counted by month.
pub struct ByMonth<'a> {
    pub figures: &'a FiguresBody,
    pub heading: &'static str,
    pub counts: &'static str,
    /// What is said where nothing was counted.
    pub nothing: &'static str,
    /// What the counts are of, which the columns show as well.
    pub parts: &'a [&'static str],
    /// How often each was counted.
    pub count: fn(&FigureSetBody) -> Vec<u64>,
    /// What the table has besides, as its heading and as the text of a month.
    pub besides: Option<(&'static str, OfMonth)>,
}

impl ByMonth<'_> {
    /// The section with a column and a row for each month, and the sums.
    pub fn section(&self) -> Section {
        let months: Vec<_> = self
            .figures
            .months
            .iter()
            .filter_map(|one| Some((day::month(&one.month)?, &one.figures)))
            .collect();
        let each = if months.len() > MONTH_BY_MONTH { &[][..] } else { &months[..] };
        let counted: Vec<(Date, Vec<u64>)> =
            each.iter().map(|(month, set)| (*month, (self.count)(set))).collect();
        let together = &self.figures.together;
        let all = (months.len() > 1).then(|| ("All months".to_owned(), together));
        let rows = each.iter().map(|(month, set)| (words::month(*month), *set)).chain(all);
        let row = |(name, set): (String, &FigureSetBody)| {
            let mut row = TableRow::counted(name, &(self.count)(set));
            row.cells.extend(self.besides.map(|(_, text)| text(set)));
            row
        };
        let heads =
            ["Month"].into_iter().chain(self.parts.iter().copied()).chain(self.besides.map(|(head, _)| head));
        let is_nothing = (self.count)(together).iter().all(|count| *count == 0);
        Section {
            heading: self.heading,
            counts: self.counts,
            nothing: is_nothing.then_some(self.nothing),
            columns: Columns::new(self.heading, self.parts, &counted),
            bars: None,
            table: Table {
                caption: format!("{}: numbers", self.heading),
                heads: heads.collect(),
                rows: rows.map(row).collect(),
            },
        }
    }
}

/// Whether there are more months than a page has rows for.
pub fn are_many(figures: &FiguresBody) -> bool {
    figures.months.len() > MONTH_BY_MONTH
}

/// How much of the whole a part is: never all of it, or nothing, unless it is. None of nothing.
pub fn share(part: u64, whole: u64) -> Option<String> {
    match part.saturating_mul(100).checked_div(whole)? {
        0 if part > 0 => Some("Less than 1%".to_owned()),
        percent => Some(format!("{percent}%")),
    }
}

/// A median of working days.
pub fn days(median: Option<f64>) -> String {
    match median {
        None => "None".to_owned(),
        Some(days) => days.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds Q9.
    #[test]
    fn a_share_is_all_or_nothing_only_if_it_is() {
        let said = |part, whole| share(part, whole).unwrap_or_default();
        assert_eq!((said(0, 0), said(0, 7), said(7, 7)), (String::new(), "0%".to_owned(), "100%".to_owned()));
        assert_eq!(
            (said(199, 200), said(1, 200), said(2, 3)),
            ("99%".to_owned(), "Less than 1%".to_owned(), "66%".to_owned())
        );
    }

    /// Holds Q9.
    #[test]
    fn a_median_is_written_as_people_write_it() {
        assert_eq!(
            (days(Some(3.0)), days(Some(2.5)), days(None)),
            ("3".to_owned(), "2.5".to_owned(), "None".to_owned())
        );
    }
}
