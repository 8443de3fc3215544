//! A store whose commits fail.

use app::{CommandStore, Commit, CommitFault, Fault};
use fakes::{MemoryStore, Tap, Tapped};

/// How they fail.
#[derive(Debug, Clone, Copy)]
pub enum Trouble {
    /// In a way that may pass.
    Passing,
    /// In a way that will not.
    Lasting,
    /// Others are always first.
    Race,
}

/// Reads well and never commits.
pub type Broken = Tapped<MemoryStore, Trouble>;

impl Tap for Trouble {
    async fn before_commit<S: CommandStore>(&self, _: &S, _: &Commit) -> Result<(), CommitFault> {
        Err(match self {
            Self::Passing => Fault::retryable("write the change", "throttled by secret-table").into(),
            Self::Lasting => Fault::lasting("write the change", "no right to secret-table").into(),
            Self::Race => CommitFault::VersionConflict,
        })
    }
}
