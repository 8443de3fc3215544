//! The form of every item's key, and the names of attributes that more than one place uses.
//!
//! Nothing but this file, `kinds.rs` and `belongs.rs`, which tell what an item is and what it belongs to by its key, knows how a key is
//! written.

use std::collections::HashMap;
use std::fmt::Display;

use app::mail::Audience;
use app::{FigureOf, History, Party, RequestKey};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::change::{Status, Version};
use domain::dispute::ResultId;
use domain::endpoint::ProposedEndpoint;
use domain::evidence::FileOwner;
use domain::figures::Month;
use domain::ids::{
    ChangeId, DisputeId, DowntimeId, EndpointId, EvidenceId, ExportId, MailId, NoteId, OatId, OrganisationId,
    PersonId, PreFlightId, SignInId,
};
use domain::quota::{Count, Whose};
use domain::reference::AnyReference;
use domain::task::{NoteOn, TaskId, TaskSubject};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::item::values::Instant;

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) const PK: &str = "pk";
pub(crate) const SK: &str = "sk";
pub(crate) const BY_ORGANISATION: &str = "by-organisation";
pub(crate) const ORG_KEY: &str = "org_key";
pub(crate) const ORG_SORT: &str = "org_sort";
pub(crate) const BY_QUEUE: &str = "by-queue";
pub(crate) const QUEUE: &str = "queue";
pub(crate) const DUE: &str = "due";
/// Begins the sort key of every entry of a history.
pub(crate) const HISTORY: &str = "HISTORY#";
/// Begins the sort key of every endpoint of an organisation.
pub(crate) const ENDPOINT: &str = "ENDPOINT#";
/// Begins the sort key of every notice of downtime of an organisation. Right before its endpoints, so that one query reads both.
pub(crate) const DOWNTIME: &str = "DOWNTIME#";
/// Begins the sort key of every note of PDP's people.
pub(crate) const NOTE: &str = "NOTE#";
/// Ends the sort key of the claim on a task, after that of the task.
pub(crate) const CLAIM: &str = "#CLAIM";

pub(super) const STATE: &str = "STATE";
/// Marks that a deletion was begun, until it has ended.
pub(super) const DELETION: &str = "DELETION";
pub(super) const LEASE: &str = "LEASE";
pub(super) const CHANGE: &str = "CHANGE#";
pub(super) const ORGANISATION: &str = "ORG#";
pub(super) const PDP: &str = "PDP";
pub(super) const MAIL: &str = "MAIL#";
pub(super) const REQUEST: &str = "REQUEST#";
pub(super) const EXPORT: &str = "EXPORT#";
pub(super) const OAT: &str = "OAT#";
pub(super) const NOTICE: &str = "NOTICE#";
pub(super) const PRE_FLIGHT: &str = "PREFLIGHT#";
pub(super) const DISPUTE: &str = "DISPUTE#";
pub(super) const DISPUTED: &str = "DISPUTED#";
pub(super) const FIND_PROFILE: &str = "FIND-PROFILE";
pub(super) const FIGURES: &str = "FIGURES";
pub(super) const FEEDBACK: &str = "FEEDBACK#";
pub(super) const TASK: &str = "TASK#";
pub(super) const LISTED: &str = "LISTED";
pub(super) const QUOTA: &str = "QUOTA#";
pub(super) const MEMBERSHIP: &str = "MEMBERSHIP";
pub(super) const RESERVATION: &str = "RESERVATION";
pub(super) const REFERENCE: &str = "REFERENCE";
pub(super) const EXPORT_ITEM: &str = "EXPORT";
/// Begins the sort key of the row of every file that is being checked.
pub(super) const CHECKED: &str = "CHECKING#";
pub(super) const DOWNLOAD: &str = "DOWNLOAD#";
/// Begins the sort key of the delivery status of emails to one person.
pub(crate) const CONTACT: &str = "PERSON#";

