//! Fills a table with blocks of organisations and changes.
//!
//! Must not: decide what is in them.

use std::thread;

use anyhow::{Context, Result, anyhow};
use app::{Commit, Effect};
use domain::calendar::london_date;
use jiff::ToSpan;
use jiff::civil::Date;

use super::past::play;
use super::population::{CHANGES, FIRST_WITH_DUE, ORGANISATIONS, due, organisation, plan, present};
use super::store::{Store, Table};

/// As many as a small machine has processors: while one waits for the store, the other plays.
const WORKERS: u64 = 2;
/// Changes put at once.
const AT_ONCE: usize = 50;
/// One of this many changes is put with its whole past. Events and notifications are most of the items, and no list shows
/// them.
const WITH_PAST: u64 = 20;

/// Puts the first `blocks` blocks into the table of this name, and `due` changes that may go live, one each minute from
/// the present on.
///
/// # Errors
/// A past could not be played, or the table did not take it.
pub fn fill(store: &Store, name: &str, blocks: u64, due: u64) -> Result<()> {
    thread::scope(|scope| {
        let work = |worker| {
            scope
                .spawn(move || put(&store.open(name)?, (0..blocks).filter(|block| block % WORKERS == worker)))
        };
        let working: Vec<_> = (0..WORKERS).map(work).collect();
        working.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("a worker panicked"))?)
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(put_due(&store.open(name)?, due))
}

fn put(table: &Table, blocks: impl Iterator<Item = u64>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        for block in blocks {
            put_block(table, block).await.with_context(|| format!("block {block}"))?;
        }
        Ok(())
    })
}

async fn put_block(table: &Table, block: u64) -> Result<()> {
    let numbers = block * ORGANISATIONS..(block + 1) * ORGANISATIONS;
    let mut organisations = Vec::new();
    for number in numbers {
        let (organisation, urls) = organisation(number);
        table.store.put_organisation(&organisation, &urls).await?;
        organisations.push(organisation);
    }
    let mut histories = Vec::new();
    for number in block * CHANGES..(block + 1) * CHANGES {
        let plan = plan(number);
        let at = usize::try_from(plan.organisation % ORGANISATIONS)?;
        let organisation = organisations.get_mut(at).context("no such organisation")?;
        let mut past;
        (past, *organisation) = play(plan, organisation).await?;
        past.iter_mut().for_each(settle);
        if number % WITH_PAST > 0 {
            past.iter_mut().for_each(forget);
        }
        histories.push(past);
        if histories.len() == AT_ONCE {
            table.store.put_histories(&histories).await?;
            histories.clear();
        }
    }
    table.store.put_histories(&histories).await?;
    Ok(())
}

/// They belong to further organisations, as many as a block has, so that reads of the others do not change.
async fn put_due(table: &Table, count: u64) -> Result<()> {
    for place in 0..ORGANISATIONS {
        let (organisation, urls) = organisation(FIRST_WITH_DUE + place);
        table.store.put_organisation(&organisation, &urls).await?;
    }
    let mut histories = Vec::new();
    for minutes in 1..=count {
        let number = FIRST_WITH_DUE + minutes % ORGANISATIONS;
        let (mut past, _) = play(due(minutes, number), &organisation(number).0).await?;
        past.iter_mut().for_each(settle);
        past.iter_mut().for_each(forget);
        histories.push(past);
    }
    table.store.put_histories(&histories).await?;
    Ok(())
}

/// Leaves what the due-work job left, every minute since: the figures are summed, and everybody was reminded today.
fn settle(commit: &mut Commit) {
    settle_on(commit, london_date(present()));
}

/// The same on another day.
pub fn settle_on(commit: &mut Commit, today: Date) {
    commit.effects.retain(|effect| !matches!(effect, Effect::Figures(_)));
    for effect in &mut commit.effects {
        if let Effect::Task(row) = effect {
            row.reminder = row.reminder.map(|day| day.max(today.saturating_add(1.day())));
        }
    }
}

/// Leaves the change itself, its URLs and endpoints.
pub fn forget(commit: &mut Commit) {
    commit.events.clear();
    commit.mails.clear();
}
