//! Records that a synthetic request came back in a registration (O10).

use domain::ids::{FindRequestId, OatId};
use domain::oat::{Command, FoundAttempt};

use crate::command::Request;
use crate::error::AppError;
use crate::oat::execute::{OatDone, execute_oat_command};
use crate::oat::ports::OatRequests;
use crate::page::PageRequest;
use crate::services::Services;

/// Attempts that are looked through at once.
const PAGE: u32 = 100;

/// Records it on the run whose attempt sent the id. The attempts of the run are looked through first: a few more round trips.
pub async fn record_finding<S: OatRequests>(
    services: &Services<S>,
    request: Request<'_, OatId>,
    run: u32,
    sent: FindRequestId,
    note: String,
) -> Result<OatDone, AppError> {
    let attempt = find(services, request.on, run, sent).await?;
    execute_oat_command(services, request, &Command::RecordFinding { run, request: sent, attempt, note })
        .await
}

async fn find<S: OatRequests>(
    services: &Services<S>,
    id: OatId,
    run: u32,
    sent: FindRequestId,
) -> Result<Option<FoundAttempt>, AppError> {
    let mut page = PageRequest { size: PAGE, cursor: None };
    loop {
        let found = services.store.probe_attempts(id, run, &page).await?;
        let made = found.items.iter().find(|attempt| attempt.observation.request == sent);
        if let Some(attempt) = made {
            return Ok(Some(FoundAttempt { endpoint: attempt.endpoint, number: attempt.number }));
        }
        page.cursor = found.next;
        if page.cursor.is_none() {
            return Ok(None);
        }
    }
}
