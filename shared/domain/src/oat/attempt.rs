//! The three forms of an attempt: planned, recorded, and its summary.

use jiff::Timestamp;

use super::observation::Observation;
use super::{Cause, Doubt, Target, cause_of};
use crate::endpoint::EndpointUrl;
use crate::ids::{EndpointId, FindRequestId};

/// An attempt that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedAttempt {
    pub target: Target,
    /// The number it will have, from 1.
    pub number: u32,
}

/// An attempt that was made, with everything that was seen: kept for ever, beside the request (O6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedAttempt {
    pub run: u32,
    pub endpoint: EndpointId,
    /// Its number in the run, from 1.
    pub number: u32,
    pub observation: Observation,
    /// Why it was no pass; none when it was.
    pub cause: Option<Cause>,
}

impl RecordedAttempt {
    /// The attempt, with the cause that follows from what was seen.
    pub fn new(run: u32, endpoint: EndpointId, number: u32, observation: Observation) -> Self {
        let cause = cause_of(&observation);
        Self { run, endpoint, number, observation, cause }
    }
}

/// A recorded attempt in short, as the history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptSummary {
    pub endpoint: EndpointId,
    pub url: EndpointUrl,
    /// Its number in the run, from 1.
    pub number: u32,
    /// The id that was sent.
    pub request: FindRequestId,
    /// When it began.
    pub at: Timestamp,
    /// Why it was no pass; none when it was.
    pub cause: Option<Cause>,
    /// The status that was answered; none when none was, and of attempts before that was noted.
    pub status: Option<u16>,
    /// When the first certificate expires that will soon (O6).
    pub certificate_expires: Option<Timestamp>,
    /// Why the answer may mean less than it seems to.
    pub doubts: Vec<Doubt>,
    /// When the next attempt at this endpoint is due; none when there will be none.
    pub next_at: Option<Timestamp>,
}
