//! Figures with their budgets, as a table on the terminal and in `docs/performance.md`.
//!
//! Must not: measure.

#![expect(clippy::print_stdout, reason = "the figures are what the program is for")]

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::root;

const PAGE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- figures: written by make bench -->\n";
const END: &str = "<!-- end of figures -->";

/// The budget of a figure.
#[derive(Debug, Clone, Copy)]
pub enum Budget {
    /// At most this.
    AtMost(f64),
    /// At least this.
    AtLeast(f64),
    /// Nothing: told for what it says about the others.
    None,
}

/// One figure.
#[derive(Debug)]
pub struct Row {
    what: String,
    budget: Budget,
    figure: f64,
    unit: &'static str,
    note: String,
}

impl Row {
    /// Whether the figure is within its budget.
    fn fits(&self) -> bool {
        match self.budget {
            Budget::AtMost(most) => self.figure <= most,
            Budget::AtLeast(least) => self.figure >= least,
            Budget::None => true,
        }
    }

    fn cells(&self) -> [String; 5] {
        let unit = self.unit;
        let budget = match self.budget {
            Budget::AtMost(most) => format!("≤ {most}{unit}"),
            Budget::AtLeast(least) => format!("≥ {least}{unit}"),
            Budget::None => String::new(),
        };
        let verdict = match self.budget {
            Budget::None => "",
            _ if self.fits() => "held",
            _ => "BROKEN",
        };
        let digits = if self.figure < 100.0 { 2 } else { 0 };
        let figure = format!("{:.digits$}{unit}", self.figure);
        [self.what.clone(), budget, figure, verdict.to_owned(), self.note.clone()]
    }
}

/// Every figure of a run.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
    missing: Vec<String>,
}

impl Report {
    /// Adds a figure, and prints it, so that a long run shows its progress.
    pub fn add(
        &mut self,
        what: impl Into<String>,
        budget: Budget,
        figure: f64,
        unit: &'static str,
        note: impl Into<String>,
    ) {
        let row = Row { what: what.into(), budget, figure, unit, note: note.into() };
        let [what, budget, figure, verdict, note] = row.cells();
        println!("{what:<58} {figure:>12} {budget:>10} {verdict:<7} {note}");
        self.rows.push(row);
    }

    /// Notes a measurement that this machine could not make, and the reason.
    pub fn miss(&mut self, what: impl Into<String>) {
        let what = what.into();
        println!("Not measured: {what}");
        self.missing.push(what);
    }

    /// Whether every figure is within its budget.
    pub fn holds(&self) -> bool {
        self.rows.iter().all(Row::fits)
    }

    /// Puts the table into the page, between its marks.
    ///
    /// # Errors
    /// There is no such page, or it has no marks.
    pub fn write(&self) -> Result<()> {
        let path = root()?.join(PAGE);
        let page = fs::read_to_string(&path)?;
        let (before, rest) = page.split_once(BEGIN).context("the page has no mark for the figures")?;
        let (_, after) = rest.split_once(END).context("the page has no mark after the figures")?;
        fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", self.table()?))?;
        println!("The figures are in {PAGE}.");
        Ok(())
    }

    fn table(&self) -> Result<String> {
        let mut table = format!("\nMachine: {}.\n\n", machine()?);
        table.push_str("| what | budget | figure | verdict | |\n|---|---|---|---|---|\n");
        for row in &self.rows {
            writeln!(table, "| {} |", row.cells().join(" | "))?;
        }
        for missing in &self.missing {
            write!(table, "\nNot measured: {missing}\n")?;
        }
        table.push('\n');
        Ok(table)
    }
}

fn machine() -> Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model);
    let count = processors.lines().filter(|line| line.starts_with("processor")).count();
    Ok(format!("{count} × {model}, {}", std::env::consts::ARCH))
}

/// The middle one.
pub fn median<T: Copy + PartialOrd>(figures: &[T]) -> Option<T> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    sorted.get(sorted.len() / 2).copied()
}

/// In milliseconds, as people say it.
pub fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
