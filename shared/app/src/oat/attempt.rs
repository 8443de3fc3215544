//! An attempt of the probe as it is kept, and the lease under which it is made.

use domain::ids::EndpointId;
use domain::oat::Cause;
use domain::oat::observation::Observation;
use jiff::Timestamp;
use uuid::Uuid;

/// One attempt of the probe, whole, as it is kept for ever (O6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeAttempt {
    pub run: u32,
    pub endpoint: EndpointId,
    /// Its number in the run, from 1.
    pub number: u32,
    pub observation: Observation,
    /// Why it was no pass; none when it was.
    pub cause: Option<Cause>,
}

/// The right to be the one who probes for a request for OAT, for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbeLease {
    /// Who has it: one pass, and no other ever.
    pub holder: Uuid,
    /// Until when, unless it is given back.
    pub until: Timestamp,
}
