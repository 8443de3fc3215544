//! Technical changes in memory: every rule of a commit, checked before anything is written.

use std::fmt;

use domain::change::{Change, EventKind, Stage};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId};
use domain::register::EndpointState;
use jiff::Timestamp;
use jiff::civil::Date;
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use super::paging::List;
use super::store::{Holder, MemoryStore, State};
use app::Fault;
use app::Summary;
use app::mail::MailState;
use app::{Changes, Commit, CommitFault, DueDates, HistoryEntry, HistoryPage, Loaded, Want};
use app::{Page, PageFault, PageRequest};
use app::{Receipt, RequestKey};

impl DueDates for MemoryStore {
    async fn worked_out_by(&self) -> Result<Option<String>, Fault> {
        Ok(self.state().worked_out_by.clone())
    }

    async fn note_worked_out_by(&self, bank_holidays: &str) -> Result<(), Fault> {
        self.state().worked_out_by = Some(bank_holidays.to_owned());
        Ok(())
    }
}

impl Changes for MemoryStore {
    async fn load(&self, want: Want<'_>) -> Result<Loaded, Fault> {
        let state = self.state();
        let receipt = want.request.and_then(|key| state.receipt(key, want.now));
        let elsewhere = receipt.filter(|receipt| want.request.is_some_and(|key| receipt.is_of(key)));
        let id = elsewhere.and_then(|receipt| receipt.change).unwrap_or(want.change);
        let organisation = want.organisation.and_then(|id| state.organisations.get(&id)).cloned();
        Ok(Loaded { change: state.changes.get(&id).cloned(), organisation, receipt })
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        let mut state = self.state();
        check(&state, commit)?;
        write(&mut state, commit);
        Ok(())
    }

    async fn record_download(
        &self,
        change: &Change,
        note: Uuid,
        entry: &HistoryEntry,
        request: Option<&(RequestKey, Receipt)>,
    ) -> Result<(), CommitFault> {
        let HistoryEntry::Downloaded { at, .. } = entry else {
            return Err(Fault::lasting("record the download", "the entry is not a download").into());
        };
        let mut state = self.state();
        if let Some((key, receipt)) = request {
            if state.receipt(key, *at).is_some() {
                return Err(CommitFault::RequestRepeated);
            }
            state.remember(key, *receipt, *at);
        }
        state.history.insert((change.id, change.version, Some(note)), (change.organisation, entry.clone()));
        Ok(())
    }

    async fn taken(&self, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Result<Vec<usize>, Fault> {
        Ok(taken(&self.state(), change, endpoints))
    }

    async fn of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        let state = self.state();
        let own = state.changes.values().rev().filter(|change| change.organisation == organisation);
        // Places ascend while ids descend.
        let place = |change: &Change| format!("{:032x}", u128::MAX - change.id.into_untyped_uuid().as_u128());
        List::new("changes", organisation).page(own.map(|change| (place(change), Summary::of(change))), page)
    }

    async fn review_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let state = self.state();
        let queued = |change: &Change| Some((place_in_queue(change)?, Summary::of(change)));
        let mut queue: Vec<_> = state.changes.values().filter_map(queued).collect();
        queue.sort_by(|(a, _), (b, _)| a.cmp(b));
        List::new("review", "pdp").page(queue, page)
    }

    async fn reviews_due(&self, until: Date, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let due = self.queue(|change| change.review_due().filter(|due| *due <= until));
        List::new("reviews-due", "pdp").page(due, page)
    }

    async fn decision_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let waiting =
            |change: &Change| Summary::of(change).with_pdp_since.filter(|_| change.go_live_at().is_none());
        List::new("decision", "pdp").page(self.queue(waiting), page)
    }

    async fn due_to_go_live(&self, until: Timestamp, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        let due = self.queue(|change| change.go_live_at().filter(|at| *at <= until));
        List::new("golive", "pdp").page(due, page)
    }

    async fn history(&self, change: ChangeId, page: &PageRequest) -> Result<HistoryPage, PageFault> {
        let state = self.state();
        let own = || state.history.range((change, 0, None)..).take_while(|((id, ..), _)| *id == change);
        let organisation = own().next().map(|(_, (organisation, _))| *organisation);
        let entries = own().map(|((_, version, id), (_, entry))| {
            let id = id.map(|id| id.to_string()).unwrap_or_default();
            (format!("{version:010}#{id}"), entry.clone())
        });
        let page = List::new("history", change).page(entries, page)?;
        Ok(HistoryPage { organisation, page })
    }
}

