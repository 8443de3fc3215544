//! Two organisations, PDP, the services, and the steps that many tests begin with.

use std::pin::Pin;
use std::sync::Arc;

use app::{
    AppError, Changes, Clock, CommandStore, Commit, CommitFault, Cursor, Done, Effect, HistoryEntry,
    IdempotencyKey, Ids, NewEvent, Page, PageFault, PageRequest, ReadRequest, Receipt, Recorded, Request,
    RequestKey, Services, State, draft_change, execute_command, submit_change,
};
use domain::actor::{Actor, OrganisationRole, PdpRole, Process};
use domain::aggregate::Trail;
use domain::change::answers::Answers;
use domain::change::{Change, Command, Event, decide};
use domain::ids::{ChangeId, EvidenceId};
use domain::register::RegisteredEndpoint;
use fakes::{
    FakeClock, Fakes, Watched, complete_answers, key, member, organisation, pdp_team, staff, urls_of,
};
use jiff::{SignedDuration, Timestamp};
use newtype_uuid::GenericUuid;
use store::DynamoStore;
use uuid::Uuid;

use crate::backend::Backend;
use crate::emulator::Table;

/// The actor of every inspection.
pub const INSPECTION: Actor = Actor::System(Process::EvidenceInspection);

/// Shows the test's time, but pauses in real time: those who collide at a real table must not go on in step.
struct RealPauses(FakeClock);

impl Clock for RealPauses {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn pause(&self, length: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(length.unsigned_abs()))
    }
}

pub struct World<S> {
    pub fakes: Fakes,
    pub services: Services<Watched<S>>,
}

impl World<DynamoStore> {
    /// A world over a table of its own, whose calls are counted from here on.
    pub async fn on_a_table() -> (Self, Table) {
        let table = Table::create().await;
        let world = Self::new(table.store()).await;
        table.take_calls();
        (world, table)
    }
}

impl<S: Backend> World<S> {
    /// A world on an empty store: organisations 1 and 2, and PDP.
    pub async fn new(store: S) -> Self {
        for number in [1, 2] {
            let organisation = organisation(number);
            store.seed_organisation(&organisation, &urls_of(&organisation)).await.unwrap();
        }
        store.seed_pdp_team(&pdp_team()).await.unwrap();
        let fakes = Fakes::default();
        let mut services = fakes.services_over(Watched::new(store));
        services.clock = Arc::new(RealPauses(fakes.clock.clone()));
        Self { fakes, services }
    }

    pub fn store(&self) -> &Watched<S> {
        &self.services.store
    }

    /// A key that was never used.
    pub fn fresh_key(&self, actor: &Actor) -> RequestKey {
        key(actor, &format!("key-{}", self.fakes.ids.bits()), 1).unwrap()
    }

    pub fn fresh_evidence(&self) -> EvidenceId {
        EvidenceId::from_untyped_uuid(Uuid::from_bytes(self.fakes.ids.uuid()))
    }

    /// A draft of this organisation that can be submitted, with a new Find endpoint at each of `urls`.
    pub async fn draft(&self, number: u8, urls: &[&str]) -> Change {
        self.draft_with(number, complete_answers(urls)).await
    }

    pub async fn draft_with(&self, number: u8, answers: Answers) -> Change {
        let actor = contact(number);
        draft_change(&self.services, &actor, &self.fresh_key(&actor), answers).await.unwrap().change
    }

    pub async fn try_submit(&self, change: &Change, number: u8) -> Result<Done, AppError> {
        let actor = contact(number);
        let key = self.fresh_key(&actor);
        submit_change(&self.services, request(&actor, change.id, &key)).await
    }

    /// A change of this organisation that PDP has to review.
    pub async fn submitted(&self, number: u8, urls: &[&str]) -> Change {
        let draft = self.draft(number, urls).await;
        self.try_submit(&draft, number).await.unwrap().change
    }

    /// Carries out a command under a key of its own.
    pub async fn execute(&self, actor: &Actor, change: ChangeId, command: Command) -> Change {
        let key = actor.person().map(|_| self.fresh_key(actor));
        let request = Request { actor, on: change, seen: None, key: key.as_ref() };
        execute_command(&self.services, request, |_| command.clone()).await.unwrap().change
    }

