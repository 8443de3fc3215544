//! A store that knows one organisation and one change, and keeps every commit of it, so that the real use cases can play a
//! change's past without a table.
//!
//! Must not: list, or accept what is refused: a generated past in which something is refused is a mistake of the generator.

use std::sync::{Mutex, MutexGuard, PoisonError};

use app::{
    Attempt, Attempts, Changes, Commit, CommitFault, Fault, HistoryEntry, HistoryPage, Loaded, Page,
    PageFault, PageRequest, Party, Receipt, RequestKey, Summary, Want,
};
use domain::change::Change;
use domain::endpoint::ProposedEndpoint;
use domain::ids::{ChangeId, OrganisationId};
use domain::organisation::Organisation;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

const ACTION: &str = "play a change's past";

/// See the module.
#[derive(Debug)]
pub struct Recorder(Mutex<Known>);

#[derive(Debug)]
struct Known {
    organisation: Organisation,
    commits: Vec<Commit>,
}

impl Recorder {
    /// A store that knows only this organisation.
    pub fn new(organisation: Organisation) -> Self {
        Self(Mutex::new(Known { organisation, commits: Vec::new() }))
    }

    /// The change, as it is now.
    pub fn change(&self) -> Option<Change> {
        self.known().commits.last().map(|commit| commit.change.clone())
    }

    /// What was committed, oldest first, and the organisation after it.
    pub fn into_past(self) -> (Vec<Commit>, Organisation) {
        let known = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        (known.commits, known.organisation)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn out_of_place(what: &'static str) -> Fault {
    Fault::lasting(ACTION, what)
}

impl Attempts for Recorder {
    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        let why = format!("{} was refused: {}", attempt.command.code(), attempt.refusal);
        Err(Fault::lasting(ACTION, why))
    }

    async fn record_version(&self, _: Party) -> Result<Option<u64>, Fault> {
        Ok(None)
    }
}

impl Changes for Recorder {
    async fn load(&self, want: Want<'_>) -> Result<Loaded, Fault> {
        let change = self.change().filter(|change| change.id == want.change);
        let organisation = self.known().organisation.clone();
        let own = want.organisation.is_some_and(|id| id == organisation.id);
        Ok(Loaded { change, organisation: own.then_some(organisation), receipt: None })
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        let mut known = self.known();
        if let Some(after) = &commit.organisation {
            known.organisation = after.clone();
        }
        known.commits.push(commit.clone());
        Ok(())
    }

    async fn record_download(
        &self,
        _: &Change,
        _: Uuid,
        _: &HistoryEntry,
        _: Option<&(RequestKey, Receipt)>,
    ) -> Result<(), CommitFault> {
        Err(out_of_place("nothing is downloaded").into())
    }

    async fn taken(&self, _: ChangeId, _: &[ProposedEndpoint]) -> Result<Vec<usize>, Fault> {
        Ok(Vec::new())
    }

    async fn of_organisation(&self, _: OrganisationId, _: &PageRequest) -> Result<Page<Summary>, PageFault> {
        Err(out_of_place("nothing is listed").into())
    }

    async fn review_queue(&self, _: &PageRequest) -> Result<Page<Summary>, PageFault> {
        Err(out_of_place("nothing is listed").into())
    }

    async fn reviews_due(&self, _: Date, _: &PageRequest) -> Result<Page<Summary>, PageFault> {
        Err(out_of_place("nothing is listed").into())
    }

    async fn decision_queue(&self, _: &PageRequest) -> Result<Page<Summary>, PageFault> {
        Err(out_of_place("nothing is listed").into())
    }

    async fn due_to_go_live(&self, _: Timestamp, _: &PageRequest) -> Result<Page<Summary>, PageFault> {
        Err(out_of_place("nothing is listed").into())
    }

    async fn history(&self, _: ChangeId, _: &PageRequest) -> Result<HistoryPage, PageFault> {
        Err(out_of_place("nothing is listed").into())
    }
}