/// The key of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// Whether this is the key of `item`.
    pub(crate) fn is_of(&self, item: &Item) -> bool {
        let has = |name, value: &str| {
            item.get(name).and_then(|found| found.as_s().ok()).is_some_and(|s| s == value)
        };
        has(PK, &self.pk) && has(SK, &self.sk)
    }

    /// Something that happened to what has this state: versions are unique, and sort as text.
    pub(crate) fn event(self, version: Version) -> Self {
        Self { sk: format!("{HISTORY}{version:010}"), ..self }
    }

    /// Something about it that changed nothing: it stands after what happened at `version`.
    pub(crate) fn side_note(self, version: Version, note: Uuid) -> Self {
        Self { sk: format!("{HISTORY}{version:010}#{note}"), ..self }
    }

    /// The state of that which has this history.
    pub(crate) fn history(on: History) -> Self {
        match on {
            History::Change(id) => Self::change(id),
            History::Oat(id) => Self::oat(id),
            History::Downtime(id) => Self::notice(id),
            History::Dispute(id) => Self::dispute(id),
            History::Record(party) => Self::record(party),
        }
    }

    /// The key of `item`.
    pub(crate) fn of_item(item: &Item) -> Self {
        let text = |name| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
        Self { pk: text(PK), sk: text(SK) }
    }

    pub(crate) fn change(id: ChangeId) -> Self {
        Self::new(format!("{CHANGE}{id}"), STATE)
    }

    /// The row of a change in the lists by status.
    pub(crate) fn listed(id: ChangeId) -> Self {
        Self::new(format!("{CHANGE}{id}"), LISTED)
    }

    /// The row of a file that is being checked. Beside the state that says so, and written with it.
    pub(crate) fn checked(of: FileOwner, file: EvidenceId) -> Self {
        let Self { pk, .. } = match of {
            FileOwner::Change(id) => Self::change(id),
            FileOwner::Dispute(id) => Self::dispute(id),
        };
        Self::new(pk, format!("{CHECKED}{file}"))
    }

    /// A partition of its own, not that of what it waits in: there is a history.
    pub(crate) fn task(id: &TaskId) -> Self {
        Self::new(tasks_partition(id.subject()), id.name())
    }

    /// Beside the task, so that neither is written with the other.
    pub(crate) fn claim(id: &TaskId) -> Self {
        Self::new(tasks_partition(id.subject()), format!("{}{CLAIM}", id.name()))
    }

    /// The partition of what notes are about.
    pub(crate) fn noted(on: NoteOn) -> String {
        match on {
            NoteOn::Change(id) => Self::change(id).pk,
            NoteOn::Oat(id) => Self::oat(id).pk,
            NoteOn::Organisation(id) => organisation_key(id),
        }
    }

    /// Ids begin with the time, so notes sort by age.
    pub(crate) fn note(on: NoteOn, id: NoteId) -> Self {
        Self::new(Self::noted(on), format!("{NOTE}{id}"))
    }

    pub(crate) fn organisation(id: OrganisationId) -> Self {
        Self::new(organisation_key(id), STATE)
    }

    /// The record of an organisation or of PDP's team.
    pub(crate) fn record(party: Party) -> Self {
        match party {
            Party::Organisation(id) => Self::organisation(id),
            Party::Pdp => Self::pdp(),
        }
    }

    pub(crate) fn endpoint(organisation: OrganisationId, id: EndpointId) -> Self {
        Self::new(organisation_key(organisation), format!("{ENDPOINT}{id}"))
    }

    /// By its end, so that what is over is not read.
    pub(crate) fn downtime(organisation: OrganisationId, end: Timestamp, id: DowntimeId) -> Self {
        Self::new(organisation_key(organisation), format!("{DOWNTIME}{}#{id}", Instant(end)))
    }

    /// A notice of downtime that was given without a change.
    pub(crate) fn notice(id: DowntimeId) -> Self {
        Self::new(format!("{NOTICE}{id}"), STATE)
    }

    /// What an event counts for, beside its history.
    pub(crate) fn figure_entry(of: FigureOf, version: u64) -> Self {
        let partition = match of {
            FigureOf::Change(id) => Self::change(id).pk,
            FigureOf::Oat(id) => Self::oat(id).pk,
        };
        Self::new(partition, format!("{FIGURES}#{version:010}"))
    }

    pub(crate) fn figures(month: Month) -> Self {
        Self::new(FIGURES, format!("MONTH#{month}"))
    }

    pub(crate) fn pdp() -> Self {
        Self::new(PDP, STATE)
    }

    /// Of all kept evidence together. A partition of its own, because it is changed in place.
    pub(crate) fn evidence_comparison() -> Self {
        Self::new("EVIDENCE-COMPARISON", STATE)
    }

    /// Of all reviews together.
    pub(crate) fn due_dates() -> Self {
        Self::new("REVIEWS", "DUE-DATES")
    }

    /// By what its person signs in with.
    pub(crate) fn membership(sign_in: SignInId) -> Self {
        Self::new(format!("{CONTACT}{sign_in}"), MEMBERSHIP)
    }

    /// A URL can be longer than a key may be, so its digest stands for it.
    pub(crate) fn url(endpoint: &ProposedEndpoint) -> Self {
        let digest = hex::encode(Sha256::digest(endpoint.url.as_str()));
        Self::new(format!("URL#{}#{digest}", endpoint.endpoint_type.code()), RESERVATION)
    }

    pub(crate) fn reference(reference: AnyReference) -> Self {
        Self::new(format!("{REFERENCE}#{reference}"), REFERENCE)
    }

    pub(crate) fn request(key: &RequestKey) -> Self {
        let digest = hex::encode(Sha256::digest(key.key.as_str()));
        Self::new(format!("{REQUEST}{}#{digest}", key.person), "RECEIPT")
    }

    pub(crate) fn mail(id: MailId) -> Self {
        Self::new(format!("{MAIL}{id}"), "MAIL")
    }

    pub(crate) fn oat(id: OatId) -> Self {
        Self::new(format!("{OAT}{id}"), STATE)
    }

    /// Our own faults are tried again until they pass, so attempts may be many.
    pub(crate) fn probe_attempt(id: OatId, run: u32, endpoint: EndpointId, number: u32) -> Self {
        Self::new(Self::oat(id).pk, format!("{}{endpoint}#{number:04}", run_prefix(run)))
    }

    pub(crate) fn oat_lease(id: OatId) -> Self {
        Self::new(Self::oat(id).pk, LEASE)
    }

    pub(crate) fn pre_flight(id: PreFlightId) -> Self {
        Self::new(format!("{PRE_FLIGHT}{id}"), STATE)
    }

    pub(crate) fn pre_flight_lease(id: PreFlightId) -> Self {
        Self::new(Self::pre_flight(id).pk, LEASE)
    }

    /// The find profile that the probe goes by.
    pub(crate) fn find_profile() -> Self {
        Self::new(FIND_PROFILE, STATE)
    }

    pub(crate) fn dispute(id: DisputeId) -> Self {
        Self::new(format!("{DISPUTE}{id}"), STATE)
    }

    /// The disputes that a result has had. A partition of its own, because it is changed in place.
    pub(crate) fn disputes_of(result: ResultId) -> Self {
        let result = match result {
            ResultId::Run { oat, number } => format!("{oat}#{number:04}"),
            ResultId::PreFlight { id } => id.to_string(),
        };
        Self::new(format!("{DISPUTED}{result}"), STATE)
    }

    /// A partition of its own, as everything that is changed in place.
    pub(crate) fn count(count: &Count) -> Self {
        Self::new(quota_partition(count.whose), format!("{}#{}", count.kind.code(), Instant(count.from)))
    }

    /// What counts the changes of an organisation that have not ended.
    pub(crate) fn open_changes(organisation: OrganisationId) -> Self {
        Self::new(quota_partition(Whose::Organisation(organisation)), "OPEN-CHANGES")
    }

    pub(crate) fn exports_under_way(whose: Whose) -> Self {
        Self::new(quota_partition(whose), "EXPORTS")
    }

    /// A partition of its own, not the organisation's: the right to change such an item in place is the right to change
    /// every item of its partition.
    pub(crate) fn feedback(contacts: Party, person: PersonId) -> Self {
        Self::new(feedback_partition(contacts), format!("{CONTACT}{person}"))
    }

    pub(crate) fn export(id: ExportId) -> Self {
        Self::new(format!("{EXPORT}{id}"), EXPORT_ITEM)
    }

    /// Not in the partition of the export, whose state is changed in place: a download stays as it is on record.
    pub(crate) fn export_download(id: ExportId, note: Uuid) -> Self {
        Self::new(format!("{DOWNLOAD}{id}"), format!("{HISTORY}{note}"))
    }

    /// As the SDK takes it.
    pub(crate) fn into_attributes(self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PK.to_owned(), AttributeValue::S(self.pk)),
            (SK.to_owned(), AttributeValue::S(self.sk)),
        ])
    }
}

