//! The port of every command: one read, one transaction, and refused commands.

use std::future::Future;

use domain::quota::Count;

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

    /// Keeps a refused command (A1), with what is noted of quotas, or nothing. One that is kept already stays. One round trip.
    fn record_refused(
        &self,
        refused: &RefusedCommand,
        tally: Tally<'_>,
    ) -> impl Future<Output = Result<(), CommitFault>> + Send;
}

/// What is noted of quotas when a refused command is kept (Q7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally<'a> {
    /// It is counted in these. If one is spent, this is a [`CommitFault::Spent`].
    Counted(&'a [Count]),
    /// Somebody was refused because this one is spent. If that is noted already, this is a [`CommitFault::Spent`].
    Told(&'a Count),
}
