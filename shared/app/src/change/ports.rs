//! What commands on changes read and write, and the port of those who keep it.

use std::future::Future;

use domain::actor::By;
use domain::change::downtime::DeclaredDowntime;
use domain::change::{Change, Event, Status, Version};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, EvidenceId, ExportId, OrganisationId};
use domain::organisation::Organisation;
use domain::register::RegisteredEndpoint;
use domain::text::Name;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::change::summary::Summary;
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{Attempt, Attempts};
use crate::error::Fault;
use crate::mail::Mail;
use crate::page::{Page, PageFault, PageRequest};

/// What a command reads, in one round trip.
#[derive(Debug, Clone, Copy)]
pub struct Want<'a> {
    /// The change.
    pub change: ChangeId,
    /// The actor's organisation, if the command depends on it.
    pub organisation: Option<OrganisationId>,
    /// The request, if it carries a key.
    pub request: Option<&'a RequestKey>,
    /// The instant of the request: what has expired by then counts as absent.
    pub now: Timestamp,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The change; the one that the receipt names when the same request was carried out on another (a draft begun twice
    /// would have two ids).
    pub change: Option<Change>,
    /// The organisation.
    pub organisation: Option<Organisation>,
    /// What is remembered of the request; none once it has expired.
    pub receipt: Option<Receipt>,
}

/// One event as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The version it led to.
    pub version: Version,
    /// The status before; none for the first.
    pub before: Option<Status>,
    /// The status after.
    pub after: Status,
    /// The event.
    pub event: Event,
    /// What who did it was called then; none when that is not known, and for the system.
    pub name: Option<Name>,
}

/// Everything one command writes, in one transaction.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The version that was read; none when the change is new.
    pub read_version: Option<Version>,
    /// The state after.
    pub change: Change,
    /// The events, oldest first.
    pub events: Vec<Recorded>,
    /// The letters to send.
    pub mails: Vec<Mail>,
    /// URLs to reserve (C3, C8).
    pub reserve: Vec<ProposedEndpoint>,
    /// Forms in which URLs to reserve may have been registered earlier, each with its position in [`Commit::reserve`]: nobody else
    /// may have one (C3).
    pub free: Vec<(usize, ProposedEndpoint)>,
    /// URLs to release (C9).
    pub release: Vec<ProposedEndpoint>,
    /// Entries of the register as they are now (G5). The URLs of those that are live are the organisation's from now on.
    pub register: Vec<RegisteredEndpoint>,
    /// What is known of its downtime differently from now on (O11).
    pub downtime: Vec<DeclaredDowntime>,
    /// The organisation after it, with its new live endpoints (G4); none when nothing goes live. Its version is the one that was
    /// read and one more: somebody else who changed it meanwhile is a [`CommitFault::VersionConflict`].
    pub organisation: Option<Organisation>,
    /// The organisation must still have live endpoints (C1).
    pub needs_live_endpoints: bool,
    /// The request, and what to remember of it.
    pub request: Option<(RequestKey, Receipt)>,
}

/// Why nothing of a commit was written.
#[derive(Debug, thiserror::Error)]
pub enum CommitFault {
    /// Someone else changed it since it was read.
    #[error("version conflict")]
    VersionConflict,
    /// The request was carried out already.
    #[error("request repeated")]
    RequestRepeated,
    /// URLs that others have, as positions in [`Commit::reserve`].
    #[error("urls taken")]
    UrlsTaken(Vec<usize>),
    /// The reference exists.
    #[error("reference taken")]
    ReferenceTaken,
    /// The organisation has no live endpoints any more.
    #[error("no live endpoints")]
    NoLiveEndpoints,
    /// Something outside failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl CommitFault {
    /// What it means to a use case that cannot do with it what its name says: a lost race may pass, so that repeating the
    /// request helps; a condition that should always hold will not hold by itself.
    pub fn unexpected(self, action: &'static str) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::VersionConflict => Fault::retryable(action, self),
            other => Fault::lasting(action, other),
        }
    }
}

/// One entry of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryEntry {
    /// Something happened.
    Happened(Recorded),
    /// Someone tried something and was refused.
    Refused(Attempt),
    /// Someone was handed a link to a file.
    Downloaded {
        /// Which file.
        evidence: EvidenceId,
        /// When.
        at: Timestamp,
        /// Who, in which role.
        by: By,
        /// What they were called then; none when that is not known.
        name: Option<Name>,
    },
    /// Someone was handed a link to an evidence bundle of the change.
    BundleDownloaded {
        /// Which bundle.
        export: ExportId,
        /// When.
        at: Timestamp,
        /// Who, in which role.
        by: By,
        /// What they were called then; none when that is not known.
        name: Option<Name>,
    },
}

/// One page of a history, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// Whose change it is; none when there is nothing.
    pub organisation: Option<OrganisationId>,
    /// The entries.
    pub page: Page<HistoryEntry>,
}

/// Technical changes: state, history, lists.
pub trait Changes: Attempts {
    /// Reads what a command needs. One round trip.
    fn load(&self, want: Want<'_>) -> impl Future<Output = Result<Loaded, Fault>> + Send;

    /// Writes everything of a command, or nothing. One round trip. The receipt is kept as of the change's `updated_at`. A
    /// URL that is both reserved and released stays as it is.
    fn commit(&self, commit: &Commit) -> impl Future<Output = Result<(), CommitFault>> + Send;

    /// Keeps that a link to a file was handed out (A1), and the receipt of the request unless there is one, in one transaction.
    /// The entry stands in the history after the version of `change` that the link was made from, under the id `note`.
    fn record_download(
        &self,
        change: &Change,
        note: Uuid,
        entry: &HistoryEntry,
        request: Option<&(RequestKey, Receipt)>,
    ) -> impl Future<Output = Result<(), CommitFault>> + Send;

    /// Which of `endpoints` are registered or proposed by someone else than `change`, as positions. One round trip, for
    /// at most 100.
    fn taken(
        &self,
        change: ChangeId,
        endpoints: &[ProposedEndpoint],
    ) -> impl Future<Output = Result<Vec<usize>, Fault>> + Send;

    /// The changes of an organisation, newest first.
    fn of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The changes PDP has to review, by due date; those waiting for information last (V1).
    fn review_queue(
        &self,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The changes PDP has to review that are due on `until` or before, as [`Changes::review_queue`] (V1).
    fn reviews_due(
        &self,
        until: Date,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The confirmed changes of which PDP has a step to decide on, the longest waiting first (S2).
    fn decision_queue(
        &self,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The changes whose endpoints may go live at `until` or before, the longest due first (G1, G2).
    fn due_to_go_live(
        &self,
        until: Timestamp,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<Summary>, PageFault>> + Send;

    /// The history of a change, oldest first.
    fn history(
        &self,
        change: ChangeId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<HistoryPage, PageFault>> + Send;
}

/// By which bank holidays the due dates of all reviews were last worked out (V1).
pub trait DueDates: Send + Sync {
    /// Those bank holidays, as text; none when they were never noted. One round trip.
    fn worked_out_by(&self) -> impl Future<Output = Result<Option<String>, Fault>> + Send;

    /// Notes them. One round trip.
    fn note_worked_out_by(&self, bank_holidays: &str) -> impl Future<Output = Result<(), Fault>> + Send;
}
