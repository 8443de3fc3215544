//! Who probes for a request for OAT, or carries out a pre-flight, and until when.

use app::{Fault, ProbeLease};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::Serialize;

use crate::item::{Instant, Item};
use crate::table::keys::{Key, text};
use crate::table::transaction::Condition;

const HOLDER: &str = "holder";
const UNTIL: &str = "until";

/// Held by one batch, or by nobody: the same as no item at all. Conditions compare single attributes, so it is never read.
#[derive(Debug, Serialize)]
struct LeaseItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Instant>,
}

/// The item of a lease that is taken.
pub(crate) fn write(key: Key, lease: &ProbeLease) -> Result<Item, Fault> {
    crate::item::write(
        key,
        &LeaseItem { holder: Some(lease.holder.to_string()), until: Some(Instant(lease.until)) },
    )
}

/// The item of a lease that was given back. Functions overwrite and never delete.
pub(crate) fn write_free(key: Key) -> Result<Item, Fault> {
    crate::item::write(key, &LeaseItem { holder: None, until: None })
}

/// Until when somebody has it; none when it was given back.
pub(crate) fn until(item: &Item) -> Result<Option<Timestamp>, Fault> {
    if !item.contains_key(HOLDER) {
        return Ok(None);
    }
    let until = item.get(UNTIL).and_then(|until| until.as_s().ok()?.parse().ok());
    until.map(Some).ok_or_else(|| Fault::lasting("read a lease", "its end cannot be read"))
}

/// At `now` nobody has it, or the caller has it already, because the answer to an earlier try was lost.
pub(crate) fn may_be_taken(lease: &ProbeLease, now: Timestamp) -> Condition {
    Condition {
        expression: "attribute_not_exists(#holder) OR #until <= :now OR #holder = :this",
        names: &[("#holder", HOLDER), ("#until", UNTIL)],
        values: vec![(":now", text(Instant(now))), (":this", holder(lease))],
    }
}

/// It is this holder's, whatever its end.
pub(crate) fn is_of(lease: &ProbeLease) -> Condition {
    Condition {
        expression: "#holder = :this",
        names: &[("#holder", HOLDER)],
        values: vec![(":this", holder(lease))],
    }
}

fn holder(lease: &ProbeLease) -> AttributeValue {
    text(lease.holder)
}
