//! The port to technical changes.

use std::future::Future;

use domain::change::{Change, Status};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::change::summary::Summary;
use crate::command::{CommandStore, Download, Entry, HistoryPage, Recorded};
use crate::error::Fault;
use crate::page::{Page, PageFault, PageRequest};

/// One entry of the history of a change.
pub type HistoryEntry = Entry<Recorded<Change>, Download>;

/// Technical changes: history and lists.
pub trait Changes: CommandStore {
    /// Which of `endpoints` are registered or proposed by someone else than `change`, as positions. One round trip, for
    /// at most 100.
    fn taken(
        &self,
        change: ChangeId,
        endpoints: &[ProposedEndpoint],
    ) -> impl Future<Output = Result<Vec<usize>, Fault>> + Send;

    /// The changes of an organisation, newest first.
    fn of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The changes in this status, of an organisation or of all, newest first (Q2).
    fn in_status(
        &self,
        status: Status,
        organisation: Option<OrganisationId>,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The changes PDP has to review, by due date; those waiting for information last (V1).
    fn review_queue(
        &self,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The changes PDP has to review that are due on `until` or before, as [`Changes::review_queue`] (V1).
    fn reviews_due(
        &self,
        until: Date,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The changes whose endpoints may go live at `until` or before, the longest due first (G1, G2).
    fn due_to_go_live(
        &self,
        until: Timestamp,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The history of a change, oldest first.
    fn history(
        &self,
        change: ChangeId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<HistoryPage<HistoryEntry>, PageFault>> + Send;
}

/// By which bank holidays the due dates of all reviews were last worked out (V1).
pub trait DueDates: Send + Sync {
    /// Those bank holidays, as text; none when they were never noted. One round trip.
    fn worked_out_by(&self) -> impl Future<Output = Result<Option<String>, Fault>> + Send;

    /// Notes them. One round trip.
    fn note_worked_out_by(&self, bank_holidays: &str) -> impl Future<Output = Result<(), Fault>> + Send;
}
