//! Two organisations, PDP, a desk, and the steps that many tests begin with.

use app::{
    AppError, Changes, Commit, CommitFault, Cursor, Desk, Done, HistoryEntry, IdempotencyKey, Ids, Page,
    PageFault, PageRequest, Receipt, Recorded, Request, RequestKey, Want, draft_change, execute_command,
    submit_change,
};
use domain::actor::{Actor, OrganisationRole, PdpRole, Process};
use domain::change::answers::Answers;
use domain::change::{Change, Command, Event, apply, decide};
use domain::ids::{ChangeId, EvidenceId};
use fakes::{Fakes, complete_answers, key, member, organisation, pdp_team, staff, urls_of};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use crate::backend::Backend;
use crate::watched::Watched;

/// The actor of every inspection.
pub const INSPECTION: Actor = Actor::System(Process::EvidenceInspection);

pub struct World<S> {
    pub fakes: Fakes,
    pub desk: Desk<Watched<S>>,
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
        let desk = fakes.desk_over(Watched::new(store));
        Self { fakes, desk }
    }

    pub fn store(&self) -> &Watched<S> {
        &self.desk.store
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
        draft_change(&self.desk, &actor, &self.fresh_key(&actor), answers).await.unwrap().change
    }

    pub async fn try_submit(&self, change: &Change, number: u8) -> Result<Done, AppError> {
        let actor = contact(number);
        let key = self.fresh_key(&actor);
        submit_change(&self.desk, request(&actor, change.id, &key)).await
    }

    /// A change of this organisation that PDP has to review.
    pub async fn submitted(&self, number: u8, urls: &[&str]) -> Change {
        let draft = self.draft(number, urls).await;
        self.try_submit(&draft, number).await.unwrap().change
    }

    /// Carries out a command under a key of its own.
    pub async fn execute(&self, actor: &Actor, change: ChangeId, command: Command) -> Change {
        let key = actor.person().map(|_| self.fresh_key(actor));
        let request = Request { actor, change, seen: None, key: key.as_ref(), organisation: None };
        execute_command(&self.desk, request, |_| command.clone()).await.unwrap().change
    }

    /// What `command` writes on top of `change`, without a request, letters or URLs.
    pub fn commit_of(&self, change: &Change, command: Command, actor: &Actor) -> Commit {
        let events = decide(change, command, actor, &self.desk.context()).unwrap();
        commit_of(change, events)
    }

    /// A commit that replaces the reason in the answers of a draft.
    pub fn edit(&self, change: &Change, number: u8, reason: &str) -> Commit {
        let answers = Answers { reason: reason.to_owned(), ..change.answers.clone() };
        self.commit_of(change, Command::EditDraft { answers }, &contact(number))
    }

    pub async fn load(&self, id: ChangeId) -> Option<Change> {
        let want = Want { change: id, organisation: None, request: None, now: self.desk.clock.now() };
        self.store().load(want).await.unwrap().change
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

pub fn request<'a>(actor: &'a Actor, change: ChangeId, key: &'a RequestKey) -> Request<'a> {
    Request { actor, change, seen: None, key: Some(key), organisation: None }
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

/// What these events write on top of `change`.
pub fn commit_of(change: &Change, events: Vec<Event>) -> Commit {
    let mut after = change.clone();
    let mut recorded = Vec::new();
    for event in events {
        let before = after.status();
        apply(&mut after, &event);
        recorded.push(Recorded {
            version: after.version,
            before: Some(before),
            after: after.status(),
            event,
            name: None,
        });
    }
    let downtime = after.declared_since(change);
    Commit {
        read_version: Some(change.version),
        change: after,
        events: recorded,
        mails: Vec::new(),
        reserve: Vec::new(),
        free: Vec::new(),
        release: Vec::new(),
        register: Vec::new(),
        downtime,
        organisation: None,
        needs_live_endpoints: false,
        request: None,
    }
}
