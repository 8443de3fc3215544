//! Instructions, counted by callgrind. They are the same in every run of a machine, however busy it is.
//!
//! Must not: use a clock.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::canned_store;
use crate::emulator::{endpoint, free_port};
use crate::process::{Running, built, command, scratch};
use crate::report::{Budget, Report, median};
use crate::runtime_api::RuntimeApi;

const START: f64 = 4.0;
const HELLO: f64 = 1.0;
/// Hash maps get new seeds in every run, so this takes the middle of three.
const RUNS: usize = 3;

/// Counts the start of these functions.
///
/// # Errors
/// There is no valgrind, or a function did not start.
pub fn starts(report: &mut Report, functions: &[&str]) -> Result<()> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        bail!("valgrind is needed to count instructions: apt-get install valgrind");
    }
    let store = canned_store::start(&[])?;
    for name in functions {
        let millions = start(name, &store)?;
        report.add(
            format!("instructions from exec to the first `/next`, {name}"),
            Budget::AtMost(START),
            millions,
            " M",
            "",
        );
    }
    Ok(())
}

/// Counts a TLS hello.
///
/// # Errors
/// A function did not start.
pub fn hello(report: &mut Report) -> Result<()> {
    let refused = start("evidence", &endpoint(free_port()?).replace("http:", "https:"))?;
    let (address, hellos) = canned_store::start_hanging_up()?;
    let hung_up = start("evidence", &address)?;
    let seen: Vec<usize> = hellos.try_iter().collect();
    ensure!(seen.len() == RUNS, "{} of {RUNS} starts said hello", seen.len());
    let note = format!("{} bytes", seen[0]);
    report.add("instructions of the first TLS hello", Budget::AtMost(HELLO), hung_up - refused, " M", note);
    Ok(())
}

/// Millions of instructions from exec until the function waits for its first event, with AWS at `endpoint`.
fn start(name: &str, endpoint: &str) -> Result<f64> {
    let counts: Vec<f64> = (0..RUNS).map(|_| count(name, endpoint)).collect::<Result<_>>()?;
    median(&counts).context("nothing was counted")
}

fn count(name: &str, endpoint: &str) -> Result<f64> {
    let mut api = RuntimeApi::start()?;
    let profile = scratch()?.join(format!("callgrind.{name}"));
    let mut counted = command("valgrind", endpoint);
    counted.args(["--tool=callgrind", "--quiet"]);
    counted.arg(format!("--callgrind-out-file={}", profile.display()));
    counted.arg(built(name)?).env("AWS_LAMBDA_RUNTIME_API", api.address());
    let running = Running::start(&mut counted)?;
    api.wait_for_next()?;
    // It waits for the answer now, so nothing more counts. It writes the profile at its end.
    running.end()?;
    let profile = fs::read_to_string(profile)?;
    let total = profile.lines().find_map(|line| line.strip_prefix("totals: "));
    let total: f64 = total.context("a profile without a total")?.trim().parse()?;
    Ok(total / 1e6)
}
