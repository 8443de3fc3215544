//! Resident memory of functions after many requests.
//!
//! Must not: use a clock.

use std::fs;

use anyhow::{Context, Result};
use serde_json::json;

use crate::emulator::Emulator;
use crate::event;
use crate::process::{Running, function};
use crate::report::{Budget, Report};
use crate::runtime_api::RuntimeApi;

const RESIDENT: f64 = 20.0;
/// Drafts of `submissions`, with four requests each; of `evidence`, with twenty.
const DRAFTS: (u32, u32) = (50, 10);

/// Sends 200 requests to the HTTP function that people use most, and 200 to the one that signs.
///
/// # Errors
/// A request failed.
pub fn measure(report: &mut Report, emulator: &Emulator) -> Result<()> {
    let mut api = RuntimeApi::start()?;
    let submissions = function("submissions", &emulator.endpoint(), &api)?;
    let mut drafts = Vec::new();
    for draft in 0..DRAFTS.0 {
        let drafted = event::body(&api.invoke(&event::draft(&format!("memory-{draft}")))?.answer, 201)?;
        let id = drafted["id"].as_str().context("a draft without id")?.to_owned();
        event::body(&api.invoke(&event::edit(&id, draft + 1))?.answer, 200)?;
        event::body(&api.invoke(&event::read(&id))?.answer, 200)?;
        let path = format!("/technical-changes/{id}/check");
        let check = event::request("GET /technical-changes/{id}/check", &path, ("", ""), None);
        event::body(&api.invoke(&check)?.answer, 200)?;
        drafts.push(id);
    }
    tell(report, "submissions", &submissions)?;

    let mut api = RuntimeApi::start()?;
    let evidence = function("evidence", &emulator.endpoint(), &api)?;
    for id in drafts.iter().take(DRAFTS.1 as usize) {
        let path = format!("/technical-changes/{id}/evidence");
        for file in 0..10 {
            let body = json!({ "file_name": "acceptance.pdf", "media_type": "application/pdf" });
            let key = format!("memory-{id}-{file}");
            let ask = ("idempotency-key", key.as_str());
            let ask = event::request("POST /technical-changes/{id}/evidence", &path, ask, Some(&body));
            event::body(&api.invoke(&ask)?.answer, 201)?;
            let list = event::request("GET /technical-changes/{id}/evidence", &path, ("", ""), None);
            event::body(&api.invoke(&list)?.answer, 200)?;
        }
    }
    tell(report, "evidence", &evidence)
}

fn tell(report: &mut Report, name: &str, function: &Running) -> Result<()> {
    let note = format!("peak {:.1} MB", megabytes(function, "VmHWM:")?);
    report.add(
        format!("resident memory after 200 requests, {name}"),
        Budget::AtMost(RESIDENT),
        megabytes(function, "VmRSS:")?,
        " MB",
        note,
    );
    Ok(())
}

/// The system's figures of a process's memory: `VmRSS:` is the present size, `VmHWM:` the largest ever.
///
/// # Errors
/// It has ended, or there is no such field.
pub fn megabytes(of: &Running, field: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", of.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)).context("no such field")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024.0 / 1e6)
}
