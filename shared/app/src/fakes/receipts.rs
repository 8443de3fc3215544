//! What is remembered of requests, in memory. Keys are one space, whatever a request was about.

use domain::ids::ChangeId;
use jiff::Timestamp;

use super::store::State;
use crate::exports::ExportReceipt;
use crate::oat_requests::OatReceipt;
use crate::ports::{RECEIPT_LIFETIME, Receipt, RequestKey};
use crate::pre_flights::PreFlightReceipt;
use crate::records::RecordReceipt;

/// A receipt of one kind of request.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    /// On a change.
    Change(Receipt),
    /// On the record of an organisation or of PDP's team.
    Record(RecordReceipt),
    /// For an export.
    Export(ExportReceipt),
    /// On a request for OAT.
    Oat(OatReceipt),
    /// For a pre-flight.
    PreFlight(PreFlightReceipt),
}

impl Kept {
    /// As whoever asks about `change` sees it. What a request of another kind named is no change: its fingerprint, which
    /// covers the path, is another for sure, and only tells that the key was used.
    pub(super) fn of_change(&self, change: ChangeId) -> Receipt {
        match self {
            Self::Change(receipt) => receipt.clone(),
            other => Receipt { fingerprint: other.fingerprint(), change, evidence: None },
        }
    }

    /// As whoever asks about a record sees it.
    pub(super) fn of_record(&self) -> RecordReceipt {
        match self {
            Self::Record(receipt) => *receipt,
            other => RecordReceipt { fingerprint: other.fingerprint(), organisation: None, person: None },
        }
    }

    /// As whoever asks about an export sees it.
    pub(super) fn of_export(&self) -> ExportReceipt {
        match self {
            Self::Export(receipt) => *receipt,
            other => ExportReceipt { fingerprint: other.fingerprint(), export: None },
        }
    }

    /// As whoever asks about a request for OAT sees it.
    pub(super) fn of_oat(&self) -> OatReceipt {
        match self {
            Self::Oat(receipt) => *receipt,
            other => OatReceipt { fingerprint: other.fingerprint(), oat: None },
        }
    }

    /// As whoever asks about a pre-flight sees it.
    pub(super) fn of_pre_flight(&self) -> PreFlightReceipt {
        match self {
            Self::PreFlight(receipt) => *receipt,
            other => PreFlightReceipt { fingerprint: other.fingerprint(), pre_flight: None },
        }
    }

    fn fingerprint(&self) -> [u8; 32] {
        match self {
            Self::Change(receipt) => receipt.fingerprint,
            Self::Record(receipt) => receipt.fingerprint,
            Self::Export(receipt) => receipt.fingerprint,
            Self::Oat(receipt) => receipt.fingerprint,
            Self::PreFlight(receipt) => receipt.fingerprint,
        }
    }
}

impl State {
    /// What is remembered of a request at `now`.
    pub(super) fn receipt(&self, key: &RequestKey, now: Timestamp) -> Option<&Kept> {
        let (kept, at) = self.receipts.get(&(key.person, key.key.clone()))?;
        (now.duration_since(*at) < RECEIPT_LIFETIME).then_some(kept)
    }
}
