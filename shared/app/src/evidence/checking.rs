//! Files that are being checked: the row that stands beside the state of each, and how long the oldest has waited for its verdict. This
//! tells of a verdict that never comes, whatever lost it.
//!
//! Must not: decide on a file, or count upload forms that nobody used.

use domain::evidence::{CHECKED_WITHIN, EvidenceFiles, EvidenceState, FileOwner};
use domain::ids::EvidenceId;
use jiff::{SignedDuration, Timestamp};

use crate::command::{Effect, ReadRequest};
use crate::error::Fault;
use crate::evidence::ports::FilesInChecking;
use crate::services::Services;

/// How many rows are looked at, the oldest first. The first that is true ends the search, so more are read only where rows were left
/// behind by a release that did not know them.
const LOOKED_AT: u32 = 100;

/// A file that is being checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileInChecking {
    pub of: FileOwner,
    pub evidence: EvidenceId,
    pub since: Timestamp,
}

/// How long the oldest file has been checked that still is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checking {
    /// Zero when none is.
    pub oldest: SignedDuration,
    /// How many rows cannot be read.
    pub unreadable: u32,
}

/// Looks no longer than `until`. One query, and one read of a state where a file is being checked.
///
/// # Errors
/// [`Fault`] when the queue or a state cannot be read now. A file whose state cannot be read at all is left out: the store has named it.
pub async fn age_of_oldest_in_checking<S: FilesInChecking>(
    services: &Services<S>,
    until: Timestamp,
) -> Result<Checking, Fault> {
    let now = services.clock.now();
    // Older ones count as rejected (E3).
    let after = now.saturating_sub(CHECKED_WITHIN).unwrap_or(Timestamp::MIN);
    let found = services.store.files_in_checking(after, LOOKED_AT).await?;
    let mut checking = Checking { oldest: SignedDuration::ZERO, unreadable: found.unreadable };
    for file in found.items {
        if services.clock.now() >= until {
            break;
        }
        if is_checked(services, &file).await? {
            checking.oldest = now.duration_since(file.since);
            break;
        }
    }
    Ok(checking)
}

/// Whether the state says so, too. A release that does not know the rows leaves them as they are.
async fn is_checked<S: FilesInChecking>(
    services: &Services<S>,
    file: &FileInChecking,
) -> Result<bool, Fault> {
    let read = ReadRequest::at(services.clock.now());
    let read = match file.of {
        FileOwner::Change(id) => ReadRequest { change: Some(id), ..read },
        FileOwner::Dispute(id) => ReadRequest { dispute: Some(id), ..read },
    };
    let snapshot = match services.store.read(read).await {
        Err(fault) if !fault.retryable => return Ok(false),
        snapshot => snapshot?,
    };
    let of_change = snapshot.change.map(|change| change.evidence);
    let files = of_change.or(snapshot.dispute.map(|dispute| dispute.files)).unwrap_or_default();
    Ok(files.0.get(&file.evidence).is_some_and(|file| file.is_checking()))
}

/// The rows that a command writes and ends: between the files before it and those after it.
pub(crate) fn differences(
    of: FileOwner,
    before: Option<&EvidenceFiles>,
    after: &EvidenceFiles,
    at: Timestamp,
) -> Vec<Effect> {
    let (were, are) = (before.map(|before| rows(of, before)).unwrap_or_default(), rows(of, after));
    let begun = are.iter().filter(|row| !were.contains(row)).copied().map(Effect::InChecking);
    let over = were.iter().filter(|row| are.iter().all(|other| other.evidence != row.evidence));
    let over = over.map(|row| Effect::CheckingOver { of, evidence: row.evidence, at });
    begun.chain(over).collect()
}

/// The rows of all that are being checked at `at`, as the table should have them.
pub(crate) fn rebuilt(of: FileOwner, files: &EvidenceFiles, at: Timestamp) -> Vec<Effect> {
    let rows = rows(of, files).into_iter().filter(|row| at.duration_since(row.since) < CHECKED_WITHIN);
    rows.map(Effect::InChecking).collect()
}

fn rows(of: FileOwner, files: &EvidenceFiles) -> Vec<FileInChecking> {
    let row = |(id, file): (&EvidenceId, &domain::evidence::EvidenceFile)| match file.state {
        EvidenceState::Checking { since } => Some(FileInChecking { of, evidence: *id, since }),
        _ => None,
    };
    files.0.iter().filter_map(row).collect()
}
