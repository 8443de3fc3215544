//! The lease under which attempts are made.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::services::Services;

/// How long nobody else probes for the same request: longer than a batch takes from its claim to its record.
pub const PROBE_LEASE: SignedDuration = SignedDuration::from_secs(60);

/// The right to be the one who probes for a request for OAT, for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbeLease {
    /// Who has it: one batch, and no other ever.
    pub holder: Uuid,
    /// Until when, unless it is given back.
    pub until: Timestamp,
}

impl ProbeLease {
    /// A lease from `now` on that nobody has had.
    pub(crate) fn fresh<S>(services: &Services<S>, now: Timestamp) -> Self {
        let until = now.saturating_add(PROBE_LEASE).unwrap_or(Timestamp::MAX);
        Self { holder: Uuid::from_bytes(services.ids.uuid()), until }
    }
}
