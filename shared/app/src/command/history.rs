//! The entries of histories (A1): what happened, what was refused, what was handed out.

use std::convert::Infallible;

use domain::actor::By;
use domain::aggregate::{Aggregate, Event, Trail};
use domain::ids::{EvidenceId, ExportId};
use domain::organisation::{Organisation, PdpTeam};
use domain::text::Name;
use jiff::Timestamp;

use crate::command::refused::Attempt;

/// One event as a history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<A: Aggregate> {
    /// The version it led to.
    pub version: u64,
    /// Where it was before; none for the first.
    pub before: Option<A::Status>,
    pub after: A::Status,
    pub event: Event<A::Kind>,
    /// What the person who did it was called then; none when that is not known, and for the system.
    pub name: Option<Name>,
}

impl<A: Aggregate> Recorded<A> {
    /// Each event of a trail, as somebody of this name leaves it.
    pub fn of<'t>(trail: &'t Trail<A>, name: Option<&'t Name>) -> impl Iterator<Item = Self> + 't {
        trail.steps().map(move |(before, event, after)| Self {
            version: after.version(),
            before: before.map(A::status),
            after: after.status(),
            event: event.clone(),
            name: name.cloned(),
        })
    }
}

/// One event in the history of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordHappened {
    Organisation(Recorded<Organisation>),
    Pdp(Recorded<PdpTeam>),
}

impl RecordHappened {
    /// The version it led to.
    pub const fn version(&self) -> u64 {
        match self {
            Self::Organisation(recorded) => recorded.version,
            Self::Pdp(recorded) => recorded.version,
        }
    }

    /// What the person who did it was called then.
    pub const fn name(&self) -> Option<&Name> {
        match self {
            Self::Organisation(recorded) => recorded.name.as_ref(),
            Self::Pdp(recorded) => recorded.name.as_ref(),
        }
    }
}

/// One entry of a history. Only histories of changes have downloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry<H, D = Infallible> {
    Happened(H),
    Refused(Attempt),
    Downloaded(D),
}

impl<H, D> Entry<H, D> {
    /// Whether somebody of another organisation was refused, which only PDP is shown (P1).
    pub const fn is_of_outsider(&self) -> bool {
        matches!(self, Self::Refused(attempt) if attempt.outsider)
    }
}

/// A link that somebody was handed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    pub of: Downloaded,
    pub at: Timestamp,
    /// Who, in which role.
    pub by: By,
    /// What they were called then; none when that is not known.
    pub name: Option<Name>,
}

/// What a link is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Downloaded {
    Evidence(EvidenceId),
    Bundle(ExportId),
}
