//! Commands in memory: every rule of a commit, checked before anything is written.

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::endpoint::ProposedEndpoint;
use domain::evidence::FileOwner;
use domain::oat::RecordedAttempt;
use domain::register::{EndpointState, RegisteredEndpoint};
use newtype_uuid::GenericUuid;

use super::figures;
use super::store::{AttemptPlace, MemoryStore, State};
use app::mail::MailState;
use app::{
    CommandStore, Commit, CommitFault, Effect, EntryBefore, Fault, History, Holder, MembershipChange,
    NewEvent, Party, ReadPast, ReadRequest, Record, RefusedCommand, Snapshot, Standing, State as StateOf,
    StateAfter, StateRead, Tally,
};
use app::{DisputeEntry, DowntimeEntry, HistoryEntry, OatEntry, RecordEntry};
use domain::ids::{OatId, OrganisationId};

impl CommandStore for MemoryStore {
    async fn read(&self, request: ReadRequest<'_>) -> Result<Snapshot, Fault> {
        Ok(self.state().snapshot(&request))
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        let mut state = self.state();
        state.check(commit)?;
        state.write(commit);
        Ok(())
    }

    async fn record_refused(&self, attempt: &RefusedCommand, tally: Tally<'_>) -> Result<(), CommitFault> {
        let state = &mut *self.state();
        state.quotas.note(tally)?;
        let (version, note) = (attempt.version, Some(attempt.id.into_untyped_uuid()));
        let owner = || match attempt.party {
            Party::Organisation(id) => Ok(id),
            Party::Pdp => Err(Fault::lasting("keep a refused command", "this history is no organisation's")),
        };
        match attempt.on {
            History::Change(id) => {
                let entry = (owner()?, HistoryEntry::Refused(attempt.clone()));
                state.history.insert((id, version, note), entry);
            }
            History::Oat(id) => {
                let entry = (owner()?, OatEntry::Refused(attempt.clone()));
                state.oat_history.insert((id, version, note), entry);
            }
            History::Downtime(id) => {
                let entry = (owner()?, DowntimeEntry::Refused(attempt.clone()));
                state.downtime_history.insert((id, version, note), entry);
            }
            History::Dispute(id) => {
                let entry = (owner()?, DisputeEntry::Refused(attempt.clone()));
                state.dispute_history.insert((id, version, note), entry);
            }
            History::Record(party) => {
                state.record_history.insert((party, version, note), RecordEntry::Refused(attempt.clone()));
            }
        }
        Ok(())
    }
}

impl MemoryStore {
    /// Every refused command that is kept, whatever it was on, in the order of their ids.
    pub fn refused(&self) -> Vec<RefusedCommand> {
        let state = self.state();
        let on_changes = state.history.values().filter_map(|(_, entry)| match entry {
            HistoryEntry::Refused(attempt) => Some(attempt.clone()),
            _ => None,
        });
        let on_oats = state.oat_history.values().filter_map(|(_, entry)| match entry {
            OatEntry::Refused(attempt) => Some(attempt.clone()),
            _ => None,
        });
        let on_records = state.record_history.values().filter_map(|entry| match entry {
            RecordEntry::Refused(attempt) => Some(attempt.clone()),
            _ => None,
        });
        let on_downtime = state.downtime_history.values().filter_map(|(_, entry)| match entry {
            DowntimeEntry::Refused(attempt) => Some(attempt.clone()),
            _ => None,
        });
        let on_disputes = state.dispute_history.values().filter_map(|(_, entry)| match entry {
            DisputeEntry::Refused(attempt) => Some(attempt.clone()),
            _ => None,
        });
        let all = on_changes.chain(on_oats).chain(on_records).chain(on_downtime).chain(on_disputes);
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|attempt| attempt.id);
        all
    }
}

impl State {
    /// What there is of what is asked for.
    pub(super) fn snapshot(&self, request: &ReadRequest<'_>) -> Snapshot {
        let is_wanted = |entry: &&RegisteredEndpoint| {
            request.organisation == Some(entry.organisation) && request.endpoints.contains(&entry.id)
        };
        let export = request.export.and_then(|id| self.exports.get(&id));
        Snapshot {
            change: request.change.and_then(|id| self.changes.get(&id)).cloned(),
            oat: request.oat.and_then(|id| self.oats.get(&id)).cloned(),
            organisation: request.organisation.and_then(|id| self.organisations.get(&id)).cloned(),
            endpoints: self.register.values().filter(is_wanted).cloned().collect(),
            team: request.team.then(|| self.pdp.clone()),
            export: export.filter(|export| !export.is_expired(request.now)).cloned(),
            pre_flight: request.pre_flight.and_then(|id| self.pre_flights.get(&id)).cloned(),
            downtime: request.downtime.and_then(|id| self.downtime_notices.get(&id)).cloned(),
            dispute: request.dispute.and_then(|id| self.disputes.get(&id)).cloned(),
            disputes: request.disputes.and_then(|of| self.disputed.get(&of)).cloned(),
            profile: self.find_profile.clone().filter(|_| request.profile),
            task: request.task.and_then(|id| self.kept_task(id)),
            note: request.note.and_then(|note| self.notes.get(&note)).cloned(),
            under_way: request.under_way.and_then(|whose| self.quotas.under_way(whose)),
            counts: self.quotas.counted(request.counts),
            receipt: request.request.and_then(|key| self.receipt(key, request.now)),
            // What is here was never written down.
            missing: BTreeSet::new(),
            read_past: ReadPast::nothing(),
        }
    }

