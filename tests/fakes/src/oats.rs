//! Requests for OAT in memory: every rule of a commit, checked before anything is written.

use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, OatId, OrganisationId};
use domain::oat::{EventKind, OatRequest, Target};
use domain::register::{EndpointState, RegisteredEndpoint};
use jiff::Timestamp;
use newtype_uuid::GenericUuid;

use super::changes;
use super::paging::List;
use super::store::{Holder, MemoryStore, State};
use app::Fault;
use app::mail::MailState;
use app::{
    LoadedOat, OatCommit, OatCommitFault, OatEntry, OatHistoryPage, OatRequests, ProbeAttempt, ProbeGround,
    ProbeLease, WantOat,
};
use app::{OatQueue, OatSummary};
use app::{Page, PageFault, PageRequest};

impl OatRequests for MemoryStore {
    async fn load_oat(&self, want: WantOat<'_>) -> Result<LoadedOat, Fault> {
        let state = self.state();
        let receipt = want.request.and_then(|key| state.receipt(key, want.now));
        Ok(LoadedOat { receipt, ..loaded(&state, want.id) })
    }

    async fn commit_oat(&self, commit: &OatCommit) -> Result<(), OatCommitFault> {
        let mut state = self.state();
        check(&state, commit)?;
        write(&mut state, commit);
        Ok(())
    }

    async fn oat_history(&self, id: OatId, page: &PageRequest) -> Result<OatHistoryPage, PageFault> {
        let state = self.state();
        let own = || state.oat_history.range((id, 0, None)..).take_while(|((oat, ..), _)| *oat == id);
        let entries = own().map(|((_, version, note), (_, entry))| {
            let note = note.map(|note| note.to_string()).unwrap_or_default();
            (format!("{version:010}#{note}"), entry.clone())
        });
        let page = List::new("oat-history", id).page(entries, page)?;
        let organisation = own().next().map(|(_, (organisation, _))| *organisation);
        Ok(OatHistoryPage { organisation, page })
    }

