//! Requests for OAT in memory: lists, histories, and what the probe needs.

use domain::endpoint::EndpointType;
use domain::ids::{OatId, OrganisationId};
use domain::oat::{OatRequest, ProfileMark, RecordedAttempt, Target};
use domain::register::{EndpointState, RegisteredEndpoint};
use jiff::Timestamp;
use newtype_uuid::GenericUuid;

use super::paging::List;
use super::store::MemoryStore;
use app::Fault;
use app::{HistoryPage, OatEntry, OatRequests, ProbeLease, ProbeTargets};
use app::{OatQueue, OatSummary};
use app::{Page, PageFault, PageRequest};
use app::{Snapshot, what_is_tested};

impl OatRequests for MemoryStore {
    async fn oat_history(&self, id: OatId, page: &PageRequest) -> Result<HistoryPage<OatEntry>, PageFault> {
        let state = self.state();
        let own = || state.oat_history.range((id, 0, None)..).take_while(|((oat, ..), _)| *oat == id);
        let entries = own().map(|((_, version, note), (_, entry))| {
            let note = note.map(|note| note.to_string()).unwrap_or_default();
            (format!("{version:010}#{note}"), entry.clone())
        });
        let page = List::new("oat-history", id).page(entries, page)?;
        let organisation = own().next().map(|(_, (organisation, _))| *organisation);
        Ok(HistoryPage { organisation, page })
    }

    async fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        page: &PageRequest,
    ) -> Result<Page<RecordedAttempt>, PageFault> {
        let attempts = self.probe_attempts_of(id, run).into_iter();
        let place = |attempt: &RecordedAttempt| format!("{}#{:04}", attempt.endpoint, attempt.number);
        List::new("probe-attempts", format_args!("{id}#{run}"))
            .page(attempts.map(|attempt| (place(&attempt), attempt)), page)
    }

    async fn oats_of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        let state = self.state();
        let own = state.oats.values().filter(|oat| oat.organisation == organisation);
        let place = |oat: &OatRequest| newest_first(oat.requested_at, oat.id.into_untyped_uuid().as_u128());
        let mut rows: Vec<_> = own.map(|oat| (place(oat), OatSummary::of(oat))).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        List::new("oats", organisation).page(rows, page)
    }

    async fn oats_in(
        &self,
        queue: OatQueue,
        until: Option<Timestamp>,
        page: &PageRequest,
    ) -> Result<Page<OatSummary>, PageFault> {
        let state = self.state();
        let rows = state.oats.values().map(OatSummary::of).filter(|row| row.queue == queue);
        let due = rows.filter(|row| until.is_none_or(|until| row.due <= until));
        let mut rows: Vec<_> = due.map(|row| (format!("{:.3}#{}", row.due, row.id), row)).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        List::new("oat-queue", queue.code()).page(rows, page)
    }

    async fn read_oats(&self, ids: &[OatId], now: Timestamp) -> Result<Vec<Result<Snapshot, Fault>>, Fault> {
        let state = self.state();
        Ok(ids.iter().map(|id| Ok(state.snapshot(&what_is_tested(*id, now)))).collect())
    }

    async fn take_probe_leases(
        &self,
        ids: &[OatId],
        lease: &ProbeLease,
        now: Timestamp,
    ) -> Result<Vec<OatId>, Fault> {
        let leases = &mut self.state().oat_leases;
        let is_free = |id: &&OatId| leases.get(id).is_none_or(|held| may_be_taken(held, lease, now));
        let taken: Vec<_> = ids.iter().filter(is_free).copied().collect();
        leases.extend(taken.iter().map(|id| (*id, *lease)));
        Ok(taken)
    }

    async fn keep_find_profile(&self, profile: &ProfileMark) -> Result<(), Fault> {
        self.state().find_profile = Some(profile.clone());
        Ok(())
    }

    async fn probe_targets(
        &self,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> Result<ProbeTargets, Fault> {
        let state = self.state();
        let is_tested = |entry: &&RegisteredEndpoint| {
            let is_find = entry.endpoint.endpoint_type == EndpointType::Find;
            entry.organisation == organisation && entry.state == EndpointState::Live && is_find
        };
        let finds = state.register.values().filter(is_tested);
        let declared = state.downtime.values().filter(|one| one.organisation == organisation && one.in_force);
        let mut to_come: Vec<_> = declared.filter(|one| one.window.end > now).collect();
        to_come.sort_by_key(|one| (one.window.end, one.id));
        Ok(ProbeTargets {
            live_finds: finds
                .map(|entry| Target { endpoint: entry.id, url: entry.endpoint.url.clone() })
                .collect(),
            downtime: to_come.into_iter().map(|one| one.window.clone()).collect(),
        })
    }
}

impl MemoryStore {
    /// Puts a request for OAT as it is, without history, in place of what was there.
    pub fn put_oat(&self, oat: OatRequest) {
        self.state().oats.insert(oat.id, oat);
    }

    /// The request for OAT, as it is now.
    pub fn oat(&self, id: OatId) -> Option<OatRequest> {
        self.state().oats.get(&id).cloned()
    }

    /// The whole history of a request for OAT, oldest first.
    pub fn oat_entries(&self, id: OatId) -> Vec<OatEntry> {
        let state = self.state();
        let own = state.oat_history.range((id, 0, None)..).take_while(|((oat, ..), _)| *oat == id);
        own.map(|(_, (_, entry))| entry.clone()).collect()
    }

    /// Every attempt of a run, by endpoint and number.
    pub fn probe_attempts_of(&self, id: OatId, run: u32) -> Vec<RecordedAttempt> {
        let state = self.state();
        let is_own = |(oat, number, ..): &&(OatId, u32, _, _)| *oat == id && *number == run;
        let own = state.probe_attempts.iter().filter(|(place, _)| is_own(place));
        own.map(|(_, attempt)| RecordedAttempt::clone(attempt)).collect()
    }
}

/// A place in a list, which ascends while what stands there becomes older.
pub(super) fn newest_first(at: Timestamp, id: u128) -> String {
    let age = i64::MAX - at.as_millisecond();
    format!("{age:020}#{:032x}", u128::MAX - id)
}

/// Whether `held`, which somebody has or had, does not keep `other` from being taken at `now`.
pub(super) fn may_be_taken(held: &ProbeLease, other: &ProbeLease, now: Timestamp) -> bool {
    held.until <= now || held.holder == other.holder
}
