//! The records of organisations and of PDP's team in memory, and the register of endpoints: every rule of a commit, checked
//! before anything is written.

use domain::actor::Actor;
use domain::ids::OrganisationId;
use domain::register::{EndpointState, RegisteredEndpoint};
use jiff::Timestamp;

use super::paging::List;
use super::store::{Holder, MemoryStore, State};
use app::Fault;
use app::Register;
use app::{
    LoadedRecord, MembershipChange, OrganisationRow, Organisations, Party, Record, RecordCommit,
    RecordCommitFault, RecordEntry, WantRecord,
};
use app::{Page, PageFault, PageRequest};

impl Organisations for MemoryStore {
    async fn load_record(&self, want: WantRecord<'_>) -> Result<LoadedRecord, Fault> {
        let state = self.state();
        let receipt = want.request.and_then(|key| state.receipt(key, want.now));
        let (record, endpoint) = match want.party {
            Party::Organisation(id) => {
                let entry = want.endpoint.and_then(|endpoint| state.register.get(&(id, endpoint)));
                (state.organisations.get(&id).cloned().map(Record::Organisation), entry.cloned())
            }
            Party::Pdp => (Some(Record::Pdp(state.pdp.clone())), None),
        };
        Ok(LoadedRecord { record, endpoint, receipt })
    }

    async fn commit_record(&self, commit: &RecordCommit) -> Result<(), RecordCommitFault> {
        let mut state = self.state();
        check(&state, commit)?;
        write(&mut state, commit);
        Ok(())
    }

    async fn record_history(&self, party: Party, page: &PageRequest) -> Result<Page<RecordEntry>, PageFault> {
        let state = self.state();
        let own =
            state.record_history.range((party, 0, None)..).take_while(|((whose, ..), _)| *whose == party);
        let entries = own.map(|((_, version, id), entry)| {
            let id = id.map(|id| id.to_string()).unwrap_or_default();
            (format!("{version:010}#{id}"), entry.clone())
        });
        List::new("record-history", owner(party)).page(entries, page)
    }

    async fn organisations(&self, page: &PageRequest) -> Result<Page<OrganisationRow>, PageFault> {
        let state = self.state();
        let row = |(id, own): (&OrganisationId, &domain::organisation::Organisation)| {
            let place = format!("{}#{id}", own.name.as_str().to_lowercase());
            (place, OrganisationRow { id: *id, name: own.name.clone() })
        };
        let mut rows: Vec<_> = state.organisations.iter().map(row).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        List::new("organisations", "pdp").page(rows, page)
    }
}

impl Register for MemoryStore {
    async fn endpoints_of(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let state = self.state();
        let own = state.register.values().filter(|entry| entry.organisation == organisation);
        List::new("endpoints", organisation)
            .page(own.map(|entry| (entry.id.to_string(), entry.clone())), page)
    }

    async fn endpoints_in(
        &self,
        wanted: EndpointState,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let state = self.state();
        let found = state.register.values().filter(|entry| entry.state == wanted);
        let place = |entry: &RegisteredEndpoint| format!("{}#{}", entry.organisation, entry.id);
        List::new("register", wanted.code()).page(found.map(|entry| (place(entry), entry.clone())), page)
    }

    async fn endpoints_at(
        &self,
        host: &str,
        page: &PageRequest,
    ) -> Result<Page<RegisteredEndpoint>, PageFault> {
        let state = self.state();
        let is_there = |entry: &&RegisteredEndpoint| {
            entry.endpoint.url.host() == host && entry.state != EndpointState::Inactive
        };
        let found = state.register.values().filter(is_there);
        let place = |entry: &RegisteredEndpoint| format!("{}#{}", entry.organisation, entry.id);
        List::new("host", host).page(found.map(|entry| (place(entry), entry.clone())), page)
    }
}

fn owner(party: Party) -> String {
    match party {
        Party::Organisation(id) => id.to_string(),
        Party::Pdp => "pdp".to_owned(),
    }
}

