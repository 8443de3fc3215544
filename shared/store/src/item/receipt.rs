//! What is remembered of a request, until it expires. Keys are one space, whatever a request was about.

use app::{
    ExportReceipt, Fault, OatReceipt, PreFlightReceipt, RECEIPT_LIFETIME, Receipt, RecordReceipt, RequestKey,
};
use domain::ids::{ChangeId, EvidenceId, ExportId, OatId, OrganisationId, PersonId, PreFlightId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Digest, Item, Text};
use crate::keys::Key;

/// The attribute that the table forgets items by, in seconds since 1970.
pub(crate) const EXPIRES_AT: &str = "expires_at";

#[derive(Debug, Default, Serialize, Deserialize)]
struct ReceiptItem {
    fingerprint: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Text<ChangeId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Text<EvidenceId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    export: Option<Text<ExportId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oat: Option<Text<OatId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<Text<OrganisationId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Text<PersonId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pre_flight: Option<Text<PreFlightId>>,
    expires_at: i64,
}

/// The item of a receipt kept at `now`.
pub(crate) fn write(key: &RequestKey, receipt: &Receipt, now: Timestamp) -> Result<Item, Fault> {
    let content = ReceiptItem {
        change: Some(Text(receipt.change)),
        evidence: receipt.evidence.map(Text),
        ..item_of(receipt.fingerprint, now)
    };
    super::write(Key::request(key), &content)
}

/// The item of the receipt of a request about an export.
pub(crate) fn write_for_export(key: &RequestKey, export: ExportId, now: Timestamp) -> Result<Item, Fault> {
    let content = ReceiptItem { export: Some(Text(export)), ..item_of(key.fingerprint, now) };
    super::write(Key::request(key), &content)
}

/// The item of the receipt of a request about the record of an organisation or of PDP's team.
pub(crate) fn write_for_record(
    key: &RequestKey,
    receipt: &RecordReceipt,
    now: Timestamp,
) -> Result<Item, Fault> {
    let content = ReceiptItem {
        organisation: receipt.organisation.map(Text),
        person: receipt.person.map(Text),
        ..item_of(receipt.fingerprint, now)
    };
    super::write(Key::request(key), &content)
}

/// The item of the receipt of a request about a request for OAT.
pub(crate) fn write_for_oat(key: &RequestKey, receipt: &OatReceipt, now: Timestamp) -> Result<Item, Fault> {
    let content = ReceiptItem { oat: receipt.oat.map(Text), ..item_of(receipt.fingerprint, now) };
    super::write(Key::request(key), &content)
}

/// The item of the receipt of a request for a pre-flight.
pub(crate) fn write_for_pre_flight(
    key: &RequestKey,
    pre_flight: PreFlightId,
    now: Timestamp,
) -> Result<Item, Fault> {
    let content = ReceiptItem { pre_flight: Some(Text(pre_flight)), ..item_of(key.fingerprint, now) };
    super::write(Key::request(key), &content)
}

fn item_of(fingerprint: [u8; 32], now: Timestamp) -> ReceiptItem {
    let expires_at = now.as_second().saturating_add(RECEIPT_LIFETIME.as_secs());
    ReceiptItem { fingerprint: Digest(fingerprint), expires_at, ..ReceiptItem::default() }
}

/// What was remembered, whatever the request was about.
#[derive(Debug)]
pub(crate) struct Kept(ReceiptItem);

/// The receipt in `item`, unless it has expired: the table forgets some time later.
pub(crate) fn read(item: Item, now: Timestamp) -> Result<Option<Kept>, Fault> {
    let item = super::read::<ReceiptItem>(item)?;
    Ok((now.as_second() < item.expires_at).then_some(Kept(item)))
}

impl Kept {
    /// Written as it was read.
    #[cfg(test)]
    pub(crate) fn as_written(&self, key: Key) -> Result<Item, Fault> {
        super::write(key, &self.0)
    }

    /// As whoever asks about `change` sees it. What a request of another kind named is no change: its fingerprint, which
    /// covers the path, is another for sure, and only tells that the key was used.
    pub(crate) fn of_change(&self, change: ChangeId) -> Receipt {
        Receipt {
            fingerprint: self.0.fingerprint.0,
            change: self.0.change.map_or(change, |id| id.0),
            evidence: self.0.evidence.map(|id| id.0),
        }
    }

    /// As whoever asks about a record sees it.
    pub(crate) fn of_record(&self) -> RecordReceipt {
        RecordReceipt {
            fingerprint: self.0.fingerprint.0,
            organisation: self.0.organisation.map(|id| id.0),
            person: self.0.person.map(|id| id.0),
        }
    }

    /// As whoever asks about a request for OAT sees it.
    pub(crate) fn of_oat(&self) -> OatReceipt {
        OatReceipt { fingerprint: self.0.fingerprint.0, oat: self.0.oat.map(|id| id.0) }
    }

    /// As whoever asks about a pre-flight sees it.
    pub(crate) fn of_pre_flight(&self) -> PreFlightReceipt {
        PreFlightReceipt { fingerprint: self.0.fingerprint.0, pre_flight: self.0.pre_flight.map(|id| id.0) }
    }

    /// As whoever asks about an export sees it.
    pub(crate) fn of_export(&self) -> ExportReceipt {
        ExportReceipt { fingerprint: self.0.fingerprint.0, export: self.0.export.map(|id| id.0) }
    }
}
