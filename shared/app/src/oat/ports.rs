//! The port to requests for OAT, and what passes through it: state, history, runs, lists, and what the probe needs.

use std::future::Future;

use domain::change::Change;
use domain::change::downtime::DowntimeWindow;
use domain::ids::{EndpointId, OatId, OrganisationId};
use domain::oat::observation::Observation;
use domain::oat::{Cause, Event, OatRequest, Status, Target, Version};
use domain::organisation::Organisation;
use domain::register::RegisteredEndpoint;
use domain::text::Name;
use jiff::Timestamp;
use uuid::Uuid;

use crate::change::ports::{Commit, CommitFault};
use crate::command::receipt::{Receipt, RequestKey};
use crate::command::refused::{Attempt, Attempts};
use crate::error::Fault;
use crate::mail::Mail;
use crate::oat::summary::{OatQueue, OatSummary};
use crate::page::{Page, PageFault, PageRequest};

/// What a command on a request for OAT reads, in one round trip. What is tested has the same UUID, so the one id says it all.
#[derive(Debug, Clone, Copy)]
pub struct WantOat<'a> {
    /// The request for OAT.
    pub id: OatId,
    /// The request of the caller, if it carries a key.
    pub request: Option<&'a RequestKey>,
    /// The instant of the request: what has expired by then counts as absent.
    pub now: Timestamp,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct LoadedOat {
    /// The request for OAT; none when it was never requested.
    pub oat: Option<OatRequest>,
    /// The change of this UUID, if there is one: then that is what is tested.
    pub change: Option<Change>,
    /// The organisation of this UUID, if there is one: then its initial connection is what is tested.
    pub organisation: Option<Organisation>,
    /// What is remembered of the request of the caller; none once it has expired.
    pub receipt: Option<Receipt>,
}

/// One event as the history keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OatRecorded {
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

/// One entry of the history of a request for OAT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OatEntry {
    /// Something happened.
    Happened(OatRecorded),
    /// Someone tried something and was refused.
    Refused(Attempt),
}

/// One page of such a history, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OatHistoryPage {
    /// Whose it is; none when there is nothing.
    pub organisation: Option<OrganisationId>,
    /// The entries.
    pub page: Page<OatEntry>,
}

/// One attempt of the probe, whole, as it is kept for ever (O6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeAttempt {
    /// The run.
    pub run: u32,
    /// At which endpoint.
    pub endpoint: EndpointId,
    /// Its number in the run, from 1.
    pub number: u32,
    /// What was seen.
    pub observation: Observation,
    /// Why it was no pass; none when it was.
    pub cause: Option<Cause>,
}

/// The right to be the one who probes for a request for OAT, for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbeLease {
    /// Who has it: one pass, and no other ever.
    pub holder: Uuid,
    /// Until when, unless it is given back.
    pub until: Timestamp,
}

/// What the probe has to know of an organisation when a change adds no Find endpoint (O3, O11).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProbeGround {
    /// Its live Find endpoints, in the order of their ids.
    pub live_finds: Vec<Target>,
    /// Declared downtime that has not ended and was not cancelled, by its end.
    pub downtime: Vec<DowntimeWindow>,
}

/// Everything one command on a request for OAT writes, in one transaction.
#[derive(Debug, Clone)]
pub struct OatCommit {
    /// The version that was read; none when the request is new.
    pub read_version: Option<Version>,
    /// The state after.
    pub oat: OatRequest,
    /// The events, oldest first.
    pub events: Vec<OatRecorded>,
    /// What the probe saw; put if absent.
    pub attempts: Vec<ProbeAttempt>,
    /// The letters to send.
    pub mails: Vec<Mail>,
    /// What it means for the change that is tested: a whole commit of it, without a receipt (O7, O8, O2).
    pub change: Option<Commit>,
    /// The organisation after it, when the test of its vouching scheme begins, ends or leads to going live; else none. Its
    /// version is the one that was read and one more.
    pub organisation: Option<Organisation>,
    /// Entries of the register as they are now: those of a vouching scheme. Their URLs are the organisation's since they were
    /// proposed.
    pub register: Vec<RegisteredEndpoint>,
    /// The lease under which the probe did it: it must still be its holder's, whatever its end, and is given back.
    pub lease: Option<ProbeLease>,
    /// The request of the caller, and what to remember of it.
    pub request: Option<(RequestKey, Receipt)>,
}

/// Why nothing of a commit was written.
#[derive(Debug, thiserror::Error)]
pub enum OatCommitFault {
    /// Someone else changed the request for OAT, the change or the organisation since it was read.
    #[error("version conflict")]
    VersionConflict,
    /// The request of the caller was carried out already.
    #[error("request repeated")]
    RequestRepeated,
    /// The reference exists.
    #[error("reference taken")]
    ReferenceTaken,
    /// Another pass of the probe took over.
    #[error("lease lost")]
    LeaseLost,
    /// Something outside failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<CommitFault> for OatCommitFault {
    fn from(fault: CommitFault) -> Self {
        match fault {
            CommitFault::VersionConflict => Self::VersionConflict,
            CommitFault::RequestRepeated => Self::RequestRepeated,
            CommitFault::ReferenceTaken => Self::ReferenceTaken,
            other => Self::Fault(other.unexpected("carry out what OAT means for a change")),
        }
    }
}

/// As many requests for OAT are claimed and read at once by a pass of the probe: three items each, and DynamoDB reads 100 in a call.
pub const PROBED_TOGETHER: usize = 25;

/// Requests for OAT: state, history, runs, lists, and the queue of the probe.
pub trait OatRequests: Attempts {
    /// Reads what a command needs. One round trip.
    fn load_oat(&self, want: WantOat<'_>) -> impl Future<Output = Result<LoadedOat, Fault>> + Send;

    /// Writes everything of a command, or nothing. One round trip. The receipt is kept as of the request's `updated_at`. A
    /// reference is put, if absent, with the first event only.
    fn commit_oat(&self, commit: &OatCommit) -> impl Future<Output = Result<(), OatCommitFault>> + Send;

    /// The history, oldest first.
    fn oat_history(
        &self,
        id: OatId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<OatHistoryPage, PageFault>> + Send;

    /// The attempts of a run, by endpoint and number.
    fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<ProbeAttempt>, PageFault>> + Send;

    /// The requests of an organisation, the last requested first.
    fn oats_of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<OatSummary>, PageFault>> + Send;

    /// The requests in a queue, by what is due first ([`OatSummary::due`]); of those until `until`, when given.
    fn oats_in(
        &self,
        queue: OatQueue,
        until: Option<Timestamp>,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<OatSummary>, PageFault>> + Send;

    /// As [`OatRequests::load_oat`], for a pass of the probe over several, at most [`PROBED_TOGETHER`], in their order. One round
    /// trip, as a rule.
    fn load_oats(
        &self,
        ids: &[OatId],
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<LoadedOat>, Fault>> + Send;

    /// Takes the leases of these requests for OAT, each once and at most [`PROBED_TOGETHER`], and says of which: of those that nobody
    /// has at `now`. One round trip, and one more for each time that somebody has some.
    fn take_probe_leases(
        &self,
        ids: &[OatId],
        lease: &ProbeLease,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<OatId>, Fault>> + Send;

    /// The live Find endpoints of an organisation, and its declared downtime as of `now`. One round trip, as a rule.
    fn probe_ground(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> impl Future<Output = Result<ProbeGround, Fault>> + Send;
}