fn check(state: &State, commit: &RecordCommit) -> Result<(), RecordCommitFault> {
    let party = commit.record.party();
    if let Some((key, _)) = &commit.request
        && state.receipt(key, at(commit)).is_some()
    {
        return Err(RecordCommitFault::RequestRepeated);
    }
    if state.record_version(party) != commit.read_version {
        return Err(RecordCommitFault::VersionConflict);
    }
    for membership in &commit.memberships {
        check_membership(state, party, membership)?;
    }
    let has_it = |(_, entry): &(usize, &RegisteredEndpoint)| state.urls.contains_key(&entry.endpoint);
    let taken: Vec<_> = commit.proposed.iter().enumerate().filter(has_it).map(|(at, _)| at).collect();
    if !taken.is_empty() {
        return Err(RecordCommitFault::UrlsTaken(taken));
    }
    if commit.retired.iter().any(|entry| !may_be_retired(state, entry)) {
        return Err(Fault::lasting("take an endpoint out of use", "it is not in use").into());
    }
    Ok(())
}

fn check_membership(state: &State, party: Party, change: &MembershipChange) -> Result<(), RecordCommitFault> {
    let person = match change {
        MembershipChange::Joined(actor) | MembershipChange::Changed(actor) => actor.person(),
        MembershipChange::Left(person) => Some(*person),
    };
    let found = person.and_then(|person| state.actors.get(&person));
    let is_own = match (found, party) {
        (Some(Actor::Member { organisation, .. }), Party::Organisation(id)) => *organisation == id,
        (Some(Actor::Staff { .. }), Party::Pdp) => true,
        _ => false,
    };
    match change {
        MembershipChange::Joined(_) if found.is_some() => Err(RecordCommitFault::MemberElsewhere),
        MembershipChange::Changed(_) | MembershipChange::Left(_) if !is_own => {
            Err(Fault::lasting("change a membership", "it is not of this party").into())
        }
        _ => Ok(()),
    }
}

/// Whether the register has this endpoint as live or proposed, and its URL is held by nobody else.
fn may_be_retired(state: &State, entry: &RegisteredEndpoint) -> bool {
    let known = state.register.get(&(entry.organisation, entry.id));
    let holder = state.urls.get(&entry.endpoint);
    known.is_some_and(|known| matches!(known.state, EndpointState::Live | EndpointState::Proposed))
        && holder.is_none_or(|holder| *holder == Holder::Organisation(entry.organisation))
}

fn write(state: &mut State, commit: &RecordCommit) {
    let party = commit.record.party();
    match &commit.record {
        Record::Organisation(own) => {
            state.organisations.insert(own.id, own.clone());
        }
        Record::Pdp(team) => state.pdp = team.clone(),
    }
    for (version, event) in &commit.events {
        let (event, name) = (event.clone(), commit.name.clone());
        let entry = RecordEntry::Happened { version: *version, event, name };
        state.record_history.insert((party, *version, None), entry);
    }
    for membership in &commit.memberships {
        match membership {
            MembershipChange::Joined(actor) | MembershipChange::Changed(actor) => {
                if let Some(person) = actor.person() {
                    state.actors.insert(person, actor.clone());
                }
            }
            MembershipChange::Left(person) => {
                state.actors.remove(person);
            }
        }
    }
    for entry in &commit.retired {
        state.urls.remove(&entry.endpoint);
        state.register.insert((entry.organisation, entry.id), entry.clone());
    }
    for entry in &commit.proposed {
        state.urls.insert(entry.endpoint.clone(), Holder::Organisation(entry.organisation));
        state.register.insert((entry.organisation, entry.id), entry.clone());
    }
    if let Some((key, receipt)) = &commit.request {
        state.remember(key, *receipt, at(commit));
    }
}

/// When it happened.
fn at(commit: &RecordCommit) -> Timestamp {
    commit.events.last().map_or(Timestamp::UNIX_EPOCH, |(_, event)| event.at())
}
