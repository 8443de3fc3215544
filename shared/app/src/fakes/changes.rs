//! Technical changes in memory: every rule of a commit, checked before anything is written.

use domain::change::{Change, Event, EventKind, Stage};
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId};
use domain::reference::Reference;
use jiff::Timestamp;
use newtype_uuid::GenericUuid;
use uuid::Builder;

use super::paging::List;
use super::store::{Holder, MemoryStore, State};
use crate::attempt::Attempt;
use crate::error::Fault;
use crate::mail::MailState;
use crate::ports::{
    Changes, Commit, CommitFault, HistoryEntry, HistoryPage, Loaded, Page, PageFault, PageRequest,
    RECEIPT_LIFETIME, Receipt, RequestKey, Want,
};
use crate::summary::Summary;

impl Changes for MemoryStore {
    async fn load(&self, want: Want<'_>) -> Result<Loaded, Fault> {
        let state = self.state();
        let receipt = want.request.and_then(|key| receipt(&state, key, want.now)).cloned();
        let elsewhere = receipt
            .as_ref()
            .filter(|receipt| want.request.is_some_and(|key| key.fingerprint == receipt.fingerprint));
        let id = elsewhere.map_or(want.change, |receipt| receipt.change);
        let organisation = want.organisation.and_then(|id| state.organisations.get(&id)).cloned();
        Ok(Loaded { change: state.changes.get(&id).cloned(), organisation, receipt })
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        let mut state = self.state();
        check(&state, commit)?;
        write(&mut state, commit);
        Ok(())
    }

    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        let place = (attempt.change, attempt.version, Some(attempt.id.into_untyped_uuid()));
        let entry = (attempt.organisation, HistoryEntry::Refused(attempt.clone()));
        self.state().history.insert(place, entry);
        Ok(())
    }

    async fn record_download(
        &self,
        change: &Change,
        entry: &HistoryEntry,
        (key, kept): &(RequestKey, Receipt),
    ) -> Result<(), CommitFault> {
        let HistoryEntry::Downloaded { at, .. } = entry else {
            return Err(Fault::lasting("record the download", "the entry is not a download").into());
        };
        let mut state = self.state();
        if receipt(&state, key, *at).is_some() {
            return Err(CommitFault::RequestRepeated);
        }
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
        let mut rest = [0; 10];
        rest[2..].copy_from_slice(&state.history.len().to_be_bytes());
        let id = Builder::from_unix_timestamp_millis(millis, &rest).into_uuid();
        state.history.insert((change.id, change.version, Some(id)), (change.organisation, entry.clone()));
        state.receipts.insert((key.person, key.key.clone()), (kept.clone(), *at));
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

fn check(state: &State, commit: &Commit) -> Result<(), CommitFault> {
    let change = &commit.change;
    if let Some((key, _)) = &commit.request
        && receipt(state, key, change.updated_at).is_some()
    {
        return Err(CommitFault::RequestRepeated);
    }
    if state.changes.get(&change.id).map(|current| current.version) != commit.read_version {
        return Err(CommitFault::VersionConflict);
    }
    let has_live = |id| state.organisations.get(id).is_some_and(|own| !own.live_endpoints.is_empty());
    if commit.needs_live_endpoints && !has_live(&change.organisation) {
        return Err(CommitFault::NoLiveEndpoints);
    }
    let taken = taken(state, change.id, &commit.reserve);
    if !taken.is_empty() {
        return Err(CommitFault::UrlsTaken(taken));
    }
    if new_reference(commit).is_some_and(|reference| state.references.contains(&reference)) {
        return Err(CommitFault::ReferenceTaken);
    }
    let foreign =
        |endpoint| state.urls.get(endpoint).is_some_and(|holder| *holder != Holder::Change(change.id));
    if commit.release.iter().any(foreign) {
        return Err(Fault::lasting("release the URLs", "someone else holds them").into());
    }
    Ok(())
}

fn write(state: &mut State, commit: &Commit) {
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
    state.references.extend(new_reference(commit));
    if let Some((key, kept)) = &commit.request {
        state.receipts.insert((key.person, key.key.clone()), (kept.clone(), change.updated_at));
    }
}

/// The reference, when this commit is the submission.
fn new_reference(commit: &Commit) -> Option<Reference> {
    let submits = |event: &Event| match &event.kind {
        EventKind::ChangeSubmitted { reference, .. } => Some(*reference),
        _ => None,
    };
    commit.events.iter().find_map(|recorded| submits(&recorded.event))
}

fn receipt<'s>(state: &'s State, key: &RequestKey, now: Timestamp) -> Option<&'s Receipt> {
    let (receipt, at) = state.receipts.get(&(key.person, key.key.clone()))?;
    (now.duration_since(*at) < RECEIPT_LIFETIME).then_some(receipt)
}

fn taken(state: &State, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Vec<usize> {
    let by_others = |(at, endpoint)| {
        let holder = state.urls.get(endpoint)?;
        (*holder != Holder::Change(change)).then_some(at)
    };
    endpoints.iter().enumerate().filter_map(by_others).collect()
}

fn place_in_queue(change: &Change) -> Option<String> {
    match change.stage {
        Stage::InReview { due } => Some(format!("{due}#{}", change.id)),
        // After every date.
        Stage::AwaitingInformation { working_days_left } => {
            Some(format!("~{working_days_left:03}#{}", change.id))
        }
        _ => None,
    }
}