    async fn probe_attempts(
        &self,
        id: OatId,
        run: u32,
        page: &PageRequest,
    ) -> Result<Page<ProbeAttempt>, PageFault> {
        let attempts = self.probe_attempts_of(id, run).into_iter();
        let place = |attempt: &ProbeAttempt| format!("{}#{:04}", attempt.endpoint, attempt.number);
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
        // Places ascend while the requests become older.
        let place = |oat: &OatRequest| {
            let age = i64::MAX - oat.requested_at.as_millisecond();
            format!("{age:020}#{:032x}", u128::MAX - oat.id.into_untyped_uuid().as_u128())
        };
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

    async fn load_oats(&self, ids: &[OatId], _now: Timestamp) -> Result<Vec<LoadedOat>, Fault> {
        let state = self.state();
        Ok(ids.iter().map(|id| loaded(&state, *id)).collect())
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

    async fn probe_ground(&self, organisation: OrganisationId, now: Timestamp) -> Result<ProbeGround, Fault> {
        let state = self.state();
        let is_tested = |entry: &&RegisteredEndpoint| {
            let is_find = entry.endpoint.endpoint_type == EndpointType::Find;
            entry.organisation == organisation && entry.state == EndpointState::Live && is_find
        };
        let finds = state.register.values().filter(is_tested);
        let declared = state.downtime.values().filter(|one| one.organisation == organisation && one.in_force);
        let mut to_come: Vec<_> = declared.filter(|one| one.window.end > now).collect();
        to_come.sort_by_key(|one| (one.window.end, one.id));
        Ok(ProbeGround {
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
    pub fn probe_attempts_of(&self, id: OatId, run: u32) -> Vec<ProbeAttempt> {
        let state = self.state();
        let is_own = |(oat, number, ..): &&(OatId, u32, _, _)| *oat == id && *number == run;
        state.probe_attempts.iter().filter(|(place, _)| is_own(place)).map(|(_, one)| one.clone()).collect()
    }
}

/// Whether `held`, which somebody has or had, does not keep `other` from being taken at `now`.
pub(super) fn may_be_taken(held: &ProbeLease, other: &ProbeLease, now: Timestamp) -> bool {
    held.until <= now || held.holder == other.holder
}

/// What there is of a request for OAT, without a request of a caller.
fn loaded(state: &State, id: OatId) -> LoadedOat {
    let tested = id.into_untyped_uuid();
    LoadedOat {
        oat: state.oats.get(&id).cloned(),
        change: state.changes.get(&ChangeId::from_untyped_uuid(tested)).cloned(),
        organisation: state.organisations.get(&OrganisationId::from_untyped_uuid(tested)).cloned(),
        receipt: None,
    }
}

fn check(state: &State, commit: &OatCommit) -> Result<(), OatCommitFault> {
    let oat = &commit.oat;
    if let Some((key, _)) = &commit.request
        && state.receipt(key, oat.updated_at).is_some()
    {
        return Err(OatCommitFault::RequestRepeated);
    }
    let is_known = |attempt: &ProbeAttempt| state.probe_attempts.contains_key(&place_of(oat.id, attempt));
    if state.oats.get(&oat.id).map(|current| current.version) != commit.read_version
        || commit.attempts.iter().any(is_known)
    {
        return Err(OatCommitFault::VersionConflict);
    }
    if let Some(change) = &commit.change {
        changes::check(state, change)?;
    }
    if let Some(after) = &commit.organisation
        && state.organisations.get(&after.id).map(|own| own.version + 1) != Some(after.version)
    {
        return Err(OatCommitFault::VersionConflict);
    }
    let is_held =
        |lease: &ProbeLease| state.oat_leases.get(&oat.id).is_some_and(|held| held.holder == lease.holder);
    if commit.lease.as_ref().is_some_and(|lease| !is_held(lease)) {
        return Err(OatCommitFault::LeaseLost);
    }
    if new_references(commit).any(|reference| state.references.contains(&reference)) {
        return Err(OatCommitFault::ReferenceTaken);
    }
    if commit.register.iter().any(|entry| !may_be_written(state, entry)) {
        return Err(
            Fault::lasting("write down an endpoint", "it is live, out of use, or not reserved").into()
        );
    }
    Ok(())
}

/// Whether the register has this entry as one to come, or not at all, and its URL is kept for it.
fn may_be_written(state: &State, entry: &RegisteredEndpoint) -> bool {
    let known = state.register.get(&(entry.organisation, entry.id));
    let to_come = |known: &RegisteredEndpoint| {
        matches!(known.state, EndpointState::Proposed | EndpointState::Scheduled)
    };
    known.is_none_or(to_come)
        && state.urls.get(&entry.endpoint) == Some(&Holder::Organisation(entry.organisation))
}

fn write(state: &mut State, commit: &OatCommit) {
    let oat = &commit.oat;
    state.oats.insert(oat.id, oat.clone());
    for recorded in &commit.events {
        let entry = (oat.organisation, OatEntry::Happened(recorded.clone()));
        state.oat_history.insert((oat.id, recorded.version, None), entry);
    }
    for attempt in &commit.attempts {
        state.probe_attempts.insert(place_of(oat.id, attempt), attempt.clone());
    }
    for mail in &commit.mails {
        state.mails.insert(mail.id, (mail.clone(), MailState::Pending { failures: 0 }));
    }
    if let Some(change) = &commit.change {
        changes::write(state, change);
    }
    if let Some(organisation) = &commit.organisation {
        state.organisations.insert(organisation.id, organisation.clone());
    }
    for entry in &commit.register {
        state.register.insert((entry.organisation, entry.id), entry.clone());
    }
    if commit.lease.is_some() {
        state.oat_leases.remove(&oat.id);
    }
    state.references.extend(new_references(commit));
    if let Some((key, kept)) = &commit.request {
        state.remember(key, *kept, oat.updated_at);
    }
}

/// The references that this commit gives out.
fn new_references(commit: &OatCommit) -> impl Iterator<Item = String> {
    commit.events.iter().filter_map(|recorded| match &recorded.event.kind {
        EventKind::OatRequested { reference, .. } => Some(reference.to_string()),
        EventKind::SupportAsked { reference, .. } => Some(reference.to_string()),
        _ => None,
    })
}

fn place_of(id: OatId, attempt: &ProbeAttempt) -> super::store::AttemptPlace {
    (id, attempt.run, attempt.endpoint, attempt.number)
}
