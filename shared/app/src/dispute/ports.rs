//! The port to disputes: histories and lists.

use std::future::Future;

use domain::dispute::Dispute;
use domain::ids::{DisputeId, OrganisationId};

use crate::command::{CommandStore, Download, Entry, HistoryPage, Recorded};
use crate::dispute::summary::DisputeSummary;
use crate::page::{Page, PageFault, PageRequest};

/// One entry of the history of a dispute.
pub type DisputeEntry = Entry<Recorded<Dispute>, Download>;

/// Disputes: histories and lists.
pub trait Disputes: CommandStore {
    /// The history, oldest first.
    fn dispute_history(
        &self,
        id: DisputeId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<HistoryPage<DisputeEntry>, PageFault>> + Send;

    /// The disputes of an organisation, the newest first.
    fn disputes_of(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<DisputeSummary>, PageFault>> + Send;

    /// The disputes that wait for PDP's answer, the longest waiting first.
    fn open_disputes(
        &self,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<DisputeSummary>, PageFault>> + Send;
}
