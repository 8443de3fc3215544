//! The port of deletions.

use std::future::Future;

use jiff::Timestamp;

use crate::command::DeletedThing;
use crate::error::Fault;
use crate::mending::expired::holdings::{HeldState, Holdings, ItemKey, Remnant};
use crate::mending::ports::{MendedEntry, Repairs};

/// What only operators do: deleting.
pub trait Deletions: Repairs {
    /// What there is of each thing; at `now`. Reads the whole table.
    fn holdings(&self, now: Timestamp) -> impl Future<Output = Result<Holdings, Fault>> + Send;

    /// Deletes the state, so that the thing does not exist any more to anybody, keeps the entry, and marks that there is more to delete: all
    /// or nothing. Nothing, and false, when something happened to the thing since the state was read.
    fn begin_deletion(
        &self,
        thing: DeletedThing,
        read: &HeldState,
        entry: &MendedEntry,
    ) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Deletes these items, then whatever else there is of the thing, and the mark last. References stay taken, and name nothing.
    fn end_deletion(
        &self,
        thing: DeletedThing,
        items: &[ItemKey],
        at: Timestamp,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Deletes it, unless it is of use again. Whether it did.
    fn delete_remnant(&self, remnant: &Remnant) -> impl Future<Output = Result<bool, Fault>> + Send;
}
