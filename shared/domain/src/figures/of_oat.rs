//! What the events of a request for OAT count for.

use super::{Counted, Counts, add};
use crate::oat::{Event, EventKind, OatRequest, RunOutcome};

/// What `event` counts for, which happened to a request that was `before` it.
pub fn of_oat(before: &OatRequest, event: &Event) -> Counts {
    let mut counts = Counts::new();
    let counted = match &event.kind {
        EventKind::OatPassed { .. } if failed_before(before) => Some(Counted::OatPassedLater),
        EventKind::OatPassed { .. } => Some(Counted::OatPassedFirst),
        EventKind::OatFailed { cause, .. } | EventKind::RerunFailed { cause, .. } => {
            Some(Counted::RunFailed { cause: *cause })
        }
        EventKind::OverrideApproved { outcome, .. } => Some(Counted::OatOverridden { outcome: *outcome }),
        _ => None,
    };
    add(&mut counts, counted.map(|counted| (counted, 1)));
    if let EventKind::SchemeWentLive { endpoints } = &event.kind {
        let live = endpoints.iter().map(|(_, endpoint)| endpoint.endpoint_type);
        add(&mut counts, live.map(|endpoint_type| (Counted::WentLive { endpoint_type }, 1)));
    }
    counts
}

fn failed_before(oat: &OatRequest) -> bool {
    let failed = |end: &crate::oat::RunEnd| matches!(end.outcome, RunOutcome::Failed { .. });
    oat.runs.iter().any(|run| run.ended.as_ref().is_some_and(failed))
}
