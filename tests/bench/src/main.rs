//! `make bench`: measures the budgets that a deployed function must keep, prints them, writes them to
//! `docs/performance.md`, and fails when one is broken. That page explains each figure.
//!
//! `bench scale` measures only the cost of a full table (`bench scale 10`: of 10,000 changes), and `bench probe` only
//! the probe with many endpoints (`bench probe 20 1`: 20 of them, with a deadline of a second), and `bench flood` only what
//! an organisation notices of another's flood, and `bench midnight` only very many changes that are due at one midnight (`bench
//! midnight 200`: so many), and `bench warm` only warm requests against their bare calls, and `bench portal` only the portal. None of
//! them writes the page.
//!
//! Responsible for: the order of measurements. Must not: compare times of different runs, or reach beyond this machine.

#![expect(clippy::print_stdout, reason = "a program for people")]

mod canned_store;
mod contest;
mod emulator;
mod event;
mod frozen;
mod http;
mod instructions;
mod keeping_store;
mod languages;
mod memory;
mod midnight;
mod portal;
mod probe;
mod process;
mod report;
mod runtime_api;
mod scale;
mod size;
mod table;
mod warm;

use std::env;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;

use crate::emulator::Emulator;
use crate::frozen::Frozen;
use crate::process::FUNCTIONS;
use crate::report::Report;

fn main() -> Result<ExitCode> {
    let mut report = Report::default();
    let mut asked = env::args().skip(1);
    match asked.next().as_deref() {
        Some("scale") => {
            scale::measure(
                &mut report,
                asked.next().map_or(Ok(scale::LARGE), |thousands| thousands.parse())?,
            )?;
            return Ok(verdict(&report));
        }
        Some("flood") => {
            scale::flood::measure(&mut report)?;
            return Ok(verdict(&report));
        }
        Some("midnight") => {
            let changes = asked.next().map_or(Ok(midnight::CHANGES), |changes| changes.parse())?;
            midnight::measure(&mut report, changes)?;
            return Ok(verdict(&report));
        }
        Some("probe") => {
            let mut scale = probe::Scale::default();
            if let Some(endpoints) = asked.next() {
                scale.endpoints = endpoints.parse()?;
            }
            if let Some(seconds) = asked.next() {
                scale.deadline = Duration::from_secs(seconds.parse()?);
            }
            probe::measure(&mut report, scale)?;
            return Ok(verdict(&report));
        }
        Some("warm") => {
            let emulator = Emulator::start()?;
            let frozen = Frozen::draft(&emulator)?;
            warm::measure(&mut report, &emulator, &frozen)?;
            return Ok(verdict(&report));
        }
        Some("portal") => {
            size::measure(&mut report, &["portal"])?;
            instructions::starts(&mut report, &["portal"])?;
            portal::measure(&mut report)?;
            return Ok(verdict(&report));
        }
        _ => {}
    }
    size::measure(&mut report, &FUNCTIONS)?;
    instructions::starts(&mut report, &FUNCTIONS)?;
    instructions::hello(&mut report)?;
    let emulator = Emulator::start()?;
    memory::measure(&mut report, &emulator)?;
    let frozen = Frozen::draft(&emulator)?;
    warm::measure(&mut report, &emulator, &frozen)?;
    languages::measure(&mut report, &frozen)?;
    portal::measure(&mut report)?;
    scale::measure(&mut report, scale::LARGE)?;
    scale::flood::measure(&mut report)?;
    midnight::measure(&mut report, midnight::CHANGES)?;
    probe::measure(&mut report, probe::Scale::default())?;
    if cfg!(debug_assertions) {
        println!("Built without optimisation: the figures mean nothing and are not kept. Run `make bench`.");
        return Ok(ExitCode::SUCCESS);
    }
    report.write()?;
    Ok(verdict(&report))
}

fn verdict(report: &Report) -> ExitCode {
    if report.holds() {
        return ExitCode::SUCCESS;
    }
    println!("A budget is broken.");
    ExitCode::FAILURE
}
