//! The same command in Python and in Node: cold start and warm time, on a store that answers at once.
//!
//! Must not: compare times of different runs.

use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::contest::{Answered, Contestant, Runs, compare, tell};
use crate::event;
use crate::frozen::Frozen;
use crate::process::{Running, built, command, npm, python, root};
use crate::report::{Budget, Report};
use crate::runtime_api::RuntimeApi;

const COLD: f64 = 30.0;
const WARM: f64 = 5.0;
const IN_TURN: f64 = 3.0;

/// A program that carries out the command. One that answers with the version after it has read, decided and written.
struct Editor {
    _process: Running,
    api: RuntimeApi,
    event: String,
    tag: String,
}

impl Runs for Editor {
    fn ask(&mut self) -> Result<Answered> {
        let outcome = self.api.invoke(&self.event)?;
        event::body(&outcome.answer, 200)?;
        let has = outcome.answer["headers"]["etag"] == self.tag.as_str();
        ensure!(has, "it answered {}", outcome.answer);
        Ok(Answered { at: outcome.at, took: outcome.took })
    }
}

/// The program with this command line.
fn editor<'c>(name: &'static str, line: Vec<String>, frozen: &'c Frozen) -> Contestant<'c> {
    let start = move || {
        let api = RuntimeApi::start()?;
        let (first, rest) = line.split_first().context("an empty command line")?;
        let begun = Instant::now();
        let mut command = command(first, &frozen.endpoint);
        let process = Running::start(command.args(rest).env("AWS_LAMBDA_RUNTIME_API", api.address()))?;
        let (event, tag) = (event::edit(&frozen.change, 2), format!("\"{}\"", frozen.version + 1));
        Ok((begun, Editor { _process: process, api, event, tag }))
    };
    Contestant::new(name, start)
}

/// Compares them.
///
/// # Errors
/// A program failed.
pub fn measure(report: &mut Report, frozen: &Frozen) -> Result<()> {
    let ours = built("submissions")?.display().to_string();
    let script = root()?.join("tests/bench/python/put_draft.py").display().to_string();
    let mut programs = vec![
        editor("Rust", vec![ours], frozen),
        editor("Python", vec![python("python")?.display().to_string(), script], frozen),
    ];
    match npm("node") {
        Ok(folder) => {
            let script = folder.join("put_draft.mjs").display().to_string();
            programs.push(editor("Node", vec!["node".to_owned(), script], frozen));
        }
        Err(fault) => report.miss(format!("the comparison with Node: {fault:#}.")),
    }
    let times = compare(&programs)?;
    let (ours, others) = times.split_first().context("nothing was measured")?;
    for (program, theirs) in programs.iter().skip(1).zip(others) {
        for (what, budget, ours, theirs) in [
            ("cold start", Budget::AtLeast(COLD), ours.cold, theirs.cold),
            ("warm command", Budget::AtLeast(WARM), ours.warm, theirs.warm),
            (
                "command after others' commands",
                Budget::AtLeast(IN_TURN),
                ours.alternating,
                theirs.alternating,
            ),
        ] {
            tell(report, format!("{what}, {} against ours", program.name), budget, ours, theirs);
        }
    }
    Ok(())
}
