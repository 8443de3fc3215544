//! A dispute: its state, its row in lists, its events, and the disputes that a result has had (Q10).

use app::{DisputeSummary, Fault};
use domain::actor::By;
use domain::dispute::{Answer, Dispute, DisputedResult, DisputesOfResult, EventKind, ResultId, Ruling};
use domain::evidence::{AcceptedFile, EvidenceFiles, FileFormat, FileRejection};
use domain::ids::{DisputeId, EvidenceId, OatId, OrganisationId, PreFlightId};
use domain::oat::{ProfileMark, Subject, Target};
use domain::reference::{OatReference, PreFlightReference, SupportReference};
use domain::text::{FileName, FreeText};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read_past::Past;
use super::stored::{Stored, stored_enum, stored_struct};
use super::summary::SUMMARY;
use super::{Instant, Item, Text};
use crate::table::keys::{DUE, Key, ORG_KEY, ORG_SORT, QUEUE, disputes_key, text};

/// The queue of those that wait for PDP's answer.
pub(crate) const DISPUTES: &str = "disputes";
/// The attribute of the disputes of a result that names the open one.
pub(crate) const OPEN: &str = "open";

/// The item of `dispute`, in the list of its organisation; in the queue until it is answered.
pub(crate) fn write(dispute: &Dispute) -> Result<Item, Fault> {
    let mut item = super::write(Key::dispute(dispute.id), &dispute.item())?;
    let summary = DisputeSummary::of(dispute);
    let place = format!("{}#{}", Instant(dispute.opened_at), dispute.id);
    item.insert(SUMMARY.to_owned(), super::write_value(&summary.item())?);
    item.insert(ORG_KEY.to_owned(), text(disputes_key(dispute.organisation)));
    item.insert(ORG_SORT.to_owned(), text(&place));
    if dispute.answer.is_none() {
        item.insert(QUEUE.to_owned(), text(DISPUTES));
        item.insert(DUE.to_owned(), text(place));
    }
    Ok(item)
}

/// The dispute in `item`.
pub(crate) fn read(item: Item, past: &mut Past) -> Result<Dispute, Fault> {
    super::read_keeping::<DisputeItem<'static>>(item, past).map(Dispute::restore)
}

/// The row in an item of an index.
pub(crate) fn read_row(item: Item) -> Result<DisputeSummary, Fault> {
    super::read::<Row<'static>>(item).map(|row| DisputeSummary::restore(row.summary))
}

/// The dispute whose place in a list or queue it is.
pub(crate) fn dispute_at(place: &str) -> Option<DisputeId> {
    place.rsplit_once('#')?.1.parse().ok()
}

/// The item of the disputes that a result has had.
pub(crate) fn write_of_result(disputes: &DisputesOfResult) -> Result<Item, Fault> {
    super::write(Key::disputes_of(disputes.of), &disputes.item())
}

/// The disputes in `item`.
pub(crate) fn read_of_result(item: Item, past: &mut Past) -> Result<DisputesOfResult, Fault> {
    super::read_keeping::<DisputesItem<'static>>(item, past).map(DisputesOfResult::restore)
}

#[derive(Debug, Deserialize)]
struct Row<'a> {
    summary: SummaryItem<'a>,
}

stored_struct! {
    DisputeItem for Dispute {
        id: DisputeId, reference: SupportReference, organisation: OrganisationId, organisation_name: String,
        result: DisputedResult, targets: Vec<Target>, text: FreeText, version: u64, acted_version: u64, policy: u32,
        opened_at: Timestamp, opened_by: By, updated_at: Timestamp, files: EvidenceFiles,
        profile: Option<ProfileMark>, answer: Option<Answer>
    }
}

stored_struct!(AnswerItem for Answer { at: Timestamp, by: By, ruling: Ruling, text: FreeText });

stored_struct! {
    SummaryItem for DisputeSummary {
        id: DisputeId, reference: SupportReference, organisation: OrganisationId, organisation_name: String,
        result: DisputedResult, opened_at: Timestamp, updated_at: Timestamp,
        ruling: Option<Ruling>
    }
}

stored_enum! {
    DisputedItem for DisputedResult {
        Run { oat: OatId, reference: OatReference, subject: Subject, number: u32, passed: bool },
        PreFlight { id: PreFlightId, reference: Option<PreFlightReference> },
    }
}

stored_enum! {
    ResultItem for ResultId {
        Run { oat: OatId, number: u32 },
        PreFlight { id: PreFlightId },
    }
}

stored_struct! {
    DisputesItem for DisputesOfResult {
        of: ResultId, version: u64, all: Vec<(DisputeId, SupportReference)>, open: Option<DisputeId>
    }
}

/// One of the disputes that a result has had.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NamedItem {
    id: Text<DisputeId>,
    reference: Text<SupportReference>,
}

impl Stored for (DisputeId, SupportReference) {
    type Item<'a> = NamedItem;
    fn item(&self) -> NamedItem {
        NamedItem { id: Text(self.0), reference: Text(self.1) }
    }
    fn restore(item: NamedItem) -> Self {
        (item.id.0, item.reference.0)
    }
}

stored_enum! {
    EventItem for EventKind {
        DisputeOpened {
            id: DisputeId, reference: SupportReference, organisation: OrganisationId, organisation_name: String,
            result: DisputedResult, targets: Vec<Target>, text: FreeText, policy: u32, profile: Option<ProfileMark>
        },
        UploadRequested { id: EvidenceId, file_name: FileName, expires_at: Timestamp, declared: Option<FileFormat> },
        FileReceived { id: EvidenceId },
        FileAccepted { id: EvidenceId, file: AcceptedFile },
        FileRejected { id: EvidenceId, reason: FileRejection },
        DisputeAnswered { ruling: Ruling, text: FreeText },
    }
}
