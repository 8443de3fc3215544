//! Reads from a full table against reads from a small one: the same number of calls, and no longer.
//!
//! Responsible for: the two tables, in one store, and reading from them in turn. Must not: compare times of different runs.

#![expect(clippy::print_stdout, reason = "says how large the tables are, and that filling them goes on")]

pub mod chance;
pub mod fill;
pub mod flood;
pub mod past;
pub mod population;
mod reader;
mod recorder;
mod steps;
pub mod store;

use std::time::Instant;

use anyhow::Result;

use self::population::{CHANGES, ORGANISATIONS};
use self::reader::{Read, Reader};
use self::store::Store;
use crate::report::{Budget, Report, median, milliseconds};

const RATIO: f64 = 1.1;
const ROUNDS: u64 = 2_000;
/// A change goes live once, so each round needs one more due change in both tables.
const ROUNDS_OF_GOING_LIVE: u64 = 300;
/// The number of rounds, after one that only warms up.
const WARM_UP: u64 = 10;

const READS: [(Read, u64, &str); 10] = [
    (Read::Reviews, ROUNDS, "a page of the review queue"),
    (Read::Organisation, ROUNDS, "a page of an organisation's changes"),
    (Read::Change, ROUNDS, "one change"),
    (Read::NothingDue, ROUNDS, "a due-work job that finds nothing due"),
    (Read::GoLive, ROUNDS_OF_GOING_LIVE, "finding one change due and taking it live"),
    (Read::Work, ROUNDS, "a page of the work list"),
    (Read::OwnWork, ROUNDS, "a page of what waits at an organisation"),
    (Read::InStatus, ROUNDS, "a page of everybody's changes in a status"),
    (Read::OwnEndpoints, ROUNDS, "a page of an organisation's endpoints"),
    (Read::LiveEndpoints, ROUNDS, "a page of everybody's live endpoints"),
];
/// The two tables, and how many thousand changes are in the small one.
const NAMES: [&str; 2] = ["small", "large"];
const SMALL: u64 = 1;
/// How many thousand changes are in the large one by default.
pub const LARGE: u64 = 100;

/// Fills both tables, the large one with this many thousand changes, and compares reads from them.
///
/// # Errors
/// The store did not start, did not take what was put, or a read failed.
pub fn measure(report: &mut Report, large: u64) -> Result<()> {
    let store = Store::start()?;
    for (name, blocks) in NAMES.into_iter().zip([SMALL, large]) {
        let (changes, organisations) = (blocks * CHANGES, blocks * ORGANISATIONS);
        println!("Filling a table with {changes} changes of {organisations} organisations ...");
        let begun = Instant::now();
        store.make_table(name)?;
        fill::fill(&store, name, blocks, ROUNDS_OF_GOING_LIVE + ROUNDS_OF_GOING_LIVE / WARM_UP)?;
        let seconds = begun.elapsed().as_secs_f64();
        let size = store.size(name)?;
        let note = format!("{} items of {organisations} organisations, put in {seconds:.0} s", size.items);
        report.add(format!("table with {changes} changes"), Budget::None, size.megabytes, " MB", note);
    }
    let readers = [Reader::open(&store, NAMES[0], SMALL)?, Reader::open(&store, NAMES[1], large)?];
    READS.iter().try_for_each(|(read, rounds, what)| compare(report, *read, *rounds, what, &readers))
}

/// In turn, so that the machine's other work affects both.
fn compare(report: &mut Report, read: Read, rounds: u64, what: &str, readers: &[Reader; 2]) -> Result<()> {
    let mut times = [const { Vec::new() }; 2];
    let mut calls = [0; 2];
    let warm_up = rounds / WARM_UP;
    for round in 0..warm_up + rounds {
        // They also take turns in going first.
        for at in [round % 2, 1 - round % 2].map(|at| usize::from(at == 1)) {
            let (took, made) = readers[at].run(read, round)?;
            if round >= warm_up {
                times[at].push(took);
                calls[at] += made;
            }
        }
    }
    let [small, large] = times.each_ref().map(|times| median(times).unwrap_or_default());
    let [few, many] = calls.map(|calls| f64::from(calls) / rounds as f64);
    let compared = format!("{what}, full table against small");
    let note = format!("{many} against {few}");
    report.add(format!("calls for {compared}"), Budget::AtMost(1.0), many / few, " ×", note);
    let note = format!("p50 {} against {}", milliseconds(large), milliseconds(small));
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    report.add(format!("time for {compared}"), Budget::AtMost(RATIO), ratio, " ×", note);
    Ok(())
}
