//! The row of a change that the indexes carry, and its place in a queue.

use app::{Fault, Summary};
use domain::change::Status;
use domain::change::answers::ChangeType;
use domain::ids::{ChangeId, OrganisationId};
use domain::policy::{Scale, Step};
use domain::reference::Reference;
use domain::task::{OatProgress, Turns};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;

use super::Item;
use super::stored::{Stored, stored_struct};

pub(crate) const SUMMARY: &str = "summary";

/// The changes that PDP has to review.
pub(crate) const REVIEW: &str = "review";
/// The changes whose endpoints go live at a known time.
pub(crate) const GO_LIVE: &str = "golive";

/// The row in an item of an index.
pub(crate) fn read(item: Item) -> Result<Summary, Fault> {
    super::read::<Row<'static>>(item).map(|row| Summary::restore(row.summary))
}

/// The queue a change is in, and its place there: by due date; what waits for information comes after every date, the fewest
/// working days first (V1); what may go live by the instant when it may.
pub(crate) fn place_in_queue(summary: &Summary) -> Option<(&'static str, String)> {
    let id = summary.id;
    if let Some(due) = summary.review_due {
        return Some((REVIEW, format!("{due}#{id}")));
    }
    if let Some(late) = summary.working_days_late {
        // Before all that were not late, the latest first.
        return Some((REVIEW, format!("~!{:03}#{id}", 999_u32.saturating_sub(late))));
    }
    if let Some(days) = summary.working_days_left {
        return Some((REVIEW, format!("~{days:03}#{id}")));
    }
    summary.go_live_at.map(|due| (GO_LIVE, format!("{due:.3}#{id}")))
}

/// What every place on `until` and before comes before.
pub(crate) fn after(until: impl std::fmt::Display) -> String {
    format!("{until}$")
}

/// The change whose place it is.
pub(crate) fn change_at(place: &str) -> Option<ChangeId> {
    place.rsplit_once('#')?.1.parse().ok()
}

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: SummaryItem<'a>,
}

stored_struct! {
    SummaryItem for Summary {
        id: ChangeId, organisation: OrganisationId, status: Status, drafted_at: Timestamp, updated_at: Timestamp,
        organisation_name: Option<String>, reference: Option<Reference>, change_type: Option<ChangeType>, scale: Option<Scale>, review_due: Option<Date>,
        working_days_left: Option<u32>, working_days_late: Option<u32>, review_from: Option<Date>, review_working_days: Option<u32>, submitted_at: Option<Timestamp>, reminded_on: Option<Date>, next_step: Option<Step>,
        with_pdp_since: Option<Timestamp>, go_live_at: Option<Timestamp>,
        turns: Option<Turns>, oat: Option<OatProgress>
    }
}