/// The partition of an organisation, and its key in the index of changes by organisation.
pub(crate) fn organisation_key(id: OrganisationId) -> String {
    format!("{ORGANISATION}{id}")
}

/// The key of an organisation in the index of requests for OAT by organisation; that of its changes is another.
pub(crate) fn oats_key(id: OrganisationId) -> String {
    format!("OATS#{id}")
}

/// The key of an organisation in the index of its notices of downtime in force.
pub(crate) fn notices_key(id: OrganisationId) -> String {
    format!("NOTICES#{id}")
}

/// The same of those that were cancelled.
pub(crate) fn cancelled_notices_key(id: OrganisationId) -> String {
    format!("CANCELLED#{id}")
}

/// The key of an organisation in the index of pre-flights by organisation.
pub(crate) fn pre_flights_key(id: OrganisationId) -> String {
    format!("PREFLIGHTS#{id}")
}

/// The key of an organisation in the index of disputes by organisation.
pub(crate) fn disputes_key(id: OrganisationId) -> String {
    format!("DISPUTES#{id}")
}

/// The key of the notifications that are kept for an audience nobody is in, in the index by organisation (S5).
pub(crate) fn kept_key(contacts: Party, audience: Audience) -> String {
    let contacts = match contacts {
        Party::Organisation(id) => id.to_string(),
        Party::Pdp => PDP.to_owned(),
    };
    format!("KEPT#{contacts}#{}", audience.code())
}

