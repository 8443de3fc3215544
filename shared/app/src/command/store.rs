//! The port of every command: one read, one transaction, and refused commands.

use std::future::Future;

use crate::command::commit::{Commit, CommitFault};
use crate::command::refused::RefusedCommand;
use crate::command::snapshot::{ReadRequest, Snapshot};
use crate::error::Fault;

/// Keeps what commands read and write.
pub trait CommandStore: Send + Sync {
    /// Reads what a command needs. One round trip; none when nothing is asked.
    fn read(&self, request: ReadRequest<'_>) -> impl Future<Output = Result<Snapshot, Fault>> + Send;

    /// Writes everything of a command, or nothing. One round trip.
    fn commit(&self, commit: &Commit) -> impl Future<Output = Result<(), CommitFault>> + Send;

    /// Keeps a refused command (A1). One round trip.
    fn record_refused(&self, refused: &RefusedCommand) -> impl Future<Output = Result<(), Fault>> + Send;
}
