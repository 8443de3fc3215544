//! The row of a change that the indexes carry, and its place in the review queue.

use std::borrow::Cow;

use app::{Fault, Summary};
use domain::answers::ChangeType;
use domain::change::Status;
use domain::ids::{ChangeId, OrganisationId};
use domain::policy::Scale;
use domain::reference::Reference;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Code, Item, Text};

pub(crate) const SUMMARY: &str = "summary";

/// The row in an item of an index.
pub(crate) fn read(item: Item) -> Result<Summary, Fault> {
    super::read::<Row<'static>>(item).map(|row| row.summary.into())
}

/// The place in the review queue: by due date; what waits for information comes after every date, the fewest working
/// days first (V1).
pub(crate) fn place_in_queue(summary: &Summary) -> Option<String> {
    let id = summary.id;
    match (summary.review_due, summary.working_days_left) {
        (Some(due), _) => Some(format!("{due}#{id}")),
        (None, Some(days)) => Some(format!("~{days:03}#{id}")),
        (None, None) => None,
    }
}

/// The change whose place it is.
pub(crate) fn change_at(place: &str) -> Option<ChangeId> {
    place.rsplit_once('#')?.1.parse().ok()
}

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: SummaryItem<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SummaryItem<'a> {
    id: Text<ChangeId>,
    organisation: Text<OrganisationId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation_name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Text<Reference>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_type: Option<Code<ChangeType>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<Code<Scale>>,
    status: Code<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review_due: Option<Text<Date>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    working_days_left: Option<u32>,
    drafted_at: Text<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<Text<Timestamp>>,
    updated_at: Text<Timestamp>,
}

impl<'a> From<&'a Summary> for SummaryItem<'a> {
    fn from(summary: &'a Summary) -> Self {
        Self {
            id: Text(summary.id),
            organisation: Text(summary.organisation),
            organisation_name: summary.organisation_name.as_deref().map(Cow::Borrowed),
            reference: summary.reference.map(Text),
            change_type: summary.change_type.map(Code),
            scale: summary.scale.map(Code),
            status: Code(summary.status),
            review_due: summary.review_due.map(Text),
            working_days_left: summary.working_days_left,
            drafted_at: Text(summary.drafted_at),
            submitted_at: summary.submitted_at.map(Text),
            updated_at: Text(summary.updated_at),
        }
    }
}

impl From<SummaryItem<'_>> for Summary {
    fn from(item: SummaryItem<'_>) -> Self {
        Self {
            id: item.id.0,
            organisation: item.organisation.0,
            organisation_name: item.organisation_name.map(Cow::into_owned),
            reference: item.reference.map(|text| text.0),
            change_type: item.change_type.map(|code| code.0),
            scale: item.scale.map(|code| code.0),
            status: item.status.0,
            review_due: item.review_due.map(|text| text.0),
            working_days_left: item.working_days_left,
            drafted_at: item.drafted_at.0,
            submitted_at: item.submitted_at.map(|text| text.0),
            updated_at: item.updated_at.0,
        }
    }
}
