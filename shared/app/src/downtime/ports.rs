//! The port to notices of downtime: history, calendars, and how many are open.

use std::future::Future;

use domain::downtime::{DeclaredDowntime, Notice};
use domain::ids::{DowntimeId, EndpointId, OrganisationId};
use domain::register::RegisteredEndpoint;
use jiff::Timestamp;

use crate::command::{CommandStore, Entry, HistoryPage, Recorded};
use crate::error::Fault;
use crate::page::{Page, PageFault, PageRequest, Readable};

/// One entry of the history of a notice.
pub type DowntimeEntry = Entry<Recorded<Notice>>;

/// Which notices a calendar shows, those of changes among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhichDowntime {
    /// Of this organisation; everybody's when none.
    pub organisation: Option<OrganisationId>,
    /// Those that were cancelled at this instant or later, by when they were; otherwise those in force, by their end.
    pub cancelled_since: Option<Timestamp>,
    /// Those that end after this instant.
    pub from: Timestamp,
    /// Those that begin before this instant.
    pub to: Option<Timestamp>,
}

/// As many endpoints are read at once: DynamoDB reads 100 in a call.
pub const ENDPOINTS_TOGETHER: usize = 100;

/// Notices of downtime.
pub trait DowntimeNotices: CommandStore {
    /// The history of a notice that was given without a change, oldest first.
    fn notice_history(
        &self,
        id: DowntimeId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<HistoryPage<DowntimeEntry>, PageFault>> + Send;

    /// How many notices without a change an organisation has that are not over at `now`; one that cannot be read counts. One round
    /// trip, as a rule.
    fn open_notices(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> impl Future<Output = Result<usize, Fault>> + Send;

    /// The notices that a calendar shows.
    fn declared_downtime(
        &self,
        which: &WhichDowntime,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<DeclaredDowntime>, PageFault>> + Send;

    /// What the register has of these endpoints, at most [`ENDPOINTS_TOGETHER`] and each once. One round trip.
    fn endpoints_named(
        &self,
        named: &[(OrganisationId, EndpointId)],
    ) -> impl Future<Output = Result<Readable<RegisteredEndpoint>, Fault>> + Send;
}
