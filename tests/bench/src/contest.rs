//! Programs that do the same, in turn, so that the machine's other work affects all: cold starts and warm answers.
//!
//! Must not: compare times of different runs, or know what the programs do.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::report::{Budget, Report, median, milliseconds};

const COLD_ROUNDS: u32 = 9;
const WARM_TURNS: u32 = 8;
const WARM_ROUNDS: u32 = 50;

/// When an answer had been read, and how long it took from asking.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    pub at: Instant,
    pub took: Duration,
}

/// A program that runs.
pub trait Runs {
    /// Asks it once. The answer has to be right.
    ///
    /// # Errors
    /// It is wrong, or there is none.
    fn ask(&mut self) -> Result<Answered>;
}

/// When a program was started, and the program.
type Started = (Instant, Box<dyn Runs>);

/// A program under comparison.
pub struct Contestant<'c> {
    pub name: &'static str,
    start: Box<dyn Fn() -> Result<Started> + 'c>,
}

impl<'c> Contestant<'c> {
    /// The program that `start` starts. It also tells when that began.
    pub fn new<R: Runs + 'static>(name: &'static str, start: impl Fn() -> Result<(Instant, R)> + 'c) -> Self {
        let boxed = move || -> Result<Started> {
            let (begun, running) = start()?;
            Ok((begun, Box::new(running)))
        };
        Self { name, start: Box::new(boxed) }
    }
}

/// Medians of one program.
pub struct Times {
    /// From its start to its first answer.
    pub cold: Duration,
    /// Many answers in a row.
    pub warm: Duration,
    /// One answer after one of every other program, each of which emptied the processor's caches.
    pub alternating: Duration,
}

/// Compares them.
///
/// # Errors
/// A program failed.
pub fn compare(programs: &[Contestant<'_>]) -> Result<Vec<Times>> {
    let mut cold = vec![Vec::new(); programs.len()];
    // The first round only fills the caches of the operating system.
    for round in 0..=COLD_ROUNDS {
        for (program, times) in programs.iter().zip(&mut cold) {
            let (begun, mut running) = (program.start)()?;
            let answered = running.ask().context(program.name)?;
            if round > 0 {
                times.push(answered.at.duration_since(begun));
            }
        }
    }
    let mut running = Vec::new();
    for program in programs {
        running.push((program.name, (program.start)()?.1));
    }
    let warm = take_turns(&mut running, WARM_TURNS, WARM_ROUNDS)?;
    let alternating = take_turns(&mut running, WARM_TURNS * WARM_ROUNDS, 1)?;
    let medians = cold.iter().zip(&warm).zip(&alternating);
    medians
        .map(|((cold, warm), alternating)| {
            Some(Times { cold: median(cold)?, warm: median(warm)?, alternating: median(alternating)? })
        })
        .collect::<Option<_>>()
        .context("nothing was measured")
}

/// Each program answers `rounds` times when it is its turn. The first turn only warms up.
fn take_turns(
    running: &mut [(&'static str, Box<dyn Runs>)],
    turns: u32,
    rounds: u32,
) -> Result<Vec<Vec<Duration>>> {
    let mut times = vec![Vec::new(); running.len()];
    for turn in 0..=turns {
        for ((name, program), times) in running.iter_mut().zip(&mut times) {
            for _ in 0..rounds {
                let took = program.ask().context(*name)?.took;
                if turn > 0 {
                    times.push(took);
                }
            }
        }
    }
    Ok(times)
}

/// Tells how much longer theirs takes than ours.
pub fn tell(report: &mut Report, what: String, budget: Budget, ours: Duration, theirs: Duration) {
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    let note = format!("p50 {} against {}", milliseconds(ours), milliseconds(theirs));
    report.add(what, budget, ratio, " ×", note);
}
