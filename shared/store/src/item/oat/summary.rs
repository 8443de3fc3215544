//! The row of a request for OAT that the indexes carry, and its places there.

use app::{Fault, OatQueue, OatSummary};
use domain::ids::{OatId, OrganisationId};
use domain::oat::{Cause, Status, Subject};
use domain::reference::OatReference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use crate::item::stored::{Stored, stored_struct};
use crate::item::summary::SUMMARY;
use crate::item::{Instant, Item};
use crate::table::keys::{DUE, ORG_KEY, ORG_SORT, QUEUE, oats_key, text};

/// Adds the row and its places to the item of a request: that of its organisation by when it was requested, that of its queue by
/// what is due there.
pub(crate) fn put(item: &mut Item, summary: &OatSummary) -> Result<(), Fault> {
    item.insert(SUMMARY.to_owned(), crate::item::write_value(&summary.item())?);
    item.insert(ORG_KEY.to_owned(), text(oats_key(summary.organisation)));
    item.insert(ORG_SORT.to_owned(), text(place(summary.requested_at, summary.id)));
    item.insert(QUEUE.to_owned(), text(queue(summary.queue)));
    item.insert(DUE.to_owned(), text(place(summary.due, summary.id)));
    Ok(())
}

/// The row in an item of an index.
pub(crate) fn read(item: Item) -> Result<OatSummary, Fault> {
    crate::item::read::<Row<'static>>(item).map(|row| OatSummary::restore(row.summary))
}

/// The queue in the table. The rows of one are of one kind, so what goes live here has another than the changes that do.
pub(crate) const fn queue(queue: OatQueue) -> &'static str {
    match queue {
        OatQueue::Probe => "probe",
        OatQueue::GoLive => "oat-golive",
        OatQueue::Failed => "oat-failed",
        OatQueue::Passed => "oat-passed",
        OatQueue::Ended => "oat-ended",
    }
}

fn place(at: Timestamp, id: OatId) -> String {
    format!("{}#{id}", Instant(at))
}

/// The request whose place it is.
pub(crate) fn oat_at(place: &str) -> Option<OatId> {
    place.rsplit_once('#')?.1.parse().ok()
}

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: SummaryItem<'a>,
}

stored_struct! {
    SummaryItem for OatSummary {
        id: OatId, reference: OatReference, organisation: OrganisationId, organisation_name: String, subject: Subject,
        status: Status, queue: OatQueue, due: Timestamp, requested_at: Timestamp, updated_at: Timestamp,
        connection_date: Date, run: u32, override_proposed: bool, date_change_asked: bool,
        cause: Option<Cause>
    }
}
