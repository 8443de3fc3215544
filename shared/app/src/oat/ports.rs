//! The port to requests for OAT: history, runs, lists, and the needs of the probe.

use std::future::Future;

use domain::downtime::DowntimeWindow;
use domain::ids::{OatId, OrganisationId};
use domain::oat::{OatRequest, ProfileMark, RecordedAttempt, Target};
use jiff::Timestamp;

use crate::command::{CommandStore, Entry, HistoryPage, Recorded, Snapshot};
use crate::error::Fault;
use crate::oat::lease::ProbeLease;
use crate::oat::summary::{OatQueue, OatSummary};
use crate::page::{Page, PageFault, PageRequest};

/// One entry of the history of a request for OAT.
pub type OatEntry = Entry<Recorded<OatRequest>>;

/// What the probe has to know of an organisation when a change adds no Find endpoint (O3, O11).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProbeTargets {
    /// Its live Find endpoints, in the order of their ids.
    pub live_finds: Vec<Target>,
    /// Declared downtime that has not ended and was not cancelled, by its end.
    pub downtime: Vec<DowntimeWindow>,
}

/// As many requests for OAT are claimed and read at once by a probe batch: three items each, and DynamoDB reads 100 in a call.
pub const PROBED_TOGETHER: usize = 25;

/// Requests for OAT: history, runs, lists, and the queue of the probe.
pub trait OatRequests: CommandStore {
    /// The history, oldest first.
    fn oat_history(
        &self,
        id: OatId,
        page: &PageRequest,
    ) -> impl Future<Output = Result<HistoryPage<OatEntry>, PageFault>> + Send;

    /// The attempts of a run, by endpoint and number.
    fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        page: &PageRequest,
    ) -> impl Future<Output = Result<Page<RecordedAttempt>, PageFault>> + Send;

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

    /// Reads several, at most [`PROBED_TOGETHER`], each with what it tests, in their order; a fault in the place of one that cannot be
    /// read. One round trip, as a rule.
    fn read_oats(
        &self,
        ids: &[OatId],
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Result<Snapshot, Fault>>, Fault>> + Send;

    /// Takes the leases of these requests for OAT, each once and at most [`PROBED_TOGETHER`], and says of which: of those that nobody
    /// has at `now`. One round trip, and one more for each time that somebody has some.
    fn take_probe_leases(
        &self,
        ids: &[OatId],
        lease: &ProbeLease,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<OatId>, Fault>> + Send;

    /// Keeps the find profile that the probe goes by from now on, which [`ReadRequest::profile`](crate::ReadRequest) reads. One round
    /// trip; it writes nothing when that is kept already.
    fn keep_find_profile(&self, profile: &ProfileMark) -> impl Future<Output = Result<(), Fault>> + Send;

    /// The live Find endpoints of an organisation, and its declared downtime as of `now`. A fault when one of them cannot be read: a test
    /// without an endpoint could pass wrongly, and one during downtime fail wrongly. One round trip, as a rule.
    fn probe_targets(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> impl Future<Output = Result<ProbeTargets, Fault>> + Send;
}
