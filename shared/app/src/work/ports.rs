//! The ports of the work list and of notes.

use std::future::Future;

use domain::ids::OrganisationId;
use domain::task::{Note, NoteOn, TaskId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::command::CommandStore;
use crate::error::Fault;
use crate::mail::ports::Outbox;
use crate::organisation::members::Members;
use crate::page::{Cursor, Page, PageFault, PageRequest, Readable};
use crate::work::row::{KeptTask, TaskRow};

/// As many tasks are read of a list for one answer, at most; a page is chosen from them, and they are counted.
pub const TASKS_READ: u32 = 500;

/// A list of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskList {
    /// All that waits for PDP.
    Pdp,
    /// All that is about an organisation and waits for either side.
    Organisation(OrganisationId),
}

/// What waits. It is written with the states that it follows from.
pub trait WorkList: CommandStore {
    /// Up to `most` of a list, after a place, the most urgent first, each with the place after it. One round trip. It may be as it was
    /// a moment ago: [`WorkList::present_tasks`] says what has ended since.
    fn tasks(
        &self,
        list: TaskList,
        after: Option<&Cursor>,
        most: u32,
    ) -> impl Future<Output = Result<Page<(Cursor, TaskRow)>, PageFault>> + Send;

    /// Those of `ids`, at most 100, that wait now, with their claims; a claim that cannot be read is none. One round trip, two of more
    /// than 50.
    fn present_tasks(&self, ids: &[TaskId])
    -> impl Future<Output = Result<Readable<KeptTask>, Fault>> + Send;
}

/// The tasks of which the people of organisations are reminded (Q3).
pub trait Chased: WorkList + Outbox + Members {
    /// Those whose next reminder is on the day `until` or before, the longest due first. One round trip. It may be as it was a moment
    /// ago.
    fn chased(
        &self,
        until: Date,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<TaskId>, PageFault>> + Send;

    /// The next reminder of the task that has waited since `since` is on `day`; of one that cannot be read, none is said. Nothing happens
    /// when it does not wait like that any more. One round trip.
    fn chase_on(
        &self,
        task: &TaskId,
        since: Option<Timestamp>,
        day: Date,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Notes of PDP's people.
pub trait Notes: CommandStore {
    /// The notes about something, newest first.
    fn notes(
        &self,
        on: NoteOn,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Note>, PageFault>> + Send;
}
