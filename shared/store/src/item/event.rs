//! One entry of a history: what happened, what was refused, what was downloaded. Written once, never again (A1).

use std::borrow::Cow;

use app::{Attempt, Fault, HistoryEntry, Recorded};
use domain::answers::{Answers, Submission};
use domain::change::{CommandKind, Event, EventKind, Status, Version};
use domain::downtime::DowntimeWindow;
use domain::endpoint::ProposedEndpoint;
use domain::evidence::{AcceptedFile, FileFormat, FileRejection};
use domain::ids::{
    AttemptId, ChangeId, DowntimeId, EndpointId, EvidenceId, ExportId, OrganisationId, PackId, PersonId,
};
use domain::material::Environment;
use domain::policy::{Scale, Step};
use domain::reference::{Reference, SupportReference};
use domain::step_answers::StepSubmission;
use domain::support::{HoldReason, SupportSubject};
use domain::testing::TestUrls;
use domain::text::{FileName, FreeText};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::parts::ByItem;
use super::stored::{Stored, stored_enum};
use super::{Code, Item, Text};
use crate::keys::Key;

/// The item of something that happened.
pub(crate) fn write_recorded(
    key: Key,
    organisation: OrganisationId,
    recorded: &Recorded,
) -> Result<Item, Fault> {
    write(key, organisation, EntryItem::Happened(recorded.into()))
}

/// The item of a refused attempt.
pub(crate) fn write_attempt(key: Key, attempt: &Attempt) -> Result<Item, Fault> {
    write(key, attempt.organisation, EntryItem::Refused(attempt.into()))
}

/// The item of a download.
pub(crate) fn write_download(
    key: Key,
    organisation: OrganisationId,
    evidence: EvidenceId,
    at: Timestamp,
    by: domain::actor::By,
) -> Result<Item, Fault> {
    let entry = EntryItem::Downloaded { evidence: Text(evidence), at: Text(at), by: by.into() };
    write(key, organisation, entry)
}

/// The item of a download of a bundle.
pub(crate) fn write_bundle_download(
    key: Key,
    organisation: OrganisationId,
    export: ExportId,
    at: Timestamp,
    by: domain::actor::By,
) -> Result<Item, Fault> {
    write(
        key,
        organisation,
        EntryItem::BundleDownloaded { export: Text(export), at: Text(at), by: by.into() },
    )
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
        EntryItem::Refused(attempt) => HistoryEntry::Refused(attempt.of(organisation)),
        EntryItem::Downloaded { evidence, at, by } => {
            HistoryEntry::Downloaded { evidence: evidence.0, at: at.0, by: by.into() }
        }
        EntryItem::BundleDownloaded { export, at, by } => {
            HistoryEntry::BundleDownloaded { export: export.0, at: at.0, by: by.into() }
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
    Downloaded { evidence: Text<EvidenceId>, at: Text<Timestamp>, by: ByItem },
    BundleDownloaded { export: Text<ExportId>, at: Text<Timestamp>, by: ByItem },
}

#[derive(Debug, Serialize, Deserialize)]
struct RecordedItem<'a> {
    version: Version,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Code<Status>>,
    after: Code<Status>,
    at: Text<Timestamp>,
    by: ByItem,
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
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct AttemptItem<'a> {
    id: Text<AttemptId>,
    change: Text<ChangeId>,
    version: Version,
    at: Text<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Text<PersonId>>,
    outsider: bool,
    command: Code<CommandKind>,
    refusal: Cow<'a, str>,
}

impl<'a> From<&'a Attempt> for AttemptItem<'a> {
    fn from(attempt: &'a Attempt) -> Self {
        Self {
            id: Text(attempt.id),
            change: Text(attempt.change),
            version: attempt.version,
            at: Text(attempt.at),
            person: attempt.person.map(Text),
            outsider: attempt.outsider,
            command: Code(attempt.command),
            refusal: Cow::Borrowed(&attempt.refusal),
        }
    }
}

impl AttemptItem<'_> {
    fn of(self, organisation: OrganisationId) -> Attempt {
        Attempt {
            id: self.id.0,
            change: self.change.0,
            organisation,
            version: self.version,
            at: self.at.0,
            person: self.person.map(|id| id.0),
            outsider: self.outsider,
            command: self.command.0,
            refusal: self.refusal.into_owned(),
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
        InformationRequested { question: FreeText, working_days_left: u32 },
        InformationSupplied { answer: FreeText, due: Date },
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
        ReviewReminded { on: Date, due: Date },
        DowntimeRecorded { id: DowntimeId, window: DowntimeWindow },
        DowntimeCancelled { id: DowntimeId },
    }
}
