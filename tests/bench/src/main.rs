//! `make bench`: measures the budgets that a deployed function must keep, prints them, writes them to
//! `docs/performance.md`, and fails when one is broken. What each figure means stands on that page.
//!
//! Responsible for: the order. Must not: compare times of different runs, or reach beyond this machine.

#![expect(clippy::print_stdout, reason = "a program for people")]

mod canned_store;
mod emulator;
mod event;
mod frozen;
mod http;
mod instructions;
mod languages;
mod memory;
mod process;
mod report;
mod runtime_api;
mod size;
mod warm;

use std::process::ExitCode;

use anyhow::Result;

use crate::emulator::Emulator;
use crate::frozen::Frozen;
use crate::report::Report;

fn main() -> Result<ExitCode> {
    let mut report = Report::default();
    size::measure(&mut report)?;
    instructions::measure(&mut report)?;
    let emulator = Emulator::start()?;
    memory::measure(&mut report, &emulator)?;
    let frozen = Frozen::draft(&emulator)?;
    warm::measure(&mut report, &emulator, &frozen)?;
    languages::measure(&mut report, &frozen)?;
    if cfg!(debug_assertions) {
        println!("Built without optimisation: the figures mean nothing and are not kept. Run `make bench`.");
        return Ok(ExitCode::SUCCESS);
    }
    report.write()?;
    if report.holds() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("A budget is broken.");
    Ok(ExitCode::FAILURE)
}
