//! What the events of a change count for.

use jiff::Timestamp;

use super::counted::{Counted, With, WorkingDays};
use super::{Counts, add};
use crate::actor::Role;
use crate::calendar::{Calendar, london_date};
use crate::change::steps::{StepState, StepView};
use crate::change::{Change, Event, EventKind, Reviewed};

/// What `event` counts for, which led a change from `before` to `after`.
pub fn of_change(before: &Change, event: &Event, after: &Change, calendar: &Calendar) -> Counts {
    let mut counts = Counts::new();
    add(&mut counts, itself(before, event, after).into_iter().map(|counted| (counted, 1)));
    if matches!(event.kind, EventKind::ChangeConfirmed { .. } | EventKind::ChangeRejected { .. }) {
        let review = before.reviewed_on(london_date(event.at), calendar).map(|reviewed| match reviewed {
            Reviewed::InTime { working_days } => Counted::ReviewInTime { days: WorkingDays(working_days) },
            Reviewed::Late { working_days } => Counted::ReviewLate { days: WorkingDays(working_days) },
        });
        add(&mut counts, review.map(|counted| (counted, 1)));
    }
    if let EventKind::EndpointsWentLive { endpoints } = &event.kind {
        let live = endpoints.iter().map(|(_, endpoint)| endpoint.endpoint_type);
        add(&mut counts, live.map(|endpoint_type| (Counted::WentLive { endpoint_type }, 1)));
    }
    add(&mut counts, steps(before, event.at, after, calendar).into_iter().map(|counted| (counted, 1)));
    counts
}

/// The event by itself.
fn itself(before: &Change, event: &Event, after: &Change) -> Vec<Counted> {
    let scale = |change: &Change| change.submitted.as_ref().map(|submitted| submitted.scale);
    let (was, is) = (scale(before), scale(after));
    let counted = match &event.kind {
        EventKind::ChangeSubmitted { .. } => is.map(|scale| Counted::Submitted { scale }),
        EventKind::ChangeConfirmed { scale, .. } => Some(Counted::Confirmed { scale: *scale }),
        EventKind::ChangeRejected { .. } => is.map(|scale| Counted::Rejected { scale }),
        EventKind::ChangeWithdrawn { .. } => is.map(|scale| Counted::Withdrawn { scale }),
        EventKind::ChangeCompleted => is.map(|scale| Counted::Completed { scale }),
        _ => None,
    };
    let reclassified = was.zip(is).filter(|(from, to)| from != to);
    let reclassified = reclassified.map(|(from, to)| Counted::Reclassified { from, to });
    counted.into_iter().chain(reclassified).collect()
}

/// The stays of steps that end with the event: how long each was with one side before it was done or passed on.
fn steps(before: &Change, at: Timestamp, after: &Change, calendar: &Calendar) -> Vec<Counted> {
    let after = after.steps();
    let now = |step| after.iter().find(|view| view.step == step).map(|view| &view.state);
    let stay = |view: StepView| {
        let (with, since) = match (&view.state, now(view.step)?) {
            (
                StepState::ToDo { since } | StepState::Returned { at: since, .. },
                StepState::WithPdp { .. } | StepState::Complete { .. },
            ) => (if matches!(view.by, Role::Pdp(_)) { With::Pdp } else { With::Organisation }, *since),
            (StepState::WithPdp { since, .. }, StepState::Complete { .. } | StepState::Returned { .. }) => {
                (With::Pdp, *since)
            }
            _ => return None,
        };
        let days = calendar.working_days_between(london_date(since), london_date(at));
        Some(Counted::Step { step: view.step, with, days: WorkingDays(days) })
    };
    before.steps().into_iter().filter_map(stay).collect()
}
