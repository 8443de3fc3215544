//! Operational acceptance testing: passed first time or later, why runs failed, and which results people overrode.

use api::{FigureSetBody, FiguresBody};

use super::figures::Content;
use super::section::{ByMonth, Number, Section, Table, TableRow, share};
use crate::components::{Bars, Measured};

/// As many causes have a bar: the most frequent ones.
const BARS: usize = 10;
/// As many have a row; rarer ones share one, and the sheet has each.
const ROWS: usize = 20;

/// What the page shows.
pub fn content(figures: &FiguresBody) -> Content {
    let all = &figures.together;
    let passed = all.oat.passed_first_time + all.oat.passed_later;
    let first = share(all.oat.passed_first_time, passed).map(|share| Number {
        number: share,
        what: format!("passed first time, of {passed} passed by a test"),
    });
    let runs: u64 = all.failed_runs.iter().map(|of| of.runs).sum();
    let failed = Number { number: runs.to_string(), what: "failed runs".to_owned() };
    let by_month = ByMonth {
        figures,
        heading: "OAT passed each month",
        counts: "A request for OAT counts in the month in which a run of it passes: first time, if none of its runs failed before. A re-run of what was passed does not count.",
        nothing: "No OAT was passed.",
        parts: &["First time", "Later"],
        count: |set| vec![set.oat.passed_first_time, set.oat.passed_later],
        besides: Some(("First time, of all", |set: &FigureSetBody| {
            let passed = set.oat.passed_first_time + set.oat.passed_later;
            share(set.oat.passed_first_time, passed).unwrap_or_else(|| "None passed".to_owned())
        })),
    };
    let numbers = first.into_iter().chain([failed]).collect();
    Content { numbers, sections: vec![by_month.section(), causes(all), overridden(all)] }
}

fn causes(all: &FigureSetBody) -> Section {
    let named = all.failed_runs.iter().map(|of| (of.cause.to_string(), of.runs));
    let named: Vec<_> = named.collect();
    let measured: Vec<_> = named
        .iter()
        .take(BARS)
        .map(|(name, runs)| Measured::counted(name.trim_end_matches('.'), &[*runs]))
        .collect();
    let rows = named.iter().take(ROWS).map(|(name, runs)| TableRow::counted(name.clone(), &[*runs]));
    let rarer: u64 = named.iter().skip(ROWS).map(|(_, runs)| runs).sum();
    let rarer = (rarer > 0).then(|| TableRow::counted("Rarer causes".to_owned(), &[rarer]));
    let bars = Bars::new(&["Runs"], &measured);
    Section {
        heading: "Why runs failed",
        counts: "A run counts in the month in which it ends in a failure, by the cause at the first endpoint that failed. Faults on PDP’s side end no run, so they are not here. The ten most frequent causes have bars, and the table has up to twenty.",
        nothing: bars.is_none().then_some("No run failed."),
        columns: None,
        bars,
        table: Table {
            caption: "Why runs failed: numbers".to_owned(),
            heads: vec!["Cause", "Runs"],
            rows: rows.chain(rarer).collect(),
        },
    }
}

fn overridden(all: &FigureSetBody) -> Section {
    let named = [("To passed", all.oat.overridden_to_passed), ("To failed", all.oat.overridden_to_failed)];
    let measured = named.map(|(name, times)| Measured::counted(name, &[times]));
    let bars = Bars::new(&["Times"], &measured);
    Section {
        heading: "Results that two people overrode",
        counts: "An override counts in the month in which the second person approves it.",
        nothing: bars.is_none().then_some("No result was overridden."),
        columns: None,
        bars,
        table: Table {
            caption: "Results that two people overrode: numbers".to_owned(),
            heads: vec!["New result", "Times"],
            rows: named
                .iter()
                .map(|(name, times)| TableRow::counted((*name).to_owned(), &[*times]))
                .collect(),
        },
    }
}
