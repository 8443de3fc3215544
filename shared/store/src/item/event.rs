//! One entry of a history: what happened, what was refused, what was downloaded. Written once, never again (A1).

use std::borrow::Cow;

use app::{Attempt, Fault, HistoryEntry, Party, Recorded};
use domain::change::answers::{Answers, Submission};
use domain::change::downtime::DowntimeWindow;
use domain::change::material::Environment;
use domain::change::step_answers::StepSubmission;
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::testing::TestUrls;
use domain::change::{Event, EventKind, Status, Version};
use domain::endpoint::ProposedEndpoint;
use domain::evidence::{AcceptedFile, FileFormat, FileRejection};
use domain::ids::{ChangeId, DowntimeId, EndpointId, EvidenceId, ExportId, OrganisationId, PackId};
use domain::policy::{Scale, Step};
use domain::reference::{Reference, SupportReference};
use domain::text::{FileName, FreeText};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::attempt::AttemptItem;
use super::parts::{ByItem, restored, written};
use super::stored::{Stored, stored_enum};
use super::{Code, Item, Text};
use crate::table::keys::Key;

/// The item of something that happened.
pub(crate) fn write_recorded(
    key: Key,
    organisation: OrganisationId,
    recorded: &Recorded,
) -> Result<Item, Fault> {
    write(key, organisation, EntryItem::Happened(recorded.into()))
}

/// The item of a refused attempt.
pub(crate) fn write_attempt(
    key: Key,
    organisation: OrganisationId,
    attempt: &Attempt,
) -> Result<Item, Fault> {
    write(key, organisation, EntryItem::Refused(attempt.into()))
}

/// The item of a download, of a file or of a bundle.
pub(crate) fn write_download(
    key: Key,
    organisation: OrganisationId,
    entry: &HistoryEntry,
) -> Result<Item, Fault> {
    let entry = match entry {
        HistoryEntry::Downloaded { evidence, at, by, name } => EntryItem::Downloaded {
            evidence: Text(*evidence),
            at: Text(*at),
            by: (*by).into(),
            name: written(name.as_ref()),
        },
        HistoryEntry::BundleDownloaded { export, at, by, name } => EntryItem::BundleDownloaded {
            export: Text(*export),
            at: Text(*at),
            by: (*by).into(),
            name: written(name.as_ref()),
        },
        _ => return Err(Fault::lasting("keep a download", "the entry is not a download")),
    };
    write(key, organisation, entry)
}

fn write(key: Key, organisation: OrganisationId, entry: EntryItem<'_>) -> Result<Item, Fault> {
    super::write(key, &HistoryItem { organisation: Text(organisation), entry })
}

/// The entry in `item`, and whose change it is about.
pub(crate) fn read(item: Item) -> Result<(OrganisationId, HistoryEntry), Fault> {
    let item = super::read::<HistoryItem<'static>>(item)?;
    let organisation = item.organisation.0;
    let entry = match item.entry {
        EntryItem::Happened(recorded) => HistoryEntry::Happened(recorded.into()),
        EntryItem::Refused(attempt) => HistoryEntry::Refused(attempt.of(Party::Organisation(organisation))),
        EntryItem::Downloaded { evidence, at, by, name } => {
            HistoryEntry::Downloaded { evidence: evidence.0, at: at.0, by: by.into(), name: restored(name) }
        }
        EntryItem::BundleDownloaded { export, at, by, name } => {
            HistoryEntry::BundleDownloaded { export: export.0, at: at.0, by: by.into(), name: restored(name) }
        }
    };
    Ok((organisation, entry))
}

#[derive(Debug, Serialize, Deserialize)]
struct HistoryItem<'a> {
    organisation: Text<OrganisationId>,
    entry: EntryItem<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EntryItem<'a> {
    Happened(RecordedItem<'a>),
    Refused(AttemptItem<'a>),
    Downloaded {
        evidence: Text<EvidenceId>,
        at: Text<Timestamp>,
        by: ByItem,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Cow<'a, str>>,
    },
    BundleDownloaded {
        export: Text<ExportId>,
        at: Text<Timestamp>,
        by: ByItem,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Cow<'a, str>>,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct RecordedItem<'a> {
    version: Version,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Code<Status>>,
    after: Code<Status>,
    at: Text<Timestamp>,
    by: ByItem,
    /// None in entries of before, and when the system did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    event: EventItem<'a>,
}

impl<'a> From<&'a Recorded> for RecordedItem<'a> {
    fn from(recorded: &'a Recorded) -> Self {
        Self {
            version: recorded.version,
            before: recorded.before.map(Code),
            after: Code(recorded.after),
            at: Text(recorded.event.at),
            by: recorded.event.by.into(),
            name: written(recorded.name.as_ref()),
            event: recorded.event.kind.item(),
        }
    }
}

impl From<RecordedItem<'_>> for Recorded {
    fn from(item: RecordedItem<'_>) -> Self {
        Self {
            version: item.version,
            before: item.before.map(|code| code.0),
            after: item.after.0,
            event: Event { at: item.at.0, by: item.by.into(), kind: EventKind::restore(item.event) },
            name: restored(item.name),
        }
    }
}

stored_enum! {
    EventItem for EventKind {
        ChangeDrafted { id: ChangeId, organisation: OrganisationId, answers: Answers },
        DraftEdited { answers: Answers },
        UploadRequested { id: EvidenceId, file_name: FileName, expires_at: Timestamp; declared: FileFormat, step: Step },
        EvidenceReceived { id: EvidenceId },
        EvidenceAccepted { id: EvidenceId, file: AcceptedFile },
        EvidenceRejected { id: EvidenceId, reason: FileRejection },
        EvidenceRemoved { id: EvidenceId },
        ChangeSubmitted {
            reference: Reference, organisation_name: String, policy: u32, submission: Submission, due: Date
        },
        InformationRequested { question: FreeText, working_days_left: u32; working_days_late: u32 },
        InformationSupplied { answer: FreeText, due: Date; working_days: u32 },
        ChangeConfirmed { from: Scale, scale: Scale, oat_required: bool; reason: FreeText, hosts_accepted: Vec<String> },
        ChangeRejected { reason: FreeText },
        ChangeReclassified { from: Scale, to: Scale, reason: FreeText; oat_required: bool },
        ChangeWithdrawn { ; reason: FreeText },
        StepSubmitted { submission: StepSubmission, evidence: Vec<EvidenceId> },
        StepApproved { step: Step },
        StepReturned { step: Step, reason: FreeText },
        TestEndpointsRecorded { endpoints: TestUrls },
        IntegrationTestingArranged { time: Timestamp },
        MaterialPublished { environment: Environment, id: PackId, bytes: u64, sha256: [u8; 32] },
        MaterialFetched { environment: Environment, id: PackId },
        SupportRequestOpened { reference: SupportReference, subject: SupportSubject, text: FreeText },
        SupportRequestAnswered { reference: SupportReference, answer: FreeText; accepted: bool },
        GoingLiveHeld { reason: HoldReason; until: Date },
        GoingLiveReleased { reason: FreeText },
        ConnectionDateGiven { date: Date },
        OatPassed { connection_date: Date },
        OatRevoked { reason: FreeText },
        OatSettled,
        ConnectionDateMoved { date: Date },
        EndpointsWentLive { endpoints: Vec<(EndpointId, ProposedEndpoint)> },
        ChangeCompleted,
        ReviewDueMoved { from: Date, to: Date },
        ReviewReminded { on: Date, due: Date },
        DowntimeRecorded { id: DowntimeId, window: DowntimeWindow },
        DowntimeCancelled { id: DowntimeId },
    }
}
