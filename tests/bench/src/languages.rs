//! The same command in Python and in Node: cold start and warm time, on a store that answers at once.
//!
//! Must not: compare times of different runs.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::event;
use crate::frozen::Frozen;
use crate::process::{Running, built, command, python, root, scratch};
use crate::report::{Budget, Report, median, milliseconds};
use crate::runtime_api::{Outcome, RuntimeApi};

const COLD: f64 = 20.0;
const WARM: f64 = 3.0;
const COLD_ROUNDS: u32 = 9;
const WARM_TURNS: u32 = 8;
const WARM_ROUNDS: u32 = 50;

/// A program under comparison: its name and its command line.
struct Program {
    name: &'static str,
    line: Vec<String>,
}

/// The command, and the version it leads to. A program that returns that version has read, decided and written.
struct Edit {
    event: String,
    version: u32,
}

impl Edit {
    fn run(&self, program: &Program, api: &mut RuntimeApi) -> Result<Outcome> {
        let outcome = api.invoke(&self.event).with_context(|| program.name)?;
        event::body(&outcome.answer, 200)?;
        let tag = format!("\"{}\"", self.version);
        ensure!(
            outcome.answer["headers"]["etag"] == tag.as_str(),
            "{} answered {}",
            program.name,
            outcome.answer
        );
        Ok(outcome)
    }
}

/// Times of one program.
struct Times {
    cold: Duration,
    /// Many requests in a row.
    warm: Duration,
    /// One request after one of every other program, each of which emptied the processor's caches.
    alternating: Duration,
}

/// Compares them.
///
/// # Errors
/// A program failed.
pub fn measure(report: &mut Report, frozen: &Frozen) -> Result<()> {
    let here = root()?.join("tests/bench");
    let script = |name: &str| here.join(name).display().to_string();
    let ours = built("submissions")?.display().to_string();
    let mut programs = vec![
        Program { name: "Rust", line: vec![ours] },
        Program {
            name: "Python",
            line: vec![python("python")?.display().to_string(), script("python/put_draft.py")],
        },
    ];
    match node() {
        Ok(program) => programs.push(program),
        Err(fault) => report.miss(format!("the comparison with Node: {fault:#}.")),
    }
    let edit = Edit { event: event::edit(&frozen.change, 2), version: frozen.version + 1 };
    let times = compare(&programs, &frozen.endpoint, &edit)?;
    let (ours, others) = times.split_first().context("nothing was measured")?;
    for (program, theirs) in programs.iter().skip(1).zip(others) {
        for (what, budget, ours, theirs) in [
            ("cold start", Budget::AtLeast(COLD), ours.cold, theirs.cold),
            ("warm command", Budget::AtLeast(WARM), ours.warm, theirs.warm),
            ("command after others' commands", Budget::None, ours.alternating, theirs.alternating),
        ] {
            let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
            let note = format!("p50 {} against {}", milliseconds(ours), milliseconds(theirs));
            let name = program.name;
            report.add(format!("{what}, {name} against ours"), budget, ratio, " ×", note);
        }
    }
    Ok(())
}

/// Installs Node's SDK beside its script, in a folder that git ignores.
fn node() -> Result<Program> {
    let folder = scratch()?.join("node");
    std::fs::create_dir_all(&folder)?;
    for file in ["package.json", "package-lock.json", "put_draft.mjs"] {
        std::fs::copy(root()?.join("tests/bench/node").join(file), folder.join(file))?;
    }
    let installed = Command::new("npm")
        .args(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
        .current_dir(&folder)
        .status()
        .context("failed to run npm")?;
    ensure!(installed.success(), "npm could not install the SDK");
    Ok(Program {
        name: "Node",
        line: vec!["node".to_owned(), folder.join("put_draft.mjs").display().to_string()],
    })
}

fn start(program: &Program, store: &str, api: &RuntimeApi) -> Result<Running> {
    let (first, rest) = program.line.split_first().context("an empty command line")?;
    Running::start(command(first, store).args(rest).env("AWS_LAMBDA_RUNTIME_API", api.address()))
}

/// In turn, so that the machine's other work affects all.
fn compare(programs: &[Program], store: &str, edit: &Edit) -> Result<Vec<Times>> {
    let mut cold = vec![Vec::new(); programs.len()];
    // The first round only fills the caches of the operating system.
    for round in 0..=COLD_ROUNDS {
        for (program, times) in programs.iter().zip(&mut cold) {
            let mut api = RuntimeApi::start()?;
            let begun = Instant::now();
            let _running = start(program, store, &api)?;
            let outcome = edit.run(program, &mut api)?;
            if round > 0 {
                times.push(outcome.at.duration_since(begun));
            }
        }
    }
    let mut running = Vec::new();
    for program in programs {
        let api = RuntimeApi::start()?;
        running.push((program, start(program, store, &api)?, api));
    }
    let warm = take_turns(&mut running, edit, WARM_TURNS, WARM_ROUNDS)?;
    let alternating = take_turns(&mut running, edit, WARM_TURNS * WARM_ROUNDS, 1)?;
    let medians = cold.iter().zip(&warm).zip(&alternating);
    medians
        .map(|((cold, warm), alternating)| {
            Some(Times { cold: median(cold)?, warm: median(warm)?, alternating: median(alternating)? })
        })
        .collect::<Option<_>>()
        .context("nothing was measured")
}

/// Each program answers `rounds` requests when it is its turn. The first turn only warms up.
fn take_turns(
    running: &mut [(&Program, Running, RuntimeApi)],
    edit: &Edit,
    turns: u32,
    rounds: u32,
) -> Result<Vec<Vec<Duration>>> {
    let mut times = vec![Vec::new(); running.len()];
    for turn in 0..=turns {
        for ((program, _, api), times) in running.iter_mut().zip(&mut times) {
            for _ in 0..rounds {
                let took = edit.run(program, api)?.took;
                if turn > 0 {
                    times.push(took);
                }
            }
        }
    }
    Ok(times)
}
