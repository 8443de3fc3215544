//! Counts of quotas, and the exports of somebody that may be under way (Q7).
//!
//! A count is changed in place, by transactions that need not know how far it has come.

use std::collections::BTreeMap;

use app::Fault;
use domain::ids::ExportId;
use domain::quota::{Count, Counted, ExportsUnderWay, Whose};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::read_past::Past;
use super::receipt::EXPIRES_AT;
use super::{FORMAT, FORMAT_ATTRIBUTE, Item, Text};
use crate::table::keys::{Key, number, truth};
use crate::table::transaction::Condition;

/// How long a count is kept after its window, and a list of exports after its last one.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Adds one to a count.
pub(crate) const ADD: &str = "ADD #count :one SET #format = :format, #expires_at = :expires_at";
/// Notes that somebody was refused for a count.
pub(crate) const TELL: &str = "SET #told = :yes, #format = :format, #expires_at = :expires_at";
/// Adds one to the changes that have not ended, or takes one off.
pub(crate) const ADD_CHANGES: &str = "ADD #count :some SET #format = :format";

/// The count is not spent.
pub(crate) fn is_left(count: &Count) -> Condition {
    Condition {
        expression: "attribute_not_exists(#count) OR #count < :most",
        names: &[("#count", "count"), ("#format", FORMAT_ATTRIBUTE), ("#expires_at", EXPIRES_AT)],
        values: vec![
            (":most", number(count.most)),
            (":one", number(1)),
            (":format", number(FORMAT)),
            (":expires_at", number(kept_until(count.until()))),
        ],
    }
}

/// It is not noted that somebody was refused for the count.
pub(crate) fn is_untold(count: &Count) -> Condition {
    Condition {
        expression: "attribute_not_exists(#told)",
        names: &[("#told", "told"), ("#format", FORMAT_ATTRIBUTE), ("#expires_at", EXPIRES_AT)],
        values: vec![
            (":yes", truth()),
            (":format", number(FORMAT)),
            (":expires_at", number(kept_until(count.until()))),
        ],
    }
}

/// Fewer changes than `most` have not ended, if that is bounded; `some` more of them are to be added.
pub(crate) fn has_room(some: i32, most: Option<u32>) -> Condition {
    let bound = most.map(|most| (":most", number(most)));
    let added = [(":some", number(some)), (":format", number(FORMAT))];
    Condition {
        expression: match most {
            Some(_) => "attribute_not_exists(#count) OR #count < :most",
            None => "",
        },
        names: &[("#count", "count"), ("#format", FORMAT_ATTRIBUTE)],
        values: added.into_iter().chain(bound).collect(),
    }
}

#[derive(Debug, Deserialize)]
struct CountItem {
    #[serde(default)]
    count: u32,
    #[serde(default)]
    told: bool,
}

/// How far `count` has come.
pub(crate) fn read(item: Item, count: Count) -> Result<Counted, Fault> {
    let CountItem { count: used, told } = super::read(item)?;
    Ok(Counted { count, used, told })
}

#[derive(Debug, Serialize, Deserialize)]
struct UnderWayItem {
    version: u64,
    asked: BTreeMap<Text<ExportId>, Text<Timestamp>>,
    expires_at: i64,
}

pub(crate) fn write_under_way(whose: Whose, under_way: &ExportsUnderWay) -> Result<Item, Fault> {
    let last = under_way.asked.values().max().copied().unwrap_or_default();
    let over = last.saturating_add(domain::export::GIVEN_UP_AFTER).unwrap_or(Timestamp::MAX);
    let content = UnderWayItem {
        version: under_way.version,
        asked: under_way.asked.iter().map(|(id, at)| (Text(*id), Text(*at))).collect(),
        expires_at: kept_until(over),
    };
    super::write(Key::exports_under_way(whose), &content)
}

pub(crate) fn read_under_way(item: Item, past: &mut Past) -> Result<ExportsUnderWay, Fault> {
    let item: UnderWayItem = super::read_keeping(item, past)?;
    let asked = item.asked.into_iter().map(|(id, at)| (id.0, at.0)).collect();
    Ok(ExportsUnderWay { version: item.version, asked })
}

/// In seconds since 1970.
fn kept_until(over: Timestamp) -> i64 {
    over.as_second().saturating_add(KEPT.as_secs())
}
