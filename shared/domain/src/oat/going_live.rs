//! When the scheme of an initial connection goes live (O7, G2), and whether something about a pass is undecided. Computed,
//! never stored. A change goes live by its own rules; a hold makes it wait.

use jiff::Timestamp;

use super::{OatRequest, Pass, Run, RunOutcome, Stage};
use crate::calendar::{london_date, london_midnight};
use crate::change::GoingLive;
use crate::change::support::is_held;

impl OatRequest {
    /// Where the scheme of an initial connection is on its way; none for a change.
    pub fn going_live(&self) -> Option<GoingLive> {
        if !self.is_initial_connection() {
            return None;
        }
        Some(match &self.stage {
            Stage::Live { at } => GoingLive::Live { since: *at },
            Stage::Passed { at, .. } if self.connection_date <= london_date(*at) => GoingLive::DateNeeded,
            Stage::Passed { .. } if self.is_undecided() || is_held(&self.holds, &self.support) => {
                GoingLive::Held
            }
            Stage::Passed { at, .. } => {
                let until = self.holds.iter().filter_map(|hold| hold.until).max();
                let on = until.map_or(self.connection_date, |until| until.max(self.connection_date));
                if london_midnight(on) > *at {
                    GoingLive::Scheduled { on }
                } else {
                    GoingLive::Due { since: *at }
                }
            }
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

    /// Whether it was passed and something is undecided that could still stop what waits for it (G3): a re-run that is open, or
    /// that failed without another after it that passed, or an override that says the pass stands; an override that is proposed;
    /// another date that is asked for.
    pub fn is_undecided(&self) -> bool {
        matches!(self.stage, Stage::Passed { .. })
            && (self.open_run().is_some()
                || self.proposed_override.is_some()
                || self.open_date_change().is_some()
                || self.has_failed_since_its_pass())
    }

    /// Whether it was passed, and the last re-run since then failed.
    pub(crate) fn has_failed_since_its_pass(&self) -> bool {
        let Stage::Passed { at, because } = &self.stage else { return false };
        self.runs.last().is_some_and(|last| failed_since(last, *at, because))
    }
}

/// Whether the run failed after the pass. A failure that two people overrode is one from before it (O8).
fn failed_since(last: &Run, passed_at: Timestamp, because: &Pass) -> bool {
    last.ended.as_ref().is_some_and(|end| {
        let is_after = match because {
            Pass::Run { run } => last.number > *run,
            Pass::Override { .. } => end.at > passed_at,
        };
        is_after && matches!(end.outcome, RunOutcome::Failed { .. })
    })
}