impl MemoryStore {
    /// The changes that have a place in a queue, in its order.
    fn queue<D: fmt::Display>(&self, due: impl Fn(&Change) -> Option<D>) -> Vec<(String, Summary)> {
        let state = self.state();
        let queued = |change: &Change| Some((format!("{}#{}", due(change)?, change.id), Summary::of(change)));
        let mut queue: Vec<_> = state.changes.values().filter_map(queued).collect();
        queue.sort_by(|(a, _), (b, _)| a.cmp(b));
        queue
    }
}

pub(super) fn check(state: &State, commit: &Commit) -> Result<(), CommitFault> {
    let change = &commit.change;
    if let Some((key, _)) = &commit.request
        && state.receipt(key, change.updated_at).is_some()
    {
        return Err(CommitFault::RequestRepeated);
    }
    if state.changes.get(&change.id).map(|current| current.version) != commit.read_version {
        return Err(CommitFault::VersionConflict);
    }
    if let Some(after) = &commit.organisation
        && state.organisations.get(&after.id).map(|own| own.version + 1) != Some(after.version)
    {
        return Err(CommitFault::VersionConflict);
    }
    let has_live = |id| state.organisations.get(id).is_some_and(|own| !own.connected_endpoints().is_empty());
    if commit.needs_live_endpoints && !has_live(&change.organisation) {
        return Err(CommitFault::NoLiveEndpoints);
    }
    let mut taken = taken(state, change.id, &commit.reserve);
    let free = commit.free.iter().filter(|(_, endpoint)| is_taken(state, change.id, endpoint));
    taken.extend(free.map(|(at, _)| *at));
    taken.sort_unstable();
    taken.dedup();
    if !taken.is_empty() {
        return Err(CommitFault::UrlsTaken(taken));
    }
    if new_references(commit).any(|reference| state.references.contains(&reference)) {
        return Err(CommitFault::ReferenceTaken);
    }
    let foreign =
        |endpoint| state.urls.get(endpoint).is_some_and(|holder| *holder != Holder::Change(change.id));
    if commit.release.iter().any(foreign) {
        return Err(Fault::lasting("release the URLs", "someone else holds them").into());
    }
    Ok(())
}

pub(super) fn write(state: &mut State, commit: &Commit) {
    let change = &commit.change;
    state.changes.insert(change.id, change.clone());
    for recorded in &commit.events {
        let entry = (change.organisation, HistoryEntry::Happened(recorded.clone()));
        state.history.insert((change.id, recorded.version, None), entry);
    }
    for mail in &commit.mails {
        state.mails.insert(mail.id, (mail.clone(), MailState::Pending { failures: 0 }));
    }
    for endpoint in commit.reserve.iter().filter(|endpoint| !commit.release.contains(endpoint)) {
        state.urls.insert(endpoint.clone(), Holder::Change(change.id));
    }
    for endpoint in commit.release.iter().filter(|endpoint| !commit.reserve.contains(endpoint)) {
        state.urls.remove(endpoint);
    }
    for entry in &commit.register {
        state.register.insert((entry.organisation, entry.id), entry.clone());
        if entry.state == EndpointState::Live {
            state.urls.insert(entry.endpoint.clone(), Holder::Organisation(entry.organisation));
        }
    }
    for declared in &commit.downtime {
        state.downtime.insert((declared.organisation, declared.id), declared.clone());
    }
    if let Some(organisation) = &commit.organisation {
        state.organisations.insert(organisation.id, organisation.clone());
    }
    state.references.extend(new_references(commit));
    if let Some((key, kept)) = &commit.request {
        state.remember(key, *kept, change.updated_at);
    }
}

/// The references that this commit gives out.
fn new_references(commit: &Commit) -> impl Iterator<Item = String> {
    commit.events.iter().filter_map(|recorded| match &recorded.event.kind {
        EventKind::ChangeSubmitted { reference, .. } => Some(reference.to_string()),
        EventKind::SupportRequestOpened { reference, .. } => Some(reference.to_string()),
        _ => None,
    })
}

fn taken(state: &State, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Vec<usize> {
    let others = endpoints.iter().enumerate().filter(|(_, endpoint)| is_taken(state, change, endpoint));
    others.map(|(at, _)| at).collect()
}

fn is_taken(state: &State, change: ChangeId, endpoint: &ProposedEndpoint) -> bool {
    state.urls.get(endpoint).is_some_and(|holder| *holder != Holder::Change(change))
}

fn place_in_queue(change: &Change) -> Option<String> {
    match change.stage {
        Stage::InReview { due, .. } => Some(format!("{due}#{}", change.id)),
        // After every date.
        Stage::AwaitingInformation { working_days_late: Some(late), .. } => {
            Some(format!("~!{:03}#{}", 999_u32.saturating_sub(late), change.id))
        }
        Stage::AwaitingInformation { working_days_left, .. } => {
            Some(format!("~{working_days_left:03}#{}", change.id))
        }
        _ => None,
    }
}
