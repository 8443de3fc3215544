//! When the scheme of an initial connection goes live (O7, G2). Computed, never stored. A change does it by itself.

use jiff::Timestamp;

use super::{OatRequest, Stage};
use crate::calendar::{london_date, london_midnight};
use crate::change::GoingLive;

impl OatRequest {
    /// Where the scheme of an initial connection is on its way; none for a change.
    pub fn going_live(&self) -> Option<GoingLive> {
        if !self.is_initial_connection() {
            return None;
        }
        Some(match &self.stage {
            Stage::Live { at } => GoingLive::Live { since: *at },
            Stage::Passed { at, .. } if self.connection_date <= london_date(*at) => GoingLive::DateNeeded,
            Stage::Passed { .. } if self.is_held() => GoingLive::Held,
            Stage::Passed { at, .. } => match london_midnight(self.connection_date) {
                midnight if midnight > *at => GoingLive::Scheduled { on: self.connection_date },
                _ => GoingLive::Due { since: *at },
            },
            Stage::Testing | Stage::Failed { .. } | Stage::Closed { .. } => GoingLive::NotYet,
        })
    }

    /// From when on the scheme may go live; none while something is in the way, and for a change.
    pub fn go_live_at(&self) -> Option<Timestamp> {
        match self.going_live()? {
            GoingLive::Scheduled { on } => Some(london_midnight(on)),
            GoingLive::Due { since } => Some(since),
            _ => None,
        }
    }

    /// Whether something is undecided that could still stop it (G3): a re-run, an override, another date.
    fn is_held(&self) -> bool {
        self.open_run().is_some() || self.proposed_override.is_some() || self.open_date_change().is_some()
    }
}
