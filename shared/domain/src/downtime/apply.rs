//! Applies an event to the state. Pure and total: an event that does not fit still counts.

use super::{Event, EventKind, Notice, Status};
use crate::aggregate::{self, Aggregate};

impl Aggregate for Notice {
    type Kind = EventKind;
    type Status = Status;

    fn begin(first: &Event) -> Option<Self> {
        let EventKind::DowntimeDeclared { id, organisation, organisation_name, window } = &first.kind else {
            return None;
        };
        Some(Self {
            id: *id,
            organisation: *organisation,
            organisation_name: organisation_name.clone(),
            version: 1,
            declared_at: first.at,
            declared_by: first.by,
            updated_at: first.at,
            status: Status::InForce,
            window: window.clone(),
        })
    }

    fn apply(&mut self, event: &Event) {
        apply(self, event);
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn status(&self) -> Status {
        self.status
    }
}

/// The notice that the events lead to; none when they do not begin with a notice.
pub fn replay<'e>(events: impl IntoIterator<Item = &'e Event>) -> Option<Notice> {
    aggregate::replay(events)
}

/// Changes the notice as `event` says.
pub fn apply(notice: &mut Notice, event: &Event) {
    notice.version += 1;
    notice.updated_at = event.at;
    match &event.kind {
        EventKind::DowntimeDeclared { .. } => {}
        EventKind::DowntimeMoved { to, .. } => notice.window = to.clone(),
        EventKind::DowntimeEnded { .. } => {
            notice.window.end = event.at;
            notice.status = Status::Ended;
        }
        EventKind::DowntimeCancelled => notice.status = Status::Cancelled,
    }
}
