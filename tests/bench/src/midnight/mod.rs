//! Very many changes are due at one midnight, initial connections beside them (Q8): how long it takes until all their endpoints are
//! live, each exactly once, although one job is killed on the way and two overlap.
//!
//! Responsible for: the jobs, by the program of the function, and what the table says afterwards. Must not: know how the function
//! does it.

#![expect(clippy::print_stdout, reason = "says that filling the table and the jobs go on")]

mod check;
mod connections;
mod fill;
mod slow_store;

use std::fs;
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use ::store::DynamoStore;
use anyhow::{Context, Result, anyhow, ensure};
use app::{Changes, Clock, OatQueue, OatRequests, PageRequest};
use jiff::SignedDuration;
use runtime::SystemClock;
use serde_json::Value;
use tokio::runtime::Runtime;

use self::slow_store::SlowStore;
use crate::memory::megabytes;
use crate::process::{Running, TABLE, built, command, scratch};
use crate::report::{Budget, Report};
use crate::runtime_api::RuntimeApi;
use crate::scale::population::midnight;
use crate::scale::store::Store;

/// How many changes are due, by default; each has two endpoints.
pub const CHANGES: u64 = 5_000;
/// For so many changes there is an initial connection.
const FOR_A_CONNECTION: u64 = 50;

const SECONDS: f64 = 60.0;
const RESIDENT: f64 = 64.0;
const CALLS: f64 = 4.0;
/// What all senders together may send in a second, as the functions here are told, and a twentieth for the ends of the time in which
/// they are counted.
const EMAILS: f64 = 14.7;

/// Notifications about changes, without the copies that each person gets: with the first attribute, without the second.
const NOTIFICATIONS: [&str; 2] = ["change", "copy_of"];
/// So many of them follow from a change that goes live: its organisation and PDP are told, and that it is complete.
const TOLD: u64 = 3;

/// The first job begins so long before midnight.
const AWAKE: Duration = Duration::from_secs(3);
/// How often the queues are looked at.
const LOOK: Duration = Duration::from_millis(50);
/// The longest time until all is live.
const PATIENCE: Duration = Duration::from_secs(600);
/// Jobs after the one that was killed, at most.
const MOST_JOBS: usize = 20;

/// Takes so many changes live.
///
/// # Errors
/// Something did not start or failed, or something went live twice or not at all.
pub fn measure(report: &mut Report, changes: u64) -> Result<()> {
    let store = Store::start()?;
    store.make_table(TABLE)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let table = store.open(TABLE)?.store;
    println!("Filling a table with {changes} changes that are due at one midnight ...");
    let due = runtime.block_on(fill::fill(&table, changes, changes.div_ceil(FOR_A_CONNECTION)))?;
    let slow = SlowStore::start(store.port())?;
    let night = Night { runtime, table, slow };
    let jobs = night.run(changes)?;
    night.runtime.block_on(check::all_live_once(&night.table, &due))?;
    let told = store.count(TABLE, "MAIL#", NOTIFICATIONS)?;
    let expected = TOLD * changes;
    ensure!(told == expected, "{told} notifications about changes in place of {expected}");

    let what = format!("{} endpoints due at one midnight", 2 * changes + due.connections.len() as u64);
    let note = format!("{changes} changes, one job killed, two at once; {}", jobs.told);
    report.add(format!("{what}: until all are live"), Budget::AtMost(SECONDS), jobs.live, " s", note);
    report.add(format!("{what}: most resident memory"), Budget::AtMost(RESIDENT), jobs.memory, " MB", "");
    let calls = jobs.calls as f64 / (due.changes.len() + due.connections.len()) as f64;
    let note = "two when one job works alone";
    report.add(format!("{what}: calls for each change"), Budget::AtMost(CALLS), calls, "", note);
    let (emails, most) = night.slow.emails();
    let note = format!("{emails} emails of two jobs at once");
    report.add(format!("{what}: emails in a second"), Budget::AtMost(EMAILS), most, "", note);
    Ok(())
}

/// The table, and how the function reaches it.
struct Night {
    runtime: Runtime,
    table: DynamoStore,
    slow: SlowStore,
}

/// The result of the jobs.
struct Jobs {
    /// Seconds from midnight until all was live.
    live: f64,
    /// Megabytes.
    memory: f64,
    /// Calls to the table until then.
    calls: u64,
    told: String,
}

