//! A flood of commands by one member of one organisation, and what another organisation's member notices of it (Q7).
//!
//! One edits a draft, one command after another; the other edits a draft on each of its connections, and sends commands at a steady pace, whatever becomes of them. Quiet times and
//! floods take turns in one run. Must not: compare times of different runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ::store::DynamoStore;
use anyhow::{Context, Result, anyhow, ensure};
use app::{AppError, IdempotencyKey, Party, Request, RequestKey, Services, draft_change, execute_command};
use domain::actor::Actor;
use domain::change::Command;
use domain::change::answers::Answers;
use domain::ids::ChangeId;
use domain::refusal::Refusal;
use tokio::runtime::Runtime;

use super::chance::{HandClock, NumberedIds};
use super::population::{self, organisation};
use super::reader::contact_of;
use super::store::Store;
use crate::report::{Budget, Report, median, milliseconds};

const TABLE: &str = "flood";
const RATIO: f64 = 1.2;
/// Quiet times, and floods.
const TURNS: u64 = 12;
/// Commands of the one who is measured, in each turn: within their own quota of a minute.
const COMMANDS: u64 = 60;
/// Requests a second of the one who floods: a hundred times their quota, and a good part of what the gateway lets through.
const PACE: u64 = 200;
/// How many of them are under way at a time, at most.
const AT_ONCE: u64 = 8;
/// Numbers that nothing else has, for their ids.
const MEASURED: u64 = (1 << 32) - 2;
const FLOODING: u64 = (1 << 32) - 3;
const MINUTE: i64 = 60_000;

/// Floods with quotas, and with none that matters.
///
/// # Errors
/// The store did not start, or a command failed.
pub fn measure(report: &mut Report) -> Result<()> {
    let store = Store::start()?;
    store.make_table(TABLE)?;
    let (flood, quiet, told) = turns(&store, 1)?;
    let note = format!("p50 {} against {}; {told}", milliseconds(flood), milliseconds(quiet));
    let ratio = flood.as_secs_f64() / quiet.as_secs_f64();
    let what = "a command while another organisation floods, against none";
    report.add(what, Budget::AtMost(RATIO), ratio, " ×", note);
    let (flood, quiet, told) = turns(&store, u32::MAX)?;
    let note = format!("p50 {} against {}; {told}", milliseconds(flood), milliseconds(quiet));
    let ratio = flood.as_secs_f64() / quiet.as_secs_f64();
    report.add("the same without quotas", Budget::None, ratio, " ×", note);
    Ok(())
}

/// What a flood's commands were answered.
#[derive(Debug, Default)]
struct Flood {
    goes_on: AtomicBool,
    is_over: AtomicBool,
    done: AtomicU64,
    refused: AtomicU64,
    failed: AtomicU64,
}

/// The medians of a command with the flood and without, and how the flood was answered.
fn turns(store: &Store, quota_factor: u32) -> Result<(Duration, Duration, String)> {
    let measured = Worker::open(store, 0, MEASURED, quota_factor)?;
    let flooding = Worker::open(store, 1, FLOODING, quota_factor)?;
    let (clock, flood) = (flooding.clock.clone(), Arc::new(Flood::default()));
    let state = Arc::clone(&flood);
    let flooder = thread::spawn(move || flooding.flood(&state));
    let mut times = [const { Vec::new() }; 2];
    for turn in 0..2 * TURNS {
        let floods = turn % 2 == 1;
        // A new minute for both, so that each flood uses up its quota first.
        clock.advance(MINUTE);
        measured.clock.advance(MINUTE);
        let refused = flood.refused.load(Ordering::SeqCst);
        flood.goes_on.store(floods, Ordering::SeqCst);
        // A flood uses up its quota in the first second of a minute. What counts is the rest of it.
        let is_spent =
            || flood.refused.load(Ordering::SeqCst) > refused || flood.failed.load(Ordering::SeqCst) > 0;
        while floods && quota_factor == 1 && !is_spent() {
            thread::sleep(Duration::from_millis(1));
        }
        for number in 0..COMMANDS {
            let begun = Instant::now();
            measured.runtime.block_on(measured.edit(turn * COMMANDS + number))?;
            // The first turns warm up.
            if turn > 1 {
                times[usize::from(floods)].push(begun.elapsed());
            }
        }
        flood.goes_on.store(false, Ordering::SeqCst);
    }
    flood.is_over.store(true, Ordering::SeqCst);
    flooder.join().map_err(|_| anyhow!("the flood panicked"))?;
    let [done, refused, failed] =
        [&flood.done, &flood.refused, &flood.failed].map(|count| count.load(Ordering::SeqCst));
    ensure!(failed == 0 && done > 0, "{failed} requests of the flood failed, {done} were carried out");
    let [quiet, flooded] = times.each_ref().map(|times| median(times).unwrap_or_default());
    Ok((flooded, quiet, format!("of the flood {done} were carried out, {refused} refused")))
}

