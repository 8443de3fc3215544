//! Technical changes: submitted and decided, by scale, and other scales that they got.

use api::{FigureSetBody, FiguresBody, ScaleFiguresBody};

use super::figures::Content;
use super::section::{ByMonth, Number, Section, Table, TableRow, share};
use crate::components::{Bars, Measured};
use crate::words;

/// What happens to a change, as it is counted.
const HAPPENS: [&str; 5] = ["Submitted", "Confirmed", "Rejected", "Withdrawn", "Completed"];

const fn counts(of: &ScaleFiguresBody) -> [u64; 5] {
    [of.submitted, of.confirmed, of.rejected, of.withdrawn, of.completed]
}

/// The sums over all scales.
fn sums(set: &FigureSetBody) -> [u64; 5] {
    let add = |sums: [u64; 5], of: &ScaleFiguresBody| {
        let mut sums = sums;
        sums.iter_mut().zip(counts(of)).for_each(|(sum, more)| *sum += more);
        sums
    };
    set.changes.iter().fold([0; 5], add)
}

/// What the page shows.
pub fn content(figures: &FiguresBody) -> Content {
    let all = &figures.together;
    let [submitted, confirmed, rejected, ..] = sums(all);
    let mut numbers = vec![Number { number: submitted.to_string(), what: "submitted".to_owned() }];
    numbers.extend(share(confirmed, confirmed + rejected).map(|share| Number {
        number: share,
        what: format!("confirmed, of {} that PDP decided on", confirmed + rejected),
    }));
    let by_month = ByMonth {
        figures,
        heading: "Technical changes submitted each month",
        counts: "A change counts as submitted in the month in which its organisation sent it. What happens to it later counts in the month in which it happens: it may be submitted in one month and confirmed in the next. Drafts do not count.",
        nothing: "No change was submitted.",
        parts: &["Submitted"],
        count: |set| sums(set).into_iter().take(1).collect(),
        besides: None,
    };
    Content { numbers, sections: vec![by_month.section(), by_scale(all), reclassified(all)] }
}

fn by_scale(all: &FigureSetBody) -> Section {
    let named = all.changes.iter().map(|of| (words::scale(of.scale), counts(of)));
    let named: Vec<_> = named.collect();
    let measured: Vec<_> = named.iter().map(|(name, counts)| Measured::counted(name, counts)).collect();
    let rows = named.iter().map(|(name, counts)| TableRow::counted(name.clone(), counts));
    let all = TableRow::counted("All scales".to_owned(), &sums(all));
    let bars = Bars::new(&HAPPENS, &measured);
    Section {
        heading: "Outcomes by scale",
        counts: "A submission counts at the scale that the organisation suggested; everything else at the scale that the change had when it happened.",
        nothing: bars.is_none().then_some("Nothing happened to any change."),
        columns: None,
        bars,
        table: Table {
            caption: "Outcomes by scale: numbers".to_owned(),
            heads: ["Scale"].into_iter().chain(HAPPENS).collect(),
            rows: rows.chain([all]).collect(),
        },
    }
}

fn reclassified(all: &FigureSetBody) -> Section {
    let named =
        all.reclassifications.iter().map(|of| (format!("From {} to {}", of.from.0, of.to.0), of.times));
    let named: Vec<_> = named.collect();
    let measured: Vec<_> = named.iter().map(|(name, times)| Measured::counted(name, &[*times])).collect();
    let rows = named.iter().map(|(name, times)| TableRow::counted(name.clone(), &[*times]));
    let bars = Bars::new(&["Times"], &measured);
    Section {
        heading: "Scales that PDP changed",
        counts: "Every change of a scale by PDP counts, with the confirmation or at another time.",
        nothing: bars.is_none().then_some("PDP changed no scale."),
        columns: None,
        bars,
        table: Table {
            caption: "Scales that PDP changed: numbers".to_owned(),
            heads: vec!["Scales", "Times"],
            rows: rows.collect(),
        },
    }
}