/// The key of a host in the index of endpoints by host, which is the one of changes by organisation: their keys never meet.
pub(crate) fn host_key(host: &str) -> String {
    format!("HOST#{host}")
}

/// The list of everybody's changes in this status.
pub(crate) fn changes_queue(status: Status) -> String {
    format!("CHANGES#{}", status.code())
}

/// The key of an organisation's changes in this status in the index of changes by organisation.
pub(crate) fn changes_key(id: OrganisationId, status: Status) -> String {
    format!("CHANGES#{id}#{}", status.code())
}

/// The key of an organisation in the index of tasks by organisation.
pub(crate) fn tasks_key(id: OrganisationId) -> String {
    format!("TASKS#{id}")
}

/// The partition of what waits somewhere, and of the claims on it.
pub(crate) fn tasks_partition(subject: TaskSubject) -> String {
    format!("{TASK}{subject}")
}

/// Begins the sort key of every attempt of a run.
pub(crate) fn run_prefix(run: u32) -> String {
    format!("RUN#{run:04}#")
}

/// The partition of the delivery status of emails to these people.
pub(crate) fn feedback_partition(contacts: Party) -> String {
    match contacts {
        Party::Organisation(organisation) => format!("{FEEDBACK}{organisation}"),
        Party::Pdp => format!("{FEEDBACK}PDP"),
    }
}

/// The partition of the quotas of somebody.
fn quota_partition(whose: Whose) -> String {
    match whose {
        Whose::Person(id) => format!("{QUOTA}{CONTACT}{id}"),
        Whose::Organisation(id) => format!("{QUOTA}{ORGANISATION}{id}"),
    }
}

/// A text attribute.
pub(crate) fn text(value: impl Display) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// That something is so.
pub(crate) const fn truth() -> AttributeValue {
    AttributeValue::Bool(true)
}

/// A number attribute.
pub(crate) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}
