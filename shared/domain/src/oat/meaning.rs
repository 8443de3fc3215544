//! The effects of an event on a request for OAT on the change under test (O2, O7, O8).

use crate::change::Command as ChangeCommand;
use crate::oat::{EventKind, OatRequest, Outcome, Status};

/// The command that `event`, among those that led from `before` to `after`, has for the change under test: a verdict, another date,
/// or something more that is undecided (G3). None when it has none.
pub fn meaning(before: &OatRequest, after: &OatRequest, event: &EventKind) -> Option<ChangeCommand> {
    let undecided = after.is_undecided();
    match event {
        EventKind::OatPassed { connection_date, .. }
        | EventKind::OverrideApproved { outcome: Outcome::Passed, connection_date, .. } => {
            Some(ChangeCommand::PassOat { connection_date: *connection_date, undecided })
        }
        EventKind::OverrideApproved { outcome: Outcome::Failed, reason, .. } => {
            Some(ChangeCommand::RevokeOat { reason: reason.clone() })
        }
        EventKind::DateChangeAccepted { date, .. } if before.status() == Status::Passed => {
            Some(ChangeCommand::MoveConnectionDate { date: *date, undecided })
        }
        EventKind::DateChangeAsked { .. }
        | EventKind::OverrideProposed { .. }
        | EventKind::RerunRequested { .. }
        | EventKind::RerunFailed { .. }
            if undecided =>
        {
            Some(ChangeCommand::AwaitOat { undecided })
        }
        _ => None,
    }
}
