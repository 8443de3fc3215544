//! A store with one organisation and one change that keeps every commit, so that the real use cases can play a change's
//! past without a table.
//!
//! Must not: list, or accept a refused command. A refusal in a generated past is a mistake of the generator.

use std::sync::{Mutex, MutexGuard, PoisonError};

use app::{
    CommandStore, Commit, CommitFault, Fault, ReadRequest, Record, RefusedCommand, Snapshot, State, Tally,
};
use domain::change::Change;
use domain::organisation::Organisation;

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
        self.known().commits.last()?.change().cloned()
    }

    /// The commits, oldest first, and the organisation after them.
    pub fn into_past(self) -> (Vec<Commit>, Organisation) {
        let known = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        (known.commits, known.organisation)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CommandStore for Recorder {
    async fn read(&self, request: ReadRequest<'_>) -> Result<Snapshot, Fault> {
        let change = self.change().filter(|change| Some(change.id) == request.change);
        let organisation = self.known().organisation.clone();
        let is_wanted = request.organisation == Some(organisation.id);
        Ok(Snapshot { change, organisation: is_wanted.then_some(organisation), ..Snapshot::default() })
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        let mut known = self.known();
        for after in &commit.states {
            if let State::Record(Record::Organisation(after)) = &after.state {
                known.organisation = after.clone();
            }
        }
        known.commits.push(commit.clone());
        Ok(())
    }

    async fn record_refused(&self, attempt: &RefusedCommand, _: Tally<'_>) -> Result<(), CommitFault> {
        let why = format!("{} was refused: {}", attempt.command.code(), attempt.refusal);
        Err(Fault::lasting(ACTION, why).into())
    }
}
