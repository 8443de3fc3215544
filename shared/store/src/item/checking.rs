//! The row of a file that is being checked, beside the state that it is in, and what is left of one that is over (E3).
//!
//! It is in the partition of its change or dispute, so what writes the state may write it.

use std::collections::HashMap;

use app::{Fault, FileInChecking};
use domain::evidence::{CHECKED_WITHIN, FileOwner};
use domain::ids::EvidenceId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::receipt::EXPIRES_AT;
use super::summary::SUMMARY;
use super::{Instant, Item, Text};
use crate::table::keys::{DUE, Key, QUEUE, number, text};
use crate::table::kinds::checked_of_key;

/// The queue of files that are being checked, by since when.
pub(crate) const CHECKING: &str = "checking";

#[derive(Debug, Serialize, Deserialize)]
struct Summary {
    since: Text<Timestamp>,
}

#[derive(Debug, Deserialize)]
struct Row {
    summary: Summary,
}

/// The row. The table forgets it a day later: then the file counts as rejected.
pub(crate) fn write(file: &FileInChecking) -> Result<Item, Fault> {
    let mut item = write_over(file.of, file.evidence, file.since)?;
    item.insert(SUMMARY.to_owned(), super::write_value(&Summary { since: Text(file.since) })?);
    item.insert(QUEUE.to_owned(), text(CHECKING));
    item.insert(DUE.to_owned(), text(Instant(file.since)));
    Ok(item)
}

/// What is left of a row that is over: nothing that the queue shows.
pub(crate) fn write_over(of: FileOwner, evidence: EvidenceId, at: Timestamp) -> Result<Item, Fault> {
    let mut item = super::write(Key::checked(of, evidence), &HashMap::<String, String>::new())?;
    let until = at.saturating_add(CHECKED_WITHIN).unwrap_or(Timestamp::MAX);
    item.insert(EXPIRES_AT.to_owned(), number(until.as_second()));
    Ok(item)
}

/// The file in a row of the queue.
pub(crate) fn read_row(item: Item) -> Result<FileInChecking, Fault> {
    let file = checked_of_key(&Key::of_item(&item));
    let (of, evidence) = file.ok_or_else(|| Fault::lasting("read an item", "its key is of no file"))?;
    let Row { summary } = super::read(item)?;
    Ok(FileInChecking { of, evidence, since: summary.since.0 })
}
