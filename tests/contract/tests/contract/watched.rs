//! A store that lets a test look at what is written and arrange races, so that they happen every time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use app::mail::{Mail, MailState};
use app::{
    Attempt, Attempts, Changes, Commit, CommitFault, ContactFeedback, Contacts, Fault, HistoryEntry,
    HistoryPage, Loaded, MailFeedback, Members, Notice, Outbox, Page, PageFault, PageRequest, Party, Receipt,
    RequestKey, Summary, Want,
};
use domain::actor::Actor;
use domain::change::Change;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, MailId, OrganisationId, PersonId};
use domain::organisation::{Organisation, PdpTeam};
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::Barrier;
use uuid::Uuid;

/// A store of which every commit is seen.
#[derive(Clone)]
pub struct Watched<S> {
    pub inner: S,
    plan: Arc<Mutex<Plan>>,
}

#[derive(Default)]
struct Plan {
    commits: Vec<Commit>,
    rivals: VecDeque<Commit>,
    meeting: Option<(usize, Arc<Barrier>)>,
}

impl<S> Watched<S> {
    pub fn new(inner: S) -> Self {
        Self { inner, plan: Arc::default() }
    }

    /// Every letter that was written.
    pub fn mails(&self) -> Vec<Mail> {
        self.commits().into_iter().flat_map(|commit| commit.mails).collect()
    }

    /// Everything that was committed, oldest first.
    pub fn commits(&self) -> Vec<Commit> {
        self.plan.lock().unwrap().commits.clone()
    }

    /// Writes this just before the next commit; several, one before each of the next commits.
    pub fn beat_next_commit_with(&self, rival: Commit) {
        self.plan.lock().unwrap().rivals.push_back(rival);
    }

    /// The next `count` commits wait for each other, so that all of them decided on what they read before any wrote.
    pub fn let_commits_meet(&self, count: usize) {
        self.plan.lock().unwrap().meeting = Some((count, Arc::new(Barrier::new(count))));
    }

    /// The meeting that the next commit goes to, if it goes to one.
    pub fn next_meeting(&self) -> Option<Arc<Barrier>> {
        let mut plan = self.plan.lock().unwrap();
        let (left, barrier) = plan.meeting.take()?;
        if left > 1 {
            plan.meeting = Some((left - 1, barrier.clone()));
        }
        Some(barrier)
    }
}

impl<S: Attempts> Attempts for Watched<S> {
    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        self.inner.record_attempt(attempt).await
    }

    async fn record_version(&self, party: Party) -> Result<Option<u64>, Fault> {
        self.inner.record_version(party).await
    }
}

impl<S: Changes> Changes for Watched<S> {
    async fn load(&self, want: Want<'_>) -> Result<Loaded, Fault> {
        self.inner.load(want).await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        if let Some(meeting) = self.next_meeting() {
            meeting.wait().await;
        }
        let rival = self.plan.lock().unwrap().rivals.pop_front();
        if let Some(rival) = rival {
            self.inner.commit(&rival).await.expect("the rival wins");
        }
        self.inner.commit(commit).await?;
        self.plan.lock().unwrap().commits.push(commit.clone());
        Ok(())
    }

    async fn record_download(
        &self,
        change: &Change,
        note: Uuid,
        entry: &HistoryEntry,
        request: Option<&(RequestKey, Receipt)>,
    ) -> Result<(), CommitFault> {
        self.inner.record_download(change, note, entry, request).await
    }

    async fn taken(&self, change: ChangeId, endpoints: &[ProposedEndpoint]) -> Result<Vec<usize>, Fault> {
        self.inner.taken(change, endpoints).await
    }

    async fn of_organisation(
        &self,
        organisation: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<Summary>, PageFault> {
        self.inner.of_organisation(organisation, page).await
    }

    async fn review_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.inner.review_queue(page).await
    }

    async fn reviews_due(&self, until: Date, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.inner.reviews_due(until, page).await
    }

    async fn decision_queue(&self, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.inner.decision_queue(page).await
    }

    async fn due_to_go_live(&self, until: Timestamp, page: &PageRequest) -> Result<Page<Summary>, PageFault> {
        self.inner.due_to_go_live(until, page).await
    }

    async fn history(&self, change: ChangeId, page: &PageRequest) -> Result<HistoryPage, PageFault> {
        self.inner.history(change, page).await
    }
}

impl<S: Members> Members for Watched<S> {
    async fn actor(&self, person: PersonId) -> Result<Option<Actor>, Fault> {
        self.inner.actor(person).await
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, Fault> {
        self.inner.organisation(id).await
    }

    async fn pdp_team(&self) -> Result<PdpTeam, Fault> {
        self.inner.pdp_team().await
    }
}

impl<S: Outbox> Outbox for Watched<S> {
    async fn mail(&self, id: MailId) -> Result<Option<(Mail, MailState)>, Fault> {
        self.inner.mail(id).await
    }

    async fn advance(&self, id: MailId, from: &MailState, to: &MailState) -> Result<bool, Fault> {
        self.inner.advance(id, from, to).await
    }

    async fn advance_with(
        &self,
        id: MailId,
        from: &MailState,
        to: &MailState,
        letter: &Mail,
    ) -> Result<bool, Fault> {
        self.inner.advance_with(id, from, to, letter).await
    }

    async fn post(&self, letter: &Mail) -> Result<(), Fault> {
        self.inner.post(letter).await
    }

    async fn due_mails(&self, now: Timestamp, limit: u32) -> Result<Vec<MailId>, Fault> {
        self.inner.due_mails(now, limit).await
    }

    async fn put_off(&self, id: MailId, then: Timestamp) -> Result<(), Fault> {
        self.inner.put_off(id, then).await
    }
}

impl<S: MailFeedback> MailFeedback for Watched<S> {
    async fn note(&self, contacts: Contacts, person: PersonId, notice: &Notice) -> Result<(), Fault> {
        self.inner.note(contacts, person, notice).await
    }

    async fn mail_feedback(
        &self,
        contacts: Contacts,
        page: &PageRequest,
    ) -> Result<Page<ContactFeedback>, PageFault> {
        self.inner.mail_feedback(contacts, page).await
    }
}
