//! How long steps take, and with whom they are.

use api::{FiguresBody, StepFiguresBody};
use domain::figures::With;
use domain::policy::Step;

use super::figures::Content;
use super::section::{Section, Table, TableRow, days};
use crate::components::{Bars, Measured};
use crate::words;

/// The sides, as parts of a plot.
const SIDES: [(With, &str); 2] = [(With::Organisation, "Organisation"), (With::Pdp, "PDP")];

/// What the page shows.
pub fn content(figures: &FiguresBody) -> Content {
    let of = &figures.together.steps;
    let find = |step: Step, with: With| of.iter().find(|one| one.step == step && one.with == with);
    let measured =
        Step::ALL.iter().copied().filter(|step| of.iter().any(|one| one.step == *step)).map(|step| {
            let part = |(side, _): &(With, &str)| {
                find(step, *side)
                    .and_then(|one| one.median_working_days)
                    .map(|median| (median, median.to_string()))
            };
            Measured { name: step.to_string(), parts: SIDES.iter().map(part).collect() }
        });
    let names = SIDES.map(|(_, name)| name);
    let section = Section {
        heading: "Working days in each step",
        counts: "A stay counts in the month in which it ends: the step is submitted, approved, returned or otherwise done. It has the working days that the step was with that side. A step that goes back and forth counts each time; one that is no longer needed does not count. Medians do not add up, so the two sides stand below each other.",
        nothing: of.is_empty().then_some("No step was done or passed on."),
        columns: None,
        // Stays that all ended on the day on which they began have no bars, and a table.
        bars: Bars::new(&names, &measured.collect::<Vec<_>>()),
        table: Table {
            caption: "Working days in each step: numbers".to_owned(),
            heads: vec!["Step", "With", "Times", "Median working days"],
            rows: of.iter().map(row).collect(),
        },
    };
    Content { numbers: Vec::new(), sections: vec![section] }
}

fn row(of: &StepFiguresBody) -> TableRow {
    let with = words::first(&of.with.to_string());
    TableRow {
        name: of.step.to_string(),
        cells: vec![with, of.times.to_string(), days(of.median_working_days)],
    }
}