    fn version(&self, state: &StateOf) -> Option<u64> {
        match state {
            StateOf::Change(change) => self.changes.get(&change.id).map(|known| known.version),
            StateOf::Oat(oat) => self.oats.get(&oat.id).map(|known| known.version),
            StateOf::Downtime(notice) => self.downtime_notices.get(&notice.id).map(|known| known.version),
            StateOf::Record(record) => self.record_version(record.party()),
            StateOf::Dispute(dispute) => self.disputes.get(&dispute.id).map(|known| known.version),
            StateOf::Disputes(disputes) => self.disputed.get(&disputes.of).map(|known| known.version),
        }
    }

    fn check(&self, commit: &Commit) -> Result<(), CommitFault> {
        if let Some((key, _)) = &commit.receipt
            && self.receipt(key, commit.at).is_some()
        {
            return Err(CommitFault::RequestRepeated);
        }
        let is_read = |after: &StateAfter| self.version(&after.state) == after.read;
        let is_kept = |effect: &Effect| match effect {
            Effect::Attempt(oat, attempt) => self.probe_attempts.contains_key(&place_of(*oat, attempt)),
            Effect::Claim { task, held, claim } => {
                let waits = self.tasks.get(task).is_some_and(|row| row.open.since == claim.since);
                !waits || self.claims.get(task) != held.as_ref()
            }
            Effect::Figures(entry) => self.figure_entries.contains_key(&figures::place_of(entry)),
            Effect::ExportsUnderWay(whose, after) => self.quotas.is_changed(*whose, after),
            Effect::Unchanged(StateRead::Change(id, version)) => {
                self.changes.get(id).map(|known| known.version) != Some(*version)
            }
            Effect::Unchanged(StateRead::Oat(id, version)) => {
                self.oats.get(id).map(|known| known.version) != *version
            }
            _ => false,
        };
        if !commit.states.iter().all(is_read) || commit.effects.iter().any(is_kept) {
            return Err(CommitFault::VersionConflict);
        }
        let mut taken: Vec<usize> =
            commit.effects.iter().filter_map(|effect| self.taken_place(effect)).collect();
        taken.sort_unstable();
        taken.dedup();
        let mut faults: Vec<_> =
            commit.effects.iter().filter_map(|effect| self.check_effect(effect).err()).collect();
        faults.extend(self.quotas.check(commit).err());
        if !taken.is_empty() {
            faults.push(CommitFault::UrlsTaken(taken));
        }
        if commit.references().any(|given| self.references.contains_key(&given.reference)) {
            faults.push(CommitFault::ReferenceTaken);
        }
        faults.into_iter().min_by_key(rank).map_or(Ok(()), Err)
    }

    /// The place in the form of a URL that somebody else has.
    fn taken_place(&self, effect: &Effect) -> Option<usize> {
        match effect {
            Effect::ReserveUrl { endpoint, holder: Holder::Endpoint(..), place } => {
                self.urls.contains_key(endpoint).then_some(*place)
            }
            Effect::ReserveUrl { endpoint, holder, place } | Effect::FreeUrl { endpoint, holder, place } => {
                (!self.is_free_for(endpoint, *holder)).then_some(*place)
            }
            _ => None,
        }
    }

    fn is_free_for(&self, endpoint: &ProposedEndpoint, holder: Holder) -> bool {
        match (self.urls.get(endpoint), holder) {
            (None, _) => true,
            (Some(Holder::Endpoint(known, _)), Holder::Endpoint(own, _)) => *known == own,
            (Some(known), holder) => *known == holder,
        }
    }

