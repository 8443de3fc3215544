//! The ports of repairs: the table, failure queues, functions.

use std::future::Future;

use domain::endpoint::ProposedEndpoint;
use domain::ids::{PersonId, SignInId};
use domain::task::{TaskId, TaskSubject};
use jiff::Timestamp;
use uuid::Uuid;

use crate::command::{Commit, History, Holder, Mending};
use crate::error::Fault;
use crate::mending::inventory::Inventory;
use crate::mending::redrive::{FailedEvent, Payload, Unfinished};
use crate::work::row::TaskRow;

/// One attribute that the table has otherwise than it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The key of the item: partition and sort key, with a space between them.
    pub item: String,
    pub attribute: String,
    /// What is kept, as JSON; none when there is nothing.
    pub kept: Option<String>,
    /// What should be there, as JSON; none when nothing should.
    pub wanted: Option<String>,
}

/// An entry of a history that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedEntry {
    pub on: History,
    /// The id of the entry.
    pub note: Uuid,
    pub mending: Mending,
}

/// What operators put right in the table.
pub trait Repairs: Send + Sync {
    /// What the table has otherwise than `wanted` would leave it. Only the items that it puts count, not its conditions.
    fn deviations(&self, wanted: &Commit) -> impl Future<Output = Result<Vec<Deviation>, Fault>> + Send;

    /// Puts the items of `wanted` that differ, and the entry at the end of its history. Nothing, and false, when what differs is not
    /// what was `seen` any more.
    fn put_right(
        &self,
        wanted: &Commit,
        seen: &[Deviation],
        entry: &MendedEntry,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Keeps the entry at the end of its history.
    fn keep_entry(&self, entry: &MendedEntry) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Everything that waits there, with its row, if that can be read.
    fn tasks_of(
        &self,
        subject: TaskSubject,
    ) -> impl Future<Output = Result<Vec<(TaskId, Option<TaskRow>)>, Fault>> + Send;

    /// What this person has signed in with, or does. Reads the whole table.
    fn sign_ins_of(&self, person: PersonId) -> impl Future<Output = Result<Vec<SignInId>, Fault>> + Send;

    /// Who has the URL of an endpoint.
    fn holder_of(
        &self,
        endpoint: &ProposedEndpoint,
    ) -> impl Future<Output = Result<Option<Holder>, Fault>> + Send;

    /// What refers to what. Reads the whole table.
    fn inventory(&self) -> impl Future<Output = Result<Inventory, Fault>> + Send;

    /// The exports that are neither made nor failed nor forgotten at `now`. Reads the whole table.
    fn unfinished_exports(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Unfinished>, Fault>> + Send;
}

/// A queue of events that failed.
pub trait FailureQueue: Send + Sync {
    /// Some that nobody has in hand, each of which nobody else gets for some minutes; none when there are no more.
    fn take(&self) -> impl Future<Output = Result<Vec<FailedEvent>, Fault>> + Send;

    /// Takes it out of the queue for good.
    fn remove(&self, event: &FailedEvent) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Lets others have it at once.
    fn put_back(&self, event: &FailedEvent) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Functions, which are called by their alias.
pub trait Functions: Send + Sync {
    /// Calls the function of this name with it, and waits for its end. What the function itself says when it fails is in the fault.
    fn call(&self, function: &str, with: &Payload) -> impl Future<Output = Result<(), Fault>> + Send;
}
