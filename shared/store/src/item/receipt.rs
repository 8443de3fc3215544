//! The receipt of a request, until it expires. Keys are one space, whatever a request was about.

use std::borrow::Cow;

use app::{Fault, Party, RECEIPT_LIFETIME, Receipt, RequestKey};
use domain::ids::{
    ChangeId, DisputeId, DowntimeId, EvidenceId, ExportId, NoteId, OatId, OrganisationId, PersonId,
    PreFlightId, SignInId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Digest, Item, Text};
use crate::table::keys::Key;

/// The attribute that the table forgets items by, in seconds since 1970.
pub(crate) const EXPIRES_AT: &str = "expires_at";
/// The attribute that says for whom the request was made.
pub(crate) const PARTY: &str = "party";
/// What it says of PDP's people; of others it names the organisation.
const PDP: &str = "pdp";

#[derive(Debug, Default, Serialize, Deserialize)]
struct ReceiptItem<'a> {
    /// None in receipts of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    party: Option<Cow<'a, str>>,
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sign_in: Option<Text<SignInId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pre_flight: Option<Text<PreFlightId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    downtime: Option<Text<DowntimeId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispute: Option<Text<DisputeId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Text<NoteId>>,
    expires_at: i64,
}

/// The item of a receipt kept at `now`.
pub(crate) fn write(key: &RequestKey, receipt: &Receipt, now: Timestamp) -> Result<Item, Fault> {
    let content = ReceiptItem {
        party: receipt.party.map(|party| Cow::Owned(code(party))),
        fingerprint: Digest(receipt.fingerprint),
        change: receipt.change.map(Text),
        evidence: receipt.evidence.map(Text),
        export: receipt.export.map(Text),
        oat: receipt.oat.map(Text),
        organisation: receipt.organisation.map(Text),
        person: receipt.person.map(Text),
        sign_in: receipt.sign_in.map(Text),
        pre_flight: receipt.pre_flight.map(Text),
        downtime: receipt.downtime.map(Text),
        dispute: receipt.dispute.map(Text),
        note: receipt.note.map(Text),
        expires_at: now.as_second().saturating_add(RECEIPT_LIFETIME.as_secs()),
    };
    super::write(Key::request(key), &content)
}

/// How a party is written.
pub(crate) fn code(party: Party) -> String {
    match party {
        Party::Organisation(id) => id.to_string(),
        Party::Pdp => PDP.to_owned(),
    }
}

fn party(code: &str) -> Result<Party, Fault> {
    if code == PDP {
        return Ok(Party::Pdp);
    }
    let id = code.parse().map_err(|error| Fault::lasting("read a receipt", error))?;
    Ok(Party::Organisation(id))
}

/// What `key` is remembered by in `item`: nothing, once it has expired (the table forgets some time later), and when somebody made
/// the request for another party.
pub(crate) fn read(item: Item, key: Option<&RequestKey>, now: Timestamp) -> Result<Option<Receipt>, Fault> {
    let item = super::read::<ReceiptItem<'static>>(item)?;
    if now.as_second() >= item.expires_at {
        return Ok(None);
    }
    let receipt = Receipt {
        party: item.party.as_deref().map(party).transpose()?,
        fingerprint: item.fingerprint.0,
        change: item.change.map(|id| id.0),
        evidence: item.evidence.map(|id| id.0),
        export: item.export.map(|id| id.0),
        oat: item.oat.map(|id| id.0),
        organisation: item.organisation.map(|id| id.0),
        person: item.person.map(|id| id.0),
        sign_in: item.sign_in.map(|id| id.0),
        pre_flight: item.pre_flight.map(|id| id.0),
        downtime: item.downtime.map(|id| id.0),
        dispute: item.dispute.map(|id| id.0),
        note: item.note.map(|id| id.0),
    };
    Ok(Some(receipt).filter(|receipt| key.is_some_and(|key| receipt.is_for(key))))
}
