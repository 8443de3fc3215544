//! What operators put right in the table, and what they delete: the ports.

mod deletion;
mod inventory;
mod port;

use app::{CommitFault, Fault};

/// Whether a transaction was written; not when what it was about has changed since it was read.
fn was_written(done: Result<(), CommitFault>, action: &'static str) -> Result<bool, Fault> {
    match done {
        Ok(()) => Ok(true),
        Err(CommitFault::VersionConflict) => Ok(false),
        Err(CommitFault::Fault(fault)) => Err(fault),
        Err(other) => Err(Fault::lasting(action, other)),
    }
}
