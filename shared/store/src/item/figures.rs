//! What an event counts for, until it is summed, and the figures of a month (Q9).

use std::collections::BTreeMap;

use app::{Fault, FigureEntry, FigureOf, MonthFigures};
use domain::figures::{Counted, Counts, Month};
use domain::ids::{ChangeId, OatId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::read_past::{self, Past};
use super::receipt::EXPIRES_AT;
use super::summary::SUMMARY;
use super::values::Written;
use super::{FORMAT, FORMAT_ATTRIBUTE, Instant, Item, Text};
use crate::table::keys::{DUE, Key, QUEUE, number, text};

/// The queue of the entries that are to be summed.
pub(crate) const FIGURES: &str = "figures";
/// How long an entry that was summed is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Written for Counted {
    const WHAT: &'static str = "a figure";
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

type CountsItem = BTreeMap<Text<Counted>, u64>;

fn item_of(counts: &Counts) -> CountsItem {
    counts.iter().map(|(counted, times)| (Text(*counted), *times)).collect()
}

fn restored(counts: CountsItem) -> Counts {
    counts.into_iter().map(|(counted, times)| (counted.0, times)).collect()
}

#[derive(Debug, Serialize, Deserialize)]
struct EntryItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oat: Option<Text<OatId>>,
    version: u64,
    at: Text<Timestamp>,
    counts: CountsItem,
}

#[derive(Debug, Deserialize)]
struct Row {
    summary: EntryItem,
}

/// An entry that is to be summed.
pub(crate) fn write_entry(entry: &FigureEntry) -> Result<Item, Fault> {
    let (change, oat, id) = match entry.of {
        FigureOf::Change(id) => (Some(Text(id)), None, id.to_string()),
        FigureOf::Oat(id) => (None, Some(Text(id)), id.to_string()),
    };
    let (version, at) = (entry.version, Text(entry.at));
    let content = EntryItem { change, oat, version, at, counts: item_of(&entry.counts) };
    let mut item = Key::figure_entry(entry.of, version).into_attributes();
    item.insert(FORMAT_ATTRIBUTE.to_owned(), number(FORMAT));
    item.insert(SUMMARY.to_owned(), super::write_value(&content)?);
    item.insert(QUEUE.to_owned(), text(FIGURES));
    item.insert(DUE.to_owned(), text(format!("{}#{id}#{version:010}", Instant(entry.at))));
    Ok(item)
}

/// The entry in an item of the index.
pub(crate) fn read_entry(item: Item) -> Result<FigureEntry, Fault> {
    let entry = super::read::<Row>(item)?.summary;
    let of_change = entry.change.map(|id| FigureOf::Change(id.0));
    let of = of_change.or(entry.oat.map(|id| FigureOf::Oat(id.0)));
    let of = of.ok_or_else(|| Fault::lasting("read what an event counts for", "it is of nothing"))?;
    Ok(FigureEntry { of, version: entry.version, at: entry.at.0, counts: restored(entry.counts) })
}

/// What takes the place of an entry that was summed `now`: it is in no queue, and the table forgets it after a while.
pub(crate) fn write_summed(entry: &FigureEntry, now: Timestamp) -> Item {
    let mut item = Key::figure_entry(entry.of, entry.version).into_attributes();
    item.insert(FORMAT_ATTRIBUTE.to_owned(), number(FORMAT));
    let expires_at = now.as_second().saturating_add(KEPT.as_secs());
    item.insert(EXPIRES_AT.to_owned(), number(expires_at));
    item
}

#[derive(Debug, Serialize, Deserialize)]
struct MonthItem {
    version: u64,
    counts: CountsItem,
}

/// The figures of a month.
pub(crate) fn write_month(figures: &MonthFigures) -> Result<Item, Fault> {
    let item = MonthItem { version: figures.version, counts: item_of(&figures.counts) };
    let mut item = super::write(Key::figures(figures.month), &item)?;
    read_past::put_back(&figures.read_past, &mut item);
    Ok(item)
}

/// The figures of `month` in its item.
pub(crate) fn read_month(month: Month, item: Item) -> Result<MonthFigures, Fault> {
    let mut past = Past::default();
    let item: MonthItem = super::read_keeping(item, &mut past)?;
    let (counts, version, read_past) = (restored(item.counts), item.version, past.carried());
    Ok(MonthFigures { month, counts, version, read_past })
}