    fn check_effect(&self, effect: &Effect) -> Result<(), CommitFault> {
        let unsound = |action, why: &'static str| Err(Fault::lasting(action, why).into());
        match effect {
            Effect::NeedLiveEndpoints(id) if !self.has_live_endpoints(*id) => {
                Err(CommitFault::NoLiveEndpoints)
            }
            Effect::ReleaseUrl { endpoint, holder } if !self.is_free_for(endpoint, *holder) => {
                unsound("release the URLs", "someone else holds them")
            }
            Effect::PassUrl { entry, holder } if self.urls.get(&entry.endpoint) != Some(holder) => {
                unsound("write down an endpoint", "its URL is not kept for it")
            }
            Effect::Register { entry, before } if !self.is_as_before(entry, *before) => {
                unsound("write down an endpoint", "the register has it otherwise")
            }
            Effect::Membership(party, change) => self.check_membership(*party, change),
            Effect::ReturnLease(oat, lease)
                if self.oat_leases.get(oat).is_none_or(|held| held.holder != lease.holder) =>
            {
                Err(CommitFault::LeaseLost)
            }
            Effect::Export(export) if self.exports.contains_key(&export.id) => {
                unsound("keep an export", "there is one of this id")
            }
            Effect::DisputeAnswered { of, dispute }
                if self.disputed.get(of).is_none_or(|known| known.open != Some(*dispute)) =>
            {
                unsound("answer a dispute", "it is not the open one of its result")
            }
            Effect::PreFlight(asked) if self.pre_flights.contains_key(&asked.id) => {
                unsound("keep a pre-flight", "there is one of this id")
            }
            _ => Ok(()),
        }
    }

    fn has_live_endpoints(&self, id: OrganisationId) -> bool {
        self.organisations.get(&id).is_some_and(|own| !own.connected_endpoints().is_empty())
    }

    fn is_as_before(&self, entry: &RegisteredEndpoint, before: EntryBefore) -> bool {
        let known = self.register.get(&(entry.organisation, entry.id)).map(|known| known.state);
        match before {
            EntryBefore::Absent => known.is_none(),
            EntryBefore::ToCome => {
                matches!(known, None | Some(EndpointState::Proposed | EndpointState::Scheduled))
            }
            EntryBefore::Ended => known == Some(EndpointState::Inactive),
            EntryBefore::InUse => matches!(
                known,
                Some(EndpointState::Live | EndpointState::Suspended | EndpointState::Proposed)
            ),
        }
    }

    fn check_membership(&self, party: Party, change: &MembershipChange) -> Result<(), CommitFault> {
        let sign_in = match change {
            MembershipChange::Joined(sign_in, _)
            | MembershipChange::Changed(sign_in, _)
            | MembershipChange::Left(sign_in, _) => sign_in,
        };
        let found = match self.memberships.get(sign_in) {
            Some(Standing::Member(actor)) => Some(actor),
            _ => None,
        };
        let is_own = match (found, party) {
            (Some(Actor::Member { organisation, .. }), Party::Organisation(id)) => *organisation == id,
            (Some(Actor::Staff { .. }), Party::Pdp) => true,
            _ => false,
        };
        match change {
            MembershipChange::Joined(..) if found.is_some() => Err(CommitFault::MemberElsewhere),
            MembershipChange::Changed(..) | MembershipChange::Left(..) if !is_own => {
                Err(Fault::lasting("change a membership", "it is not of this party").into())
            }
            _ => Ok(()),
        }
    }

    fn write(&mut self, commit: &Commit) {
        for StateAfter { state, .. } in &commit.states {
            match state {
                StateOf::Change(change) => drop(self.changes.insert(change.id, change.clone())),
                StateOf::Oat(oat) => drop(self.oats.insert(oat.id, oat.clone())),
                StateOf::Downtime(notice) => drop(self.downtime_notices.insert(notice.id, notice.clone())),
                StateOf::Record(Record::Organisation(own)) => {
                    drop(self.organisations.insert(own.id, own.clone()));
                }
                StateOf::Record(Record::Pdp(team)) => self.pdp = team.clone(),
                StateOf::Dispute(dispute) => drop(self.disputes.insert(dispute.id, dispute.clone())),
                StateOf::Disputes(disputes) => drop(self.disputed.insert(disputes.of, disputes.clone())),
            }
        }
        for event in &commit.events {
            match event.clone() {
                NewEvent::Change(id, own, recorded) => {
                    let place = (id, recorded.version, None);
                    self.history.insert(place, (own, HistoryEntry::Happened(recorded)));
                }
                NewEvent::Oat(id, own, recorded) => {
                    let place = (id, recorded.version, None);
                    self.oat_history.insert(place, (own, OatEntry::Happened(recorded)));
                }
                NewEvent::Downtime(id, own, recorded) => {
                    let place = (id, recorded.version, None);
                    self.downtime_history.insert(place, (own, DowntimeEntry::Happened(recorded)));
                }
                NewEvent::Dispute(id, own, recorded) => {
                    let place = (id, recorded.version, None);
                    self.dispute_history.insert(place, (own, DisputeEntry::Happened(recorded)));
                }
                NewEvent::Record(party, happened) => {
                    let place = (party, happened.version(), None);
                    self.record_history.insert(place, RecordEntry::Happened(happened));
                }
            }
        }
        for mail in &commit.mails {
            self.mails.insert(mail.id, (mail.clone(), MailState::Pending { failures: 0 }));
        }
        self.references.extend(commit.references().map(|given| (given.reference, given)));
        commit.effects.iter().for_each(|effect| self.write_effect(effect));
        self.quotas.add(&commit.counts);
        if let Some((key, kept)) = &commit.receipt {
            self.remember(key, *kept, commit.at);
        }
    }

