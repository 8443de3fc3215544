//! A store of which every commit is seen, and whose races a test arranges, so that they happen every time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::mail::Mail;
use app::{CommandStore, Commit, CommitFault};
use tokio::sync::Barrier;

use super::tapped::{Tap, Tapped};

/// What was seen, and what is to happen.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Mutex<Plan>>);

/// A store, watched.
pub type Watched<S> = Tapped<S, Watch>;

#[derive(Debug, Default)]
struct Plan {
    commits: Vec<Commit>,
    rivals: VecDeque<Commit>,
    meeting: Option<(usize, Arc<Barrier>)>,
}

impl Watch {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The meeting that the next commit goes to, if it goes to one.
    fn next_meeting(&self) -> Option<Arc<Barrier>> {
        let mut plan = self.plan();
        let (left, barrier) = plan.meeting.take()?;
        if left > 1 {
            plan.meeting = Some((left - 1, barrier.clone()));
        }
        Some(barrier)
    }
}

impl<S> Watched<S> {
    /// The store; nothing is arranged.
    pub fn new(inner: S) -> Self {
        Self::by(inner, Watch::default())
    }

    /// Every notification that was written.
    pub fn mails(&self) -> Vec<Mail> {
        self.commits().into_iter().flat_map(|commit| commit.mails).collect()
    }

    /// Everything that was committed, oldest first.
    pub fn commits(&self) -> Vec<Commit> {
        self.tap.plan().commits.clone()
    }

    /// Writes this just before the next commit; several, one before each of the next commits.
    pub fn beat_next_commit_with(&self, rival: Commit) {
        self.tap.plan().rivals.push_back(rival);
    }

    /// The next `count` commits wait for each other, so that all of them decided on what they read before any wrote.
    pub fn let_commits_meet(&self, count: usize) {
        self.tap.plan().meeting = Some((count, Arc::new(Barrier::new(count))));
    }
}

impl Tap for Watch {
    async fn before_commit<S: CommandStore>(&self, store: &S, _: &Commit) -> Result<(), CommitFault> {
        if let Some(meeting) = self.next_meeting() {
            meeting.wait().await;
        }
        let rival = self.plan().rivals.pop_front();
        match rival {
            Some(rival) => store.commit(&rival).await,
            None => Ok(()),
        }
    }

    fn committed(&self, commit: &Commit) {
        self.plan().commits.push(commit.clone());
    }
}
