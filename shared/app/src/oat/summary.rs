//! A request for OAT as a row of a list, and its queue.

use domain::ids::{OatId, OrganisationId};
pub use domain::oat::Queue as OatQueue;
use domain::oat::{Cause, Failure, OatRequest, Stage, Status, Subject};
use domain::reference::OatReference;
use jiff::Timestamp;
use jiff::civil::Date;

/// Where `oat` stands, and what sorts it there.
fn place_of(oat: &OatRequest) -> (OatQueue, Timestamp) {
    if let Some(due) = oat.probe_at() {
        return (OatQueue::Probe, due);
    }
    match oat.stage {
        Stage::Passed { at, .. } => match oat.go_live_at() {
            Some(due) => (OatQueue::GoLive, due),
            None => (OatQueue::Passed, at),
        },
        Stage::Failed { at, .. } => (OatQueue::Failed, at),
        Stage::Live { at } | Stage::Closed { at, .. } => (OatQueue::Ended, at),
        // Without an open run there is nothing to test; it is not lost here.
        Stage::Testing => (OatQueue::Probe, oat.updated_at),
    }
}

/// What a list shows of a request for OAT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OatSummary {
    pub id: OatId,
    pub reference: OatReference,
    pub organisation: OrganisationId,
    pub organisation_name: String,
    pub subject: Subject,
    pub status: Status,
    pub queue: OatQueue,
    /// What sorts it there.
    pub due: Timestamp,
    /// When it was last requested.
    pub requested_at: Timestamp,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    pub connection_date: Date,
    /// The number of its last run.
    pub run: u32,
    /// Why its last run failed, if a run did.
    pub cause: Option<Cause>,
    /// Whether somebody at PDP has to decide on another result (O8).
    pub override_proposed: bool,
    /// Whether PDP has to decide on another date (O2).
    pub date_change_asked: bool,
}

impl OatSummary {
    /// The row of `oat`.
    pub fn of(oat: &OatRequest) -> Self {
        let (queue, due) = place_of(oat);
        Self {
            id: oat.id,
            reference: oat.reference,
            organisation: oat.organisation,
            organisation_name: oat.organisation_name.clone(),
            subject: oat.subject.clone(),
            status: oat.status(),
            queue,
            due,
            requested_at: oat.requested_at,
            updated_at: oat.updated_at,
            connection_date: oat.connection_date,
            run: oat.runs.last().map_or(0, |run| run.number),
            cause: match &oat.stage {
                Stage::Failed { because: Failure::Run { cause, .. }, .. } => Some(*cause),
                _ => None,
            },
            override_proposed: oat.proposed_override.is_some(),
            date_change_asked: oat.open_date_change().is_some(),
        }
    }
}