    fn write_effect(&mut self, effect: &Effect) {
        match effect.clone() {
            Effect::NeedLiveEndpoints(_) | Effect::FreeUrl { .. } | Effect::Unchanged(_) => {}
            Effect::ReserveUrl { endpoint, holder, .. } => drop(self.urls.insert(endpoint, holder)),
            Effect::ReleaseUrl { endpoint, .. } => drop(self.urls.remove(&endpoint)),
            Effect::PassUrl { entry, .. } => {
                let holder = Holder::Endpoint(entry.organisation, entry.id);
                self.urls.insert(entry.endpoint, holder);
            }
            Effect::Register { entry, .. } => {
                self.register.insert((entry.organisation, entry.id), entry);
            }
            Effect::Downtime(declared) => {
                let place = (declared.organisation, declared.window.end, declared.id);
                self.downtime.insert(place, declared);
            }
            Effect::Membership(
                _,
                MembershipChange::Joined(sign_in, actor) | MembershipChange::Changed(sign_in, actor),
            ) => drop(self.memberships.insert(sign_in, Standing::Member(actor))),
            Effect::Membership(_, MembershipChange::Left(sign_in, person)) => {
                self.memberships.insert(sign_in, Standing::Left(person));
            }
            Effect::ForgetFeedback(party, person, at) => {
                self.feedback.remove(&(party, person));
                self.forgotten.insert((party, person), at);
            }
            Effect::Attempt(oat, attempt) => {
                self.probe_attempts.insert(place_of(oat, &attempt), attempt);
            }
            Effect::Figures(entry) => {
                self.figure_entries.insert(figures::place_of(&entry), Some(entry));
            }
            Effect::ReturnLease(oat, _) => drop(self.oat_leases.remove(&oat)),
            Effect::Export(export) => drop(self.exports.insert(export.id, export)),
            Effect::PreFlight(asked) => drop(self.pre_flights.insert(asked.id, asked)),
            Effect::ExportsUnderWay(whose, under_way) => self.quotas.put_under_way(whose, under_way),
            Effect::OpenChange { organisation, .. } => self.quotas.changes(organisation, 1),
            Effect::ChangeOver(organisation) => self.quotas.changes(organisation, -1),
            Effect::DisputeAnswered { of, .. } => {
                if let Some(disputes) = self.disputed.get_mut(&of) {
                    disputes.answered();
                }
            }
            Effect::Downloaded { from: FileOwner::Change(id), organisation, version, note, download } => {
                let entry = (organisation, HistoryEntry::Downloaded(download));
                self.history.insert((id, version, Some(note)), entry);
            }
            Effect::Downloaded { from: FileOwner::Dispute(id), organisation, version, note, download } => {
                let entry = (organisation, DisputeEntry::Downloaded(download));
                self.dispute_history.insert((id, version, Some(note)), entry);
            }
            Effect::RegisterDownloaded { export, at, by, name, .. } => {
                self.export_downloads.push((export, at, by, name));
            }
            Effect::Task(row) => drop(self.tasks.insert(row.id.clone(), *row)),
            Effect::TaskOver { id, .. } => drop(self.tasks.remove(&id)),
            Effect::InChecking(file) => drop(self.checking.insert((file.of, file.evidence), file)),
            Effect::CheckingOver { of, evidence, .. } => drop(self.checking.remove(&(of, evidence))),
            Effect::Claim { task, claim, .. } => drop(self.claims.insert(task, claim)),
            Effect::Note(on, note) => drop(self.notes.insert((on, note.id), note)),
        }
    }
}

/// Which of several faults tells most, as the table tells it.
const fn rank(fault: &CommitFault) -> u8 {
    match fault {
        CommitFault::LeaseLost => 0,
        CommitFault::Spent(_) => 1,
        CommitFault::TooManyOpen => 2,
        CommitFault::NoLiveEndpoints => 3,
        CommitFault::UrlsTaken(_) => 4,
        CommitFault::MemberElsewhere => 5,
        CommitFault::ReferenceTaken => 6,
        _ => 7,
    }
}

fn place_of(id: OatId, attempt: &RecordedAttempt) -> AttemptPlace {
    (id, attempt.run, attempt.endpoint, attempt.number)
}
