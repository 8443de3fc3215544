//! Warm requests against the bare calls they make, on the same store, in turn.
//!
//! Must not: compare times of different runs.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::emulator::Emulator;
use crate::event;
use crate::frozen::{Frozen, drafted};
use crate::process::{Running, built, command, function};
use crate::report::{Budget, Report, median, milliseconds};
use crate::runtime_api::RuntimeApi;

/// A command and a read in the emulator, then in a store that answers at once.
const EMULATED: [Budget; 2] = [Budget::AtMost(1.15), Budget::AtMost(1.2)];
const AT_ONCE: [Budget; 2] = [Budget::AtMost(1.3), Budget::AtMost(1.4)];
const ROUNDS: u32 = 300;
const WARM_UP: u32 = 20;

/// The program that makes only the calls.
struct Bare {
    _process: Running,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Bare {
    fn start(endpoint: &str, change: &str) -> Result<Self> {
        let mut bare = command(built("bare")?, endpoint);
        bare.arg(format!("CHANGE#{change}"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let mut process = Running::start(&mut bare)?;
        let child = process.child();
        let ask = child.stdin.take().context("no way to ask")?;
        let answers = BufReader::new(child.stdout.take().context("no way to hear")?);
        Ok(Self { _process: process, ask, answers })
    }

    /// Makes it run the calls of `what`; returns how long it took from asking to the answer, as for the function.
    fn run(&mut self, what: &str) -> Result<Duration> {
        let mut answer = String::new();
        let begun = Instant::now();
        writeln!(self.ask, "{what}")?;
        self.answers.read_line(&mut answer)?;
        let took = begun.elapsed();
        ensure!(answer.trim() == what, "the bare program failed");
        Ok(took)
    }
}

/// The median times of a command and a read: ours and bare.
struct Times {
    put: [Duration; 2],
    get: [Duration; 2],
}

/// Compares a command and a read, in the emulator's table and in a store that answers at once.
///
/// # Errors
/// A request failed.
pub fn measure(report: &mut Report, emulator: &Emulator, frozen: &Frozen) -> Result<()> {
    let mut api = RuntimeApi::start()?;
    let running = function("submissions", &emulator.endpoint(), &api)?;
    let drafts = [drafted(&mut api, "warm-1")?, drafted(&mut api, "warm-2")?];
    let times = compare(&mut api, &emulator.endpoint(), [&drafts[0], &drafts[1]])?;
    drop(running);
    tell(report, "warm command (`PUT` a draft) against its bare calls", EMULATED[0], times.put);
    tell(report, "warm read (`GET` a change) against its bare call", EMULATED[1], times.get);

    let mut api = RuntimeApi::start()?;
    let _running = function("submissions", &frozen.endpoint, &api)?;
    let times = compare(&mut api, &frozen.endpoint, [&frozen.change, &frozen.change])?;
    tell(report, "the same command, in a store that answers at once", AT_ONCE[0], times.put);
    tell(report, "the same read, in a store that answers at once", AT_ONCE[1], times.get);
    Ok(())
}

fn compare(api: &mut RuntimeApi, endpoint: &str, [ours, theirs]: [&str; 2]) -> Result<Times> {
    let mut bare = Bare::start(endpoint, theirs)?;
    let mut times = [const { Vec::new() }; 4];
    for round in 0..WARM_UP + ROUNDS {
        let put = api.invoke(&event::edit(ours, round + 2))?;
        event::body(&put.answer, 200)?;
        let bare_put = bare.run("put")?;
        let get = api.invoke(&event::read(ours))?;
        event::body(&get.answer, 200)?;
        let taken = [put.took, bare_put, get.took, bare.run("get")?];
        if round >= WARM_UP {
            times.iter_mut().zip(taken).for_each(|(times, time)| times.push(time));
        }
    }
    let [put, bare_put, get, bare_get] = times.each_ref().map(|times| median(times).unwrap_or_default());
    Ok(Times { put: [put, bare_put], get: [get, bare_get] })
}

fn tell(report: &mut Report, what: &str, budget: Budget, [ours, bare]: [Duration; 2]) {
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    let note = format!("p50 {} against {}", milliseconds(ours), milliseconds(bare));
    report.add(what, budget, ratio, " ×", note);
}