/// A member of an organisation, and a draft for each of their connections.
struct Worker {
    runtime: Runtime,
    services: Services<DynamoStore>,
    clock: HandClock,
    actor: Actor,
    drafts: Vec<ChangeId>,
}

impl Worker {
    fn open(store: &Store, number: u64, ids: u64, quota_factor: u32) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let table = store.open(TABLE)?.store;
        let (own, urls) = organisation(number);
        runtime.block_on(table.put_organisation(&own, &urls))?;
        // Each run begins later than the one before, so that no two have ids or windows in common.
        let clock = HandClock::at(population::present());
        clock.advance(if quota_factor == 1 { 0 } else { 600 * MINUTE });
        let numbered = NumberedIds::new(ids, clock.clone());
        let services =
            Services { quota_factor, ..Services::new(table, Arc::new(clock.clone()), Arc::new(numbered)) };
        let actor = contact_of(&own)?;
        let party = Party::of(&actor).context("a member")?;
        let person = actor.person().context("a person")?;
        let mut drafts = Vec::new();
        for lane in 0..AT_ONCE {
            let key = IdempotencyKey::parse(&format!("draft-{lane}-{quota_factor}")).context("a key")?;
            let key = RequestKey { person, party, key, fingerprint: [0; 32] };
            let draft = draft_change(&services, &actor, &key, Answers::default());
            drafts.push(runtime.block_on(draft)?.change.id);
        }
        Ok(Self { runtime, services, clock, actor, drafts })
    }

    /// The draft goes by the number, so that no two connections edit the same.
    async fn edit(&self, number: u64) -> Result<(), AppError> {
        let answers = Answers { reason: format!("Reason {number}"), ..Answers::default() };
        let request = Request {
            actor: &self.actor,
            on: self.drafts[(number % AT_ONCE) as usize],
            seen: None,
            key: None,
        };
        let edit = |_: &_| Command::EditDraft { answers: answers.clone() };
        execute_command(&self.services, request, edit).await.map(|_| ())
    }

    /// Sends commands at its pace, while the flood goes on.
    fn flood(&self, flood: &Flood) {
        self.runtime.block_on(futures_util::future::join_all((0..AT_ONCE).map(|lane| async move {
            let mut tick = tokio::time::interval(Duration::from_millis(1_000 * AT_ONCE / PACE));
            tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            let mut number = lane;
            while !flood.is_over.load(Ordering::SeqCst) {
                tick.tick().await;
                if !flood.goes_on.load(Ordering::SeqCst) {
                    continue;
                }
                number += AT_ONCE;
                let became = match self.edit(number).await {
                    Ok(()) => &flood.done,
                    Err(AppError::Refused(Refusal::Quota(_))) => &flood.refused,
                    Err(_) => &flood.failed,
                };
                became.fetch_add(1, Ordering::SeqCst);
            }
        })));
    }
}