/// A process of the function, and the runtime API that it asks for events.
struct Process {
    api: RuntimeApi,
    function: Running,
}

impl Process {
    /// Starts one whose clock is moved by what the file says.
    fn start(endpoint: &str, clock: &Path) -> Result<Self> {
        let mut api = RuntimeApi::start()?;
        let mut function = command(built("go-live")?, endpoint);
        function.env("AWS_LAMBDA_RUNTIME_API", api.address()).env("LOCAL_CLOCK_FILE", clock);
        let function = Running::start(&mut function)?;
        api.wait_for_next()?;
        Ok(Self { api, function })
    }

    /// One job, and its report.
    fn work(mut self) -> Result<(Self, Value)> {
        let answer = self.api.invoke("{}")?.answer;
        Ok((self, answer))
    }
}

impl Night {
    /// A job that is awake before midnight and is killed after a third of the work, two that overlap after it, and more if anything
    /// is left.
    fn run(&self, changes: u64) -> Result<Jobs> {
        let clock = scratch()?.join("midnight.clock");
        let start = || Process::start(self.slow.endpoint(), &clock);
        let (first, one, other) = (start()?, start()?, start()?);
        let offset = midnight().duration_since(SystemClock.now()) - SignedDuration::try_from(AWAKE)?;
        fs::write(&clock, offset.to_string())?;
        let midnight = Instant::now() + AWAKE;
        let before = self.slow.calls();
        self.kill(first, changes / 3, midnight)?;
        let killed = midnight.elapsed().as_secs_f64();
        println!("A job was killed after {killed:.1} s. Two others begin ...");
        let at_once = [one, other].map(|process| thread::spawn(|| process.work()));
        let is_over = || at_once.iter().all(JoinHandle::is_finished);
        let mut live = self.wait_until_live(midnight, is_over)?;
        let mut calls = self.slow.calls();
        let ended = at_once.into_iter().map(|job| job.join().map_err(|_| anyhow!("a job panicked"))?);
        let (mut processes, mut reports): (Vec<_>, Vec<_>) =
            ended.collect::<Result<Vec<_>>>()?.into_iter().unzip();
        while live.is_none() && reports.len() < MOST_JOBS {
            let (process, report) = processes.pop().context("no process")?.work()?;
            processes.push(process);
            reports.push(report);
            live = self.is_live()?.then(|| midnight.elapsed());
            calls = self.slow.calls();
        }
        let live = live.context("not everything is live")?.as_secs_f64();
        let memory = processes.iter().map(|process| megabytes(&process.function, "VmHWM:"));
        let memory = memory.collect::<Result<Vec<_>>>()?.into_iter().fold(0.0, f64::max);
        fs::remove_file(clock)?;
        let told = format!("killed after {killed:.1} s; then {} changes live", parts(&reports));
        Ok(Jobs { live, memory, calls: calls - before, told })
    }

    /// Has a job begin before midnight, and kills it after so many transactions.
    fn kill(&self, mut process: Process, transactions: u64, midnight: Instant) -> Result<()> {
        process.api.hand_over("{}")?;
        while self.slow.transactions() < transactions {
            ensure!(midnight.elapsed() < PATIENCE, "the first job did not come to a third");
            thread::sleep(Duration::from_millis(1));
        }
        // It ends with its value.
        drop(process);
        Ok(())
    }

    /// When all was live, in time since midnight; none when `is_over` says that nothing goes on and it is not.
    fn wait_until_live(&self, midnight: Instant, is_over: impl Fn() -> bool) -> Result<Option<Duration>> {
        loop {
            let was_over = is_over();
            if self.is_live()? {
                return Ok(Some(midnight.elapsed()));
            }
            if was_over {
                return Ok(None);
            }
            thread::sleep(LOOK);
        }
    }

    /// Whether nothing waits to go live.
    fn is_live(&self) -> Result<bool> {
        let first = PageRequest { size: 1, cursor: None };
        self.runtime.block_on(async {
            let changes = self.table.due_to_go_live(midnight(), &first).await?;
            let connections = self.table.oats_in(OatQueue::GoLive, Some(midnight()), &first).await?;
            Ok(changes.items.is_empty() && connections.items.is_empty())
        })
    }
}

/// How many changes each job took live.
fn parts(reports: &[Value]) -> String {
    reports.iter().map(|report| report["live"].to_string()).collect::<Vec<_>>().join(" + ")
}