    /// What `command` writes on top of `change`, without a request, notifications or URLs.
    pub fn commit_of(&self, change: &Change, command: Command, actor: &Actor) -> Commit {
        commit_of(&decide(change, command, actor, &self.services.context()).unwrap())
    }

    /// A commit that replaces the reason in the answers of a draft.
    pub fn edit(&self, change: &Change, number: u8, reason: &str) -> Commit {
        let answers = Answers { reason: reason.to_owned(), ..change.answers.clone() };
        self.commit_of(change, Command::EditDraft { answers }, &contact(number))
    }

    pub async fn load(&self, id: ChangeId) -> Option<Change> {
        let read = ReadRequest { change: Some(id), ..ReadRequest::at(self.services.clock.now()) };
        self.store().read(read).await.unwrap().change
    }

    pub async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        self.store().commit(commit).await
    }

    /// The whole history, in pages of `size`.
    pub async fn history(&self, id: ChangeId, size: u32) -> Vec<HistoryEntry> {
        all_pages(size, async |request| Ok(self.store().history(id, &request).await?.page)).await
    }

    pub async fn events(&self, id: ChangeId) -> Vec<Event> {
        let happened = |entry| match entry {
            HistoryEntry::Happened(recorded) => Some(recorded.event),
            _ => None,
        };
        self.history(id, 100).await.into_iter().filter_map(happened).collect()
    }
}

/// Reads a list to its end.
pub async fn all_pages<T>(
    size: u32,
    read: impl AsyncFn(PageRequest) -> Result<Page<T>, PageFault>,
) -> Vec<T> {
    let mut items = Vec::new();
    let mut cursor: Option<Cursor> = None;
    loop {
        let page = read(PageRequest { size, cursor }).await.unwrap();
        assert!(page.items.len() <= size as usize, "a page has at most as many entries as asked for");
        items.extend(page.items);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return items,
        }
    }
}

pub fn contact(number: u8) -> Actor {
    member(number, OrganisationRole::PrimaryBusinessContact)
}

pub fn reviewer() -> Actor {
    staff(PdpRole::Reviewer)
}

pub fn request<'a>(actor: &'a Actor, change: ChangeId, key: &'a RequestKey) -> Request<'a, ChangeId> {
    Request { actor, on: change, seen: None, key: Some(key) }
}

pub fn first_page(size: u32) -> PageRequest {
    PageRequest { size, cursor: None }
}

/// The same key of the same person with another body.
pub fn other_body(key: &RequestKey) -> RequestKey {
    RequestKey { fingerprint: [99; 32], ..key.clone() }
}

/// A key of this name.
pub fn named_key(actor: &Actor, name: &str) -> RequestKey {
    RequestKey {
        person: actor.person().unwrap(),
        party: app::Party::of(actor).unwrap(),
        key: IdempotencyKey::parse(name).unwrap(),
        fingerprint: [1; 32],
    }
}

pub fn receipt_of(key: &RequestKey, change: ChangeId) -> Receipt {
    Receipt { change: Some(change), ..Receipt::of(key) }
}

/// What `trail` writes, without a request, notifications or URLs.
pub fn commit_of(trail: &Trail<Change>) -> Commit {
    let (before, after) = (trail.before(), trail.after());
    let mut commit = Commit::empty(after.updated_at);
    commit.put(before.map(|before| before.version), State::Change(after.clone()));
    let event = |recorded| NewEvent::Change(after.id, after.organisation, recorded);
    commit.events.extend(Recorded::of(trail, None).map(event));
    let declared = before.map(|before| after.declared_since(before)).unwrap_or_default();
    commit.effects.extend(declared.into_iter().map(Effect::Downtime));
    commit
}

/// The change after a commit.
pub fn change_of(commit: &Commit) -> Change {
    commit.change().unwrap().clone()
}

/// What a commit writes to the register.
pub fn register_of(commit: &Commit) -> Vec<RegisteredEndpoint> {
    let entry = |effect: &Effect| match effect {
        Effect::Register { entry, .. } => Some(entry.clone()),
        _ => None,
    };
    commit.effects.iter().filter_map(entry).collect()
}

/// The same commit, of a state that is new, or was read at this version.
pub fn read_at(mut commit: Commit, version: Option<u64>) -> Commit {
    commit.states[0].read = version;
    commit
}
