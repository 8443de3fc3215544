//! Receipts: they recognise a repeated request and keep the outcome of the first.

use domain::ids::{
    ChangeId, DisputeId, DowntimeId, EvidenceId, ExportId, NoteId, OatId, OrganisationId, PersonId,
    PreFlightId, SignInId,
};
use jiff::SignedDuration;

use crate::organisation::record::Party;

/// How long a request is remembered, from the instant of what it did.
pub const RECEIPT_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// The caller's key for one request: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads a key; none when it is empty, too long or has other characters.
    pub fn parse(key: &str) -> Option<Self> {
        let fits = (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(key.to_owned()))
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Identifies one request of one person for one party; the same request sent again has the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// Whose key it is: keys of different people never meet.
    pub person: PersonId,
    /// For whom they ask. Somebody who moved to another organisation makes a new request, whatever its key.
    pub party: Party,
    pub key: IdempotencyKey,
    /// SHA-256 of what was asked (operation, target and body).
    pub fingerprint: [u8; 32],
}

/// What is remembered of a request that was carried out, for [`RECEIPT_LIFETIME`]: the ids of what it was about or made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Receipt {
    /// For whom it was made; none when that was not kept.
    pub party: Option<Party>,
    pub fingerprint: [u8; 32],
    pub change: Option<ChangeId>,
    pub evidence: Option<EvidenceId>,
    pub export: Option<ExportId>,
    pub oat: Option<OatId>,
    pub organisation: Option<OrganisationId>,
    pub person: Option<PersonId>,
    /// What that person signs in with.
    pub sign_in: Option<SignInId>,
    pub pre_flight: Option<PreFlightId>,
    pub downtime: Option<DowntimeId>,
    pub dispute: Option<DisputeId>,
    pub note: Option<NoteId>,
}

impl Receipt {
    /// A receipt of this request that names nothing yet.
    pub fn of(key: &RequestKey) -> Self {
        Self { party: Some(key.party), fingerprint: key.fingerprint, ..Self::default() }
    }

    /// Whether it is remembered for whom `key` asks. One that does not say for whom may be anybody's.
    pub fn is_for(&self, key: &RequestKey) -> bool {
        self.party.is_none_or(|party| party == key.party)
    }

    /// Whether `key` is the same request again.
    pub fn is_of(&self, key: &RequestKey) -> bool {
        self.is_for(key) && self.fingerprint == key.fingerprint
    }
}
