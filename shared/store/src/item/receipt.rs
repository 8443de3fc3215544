//! What is remembered of a request, until it expires.

use app::{Fault, RECEIPT_LIFETIME, Receipt, RequestKey};
use domain::ids::{ChangeId, EvidenceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Digest, Item, Text};
use crate::keys::Key;

/// The attribute that the table forgets items by, in seconds since 1970.
pub(crate) const EXPIRES_AT: &str = "expires_at";

#[derive(Debug, Serialize, Deserialize)]
struct ReceiptItem {
    fingerprint: Digest,
    change: Text<ChangeId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Text<EvidenceId>>,
    expires_at: i64,
}

/// The item of a receipt kept at `now`.
pub(crate) fn write(key: &RequestKey, receipt: &Receipt, now: Timestamp) -> Result<Item, Fault> {
    let content = ReceiptItem {
        fingerprint: Digest(receipt.fingerprint),
        change: Text(receipt.change),
        evidence: receipt.evidence.map(Text),
        expires_at: now.as_second().saturating_add(RECEIPT_LIFETIME.as_secs()),
    };
    super::write(Key::request(key), &content)
}

/// The receipt in `item`, unless it has expired: the table forgets some time later.
pub(crate) fn read(item: Item, now: Timestamp) -> Result<Option<Receipt>, Fault> {
    let item = super::read::<ReceiptItem>(item)?;
    Ok((now.as_second() < item.expires_at).then_some(Receipt {
        fingerprint: item.fingerprint.0,
        change: item.change.0,
        evidence: item.evidence.map(|id| id.0),
    }))
}
