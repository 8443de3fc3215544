//! Records that a synthetic request came back in a registration (O10).

use domain::ids::FindRequestId;
use domain::oat::{Command, FoundAttempt};

use crate::desk::Desk;
use crate::error::AppError;
use crate::oat::execute::{OatDone, OnOat, execute_oat_command};
use crate::oat::ports::OatRequests;
use crate::page::PageRequest;

/// Attempts that are looked through at once.
const PAGE: u32 = 100;

/// Records it on the run whose attempt sent the id. The attempts of the run are looked through first: a few more round trips.
///
/// # Errors
/// As [`execute_oat_command`].
pub async fn record_finding<S: OatRequests>(
    desk: &Desk<S>,
    on: OnOat<'_>,
    run: u32,
    request: FindRequestId,
    note: String,
) -> Result<OatDone, AppError> {
    let attempt = find(desk, &on, run, request).await?;
    execute_oat_command(desk, on, &Command::RecordFinding { run, request, attempt, note }).await
}

async fn find<S: OatRequests>(
    desk: &Desk<S>,
    on: &OnOat<'_>,
    run: u32,
    request: FindRequestId,
) -> Result<Option<FoundAttempt>, AppError> {
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let found = desk.store.probe_attempts(on.id, run, &page).await?;
        let sent = found.items.iter().find(|attempt| attempt.observation.request == request);
        if let Some(attempt) = sent {
            return Ok(Some(FoundAttempt { endpoint: attempt.endpoint, number: attempt.number }));
        }
        page.cursor = found.next;
        if page.cursor.is_none() {
            return Ok(None);
        }
    }
}
