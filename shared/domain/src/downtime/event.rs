//! Events of a notice of downtime: past tense, with the values before and after (A1).

use jiff::Timestamp;

use super::DowntimeWindow;
use crate::ids::{DowntimeId, OrganisationId};
use crate::text::Name;

/// Something that happened to a notice.
pub type Event = crate::aggregate::Event<EventKind>;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// Notice was given. Always the first event, and only the first.
    DowntimeDeclared {
        id: DowntimeId,
        organisation: OrganisationId,
        organisation_name: Name,
        window: DowntimeWindow,
    },
    /// Something else was announced.
    DowntimeMoved {
        from: DowntimeWindow,
        to: DowntimeWindow,
    },
    /// It ended before its time.
    DowntimeEnded {
        /// The end that had been announced.
        announced: Timestamp,
    },
    DowntimeCancelled,
}

impl EventKind {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DowntimeDeclared { .. } => "downtime_declared",
            Self::DowntimeMoved { .. } => "downtime_moved",
            Self::DowntimeEnded { .. } => "downtime_ended",
            Self::DowntimeCancelled => "downtime_cancelled",
        }
    }
}
