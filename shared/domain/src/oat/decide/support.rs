//! Support sessions about an initial connection (D1, O7), and findings (O10).

use super::{UNTIL_LIVE, in_status, note};
use crate::ids::FindRequestId;
use crate::oat::{CommandKind, EventKind, FoundAttempt, OatRequest, Reason, Refusal};
use crate::problem::Field;
use crate::reference::SupportReference;

pub(super) fn finding(
    oat: &OatRequest,
    run: u32,
    request: FindRequestId,
    attempt: Option<FoundAttempt>,
    typed: &str,
) -> Result<Vec<EventKind>, Refusal> {
    oat.run(run).ok_or(Reason::RunNotFound)?;
    let FoundAttempt { endpoint, number } = attempt.ok_or(Reason::AttemptNotFound)?;
    if oat.findings.iter().any(|finding| finding.request == request) {
        return Ok(vec![]);
    }
    let max = oat.oat_limits().findings;
    if oat.findings.len() >= max {
        return Err(Reason::TooManyFindings { max }.into());
    }
    let note = note(typed, Field::Note, oat)?;
    Ok(vec![EventKind::FindingRecorded { run, endpoint, attempt: number, request, note }])
}

pub(super) fn ask(
    oat: &OatRequest,
    reference: SupportReference,
    typed: &str,
) -> Result<Vec<EventKind>, Refusal> {
    if !oat.is_initial_connection() {
        return Err(Reason::SupportOfChange.into());
    }
    in_status(oat, CommandKind::AskForSupport, UNTIL_LIVE)?;
    if oat.support.iter().any(|request| request.reference == reference) {
        return Ok(vec![]);
    }
    let max = oat.oat_limits().support_requests;
    if oat.support.len() >= max {
        return Err(Reason::TooManySupportRequests { max }.into());
    }
    Ok(vec![EventKind::SupportAsked { reference, text: note(typed, Field::Text, oat)? }])
}

/// In every status: somebody asked.
pub(super) fn answer(
    oat: &OatRequest,
    reference: SupportReference,
    typed: &str,
) -> Result<Vec<EventKind>, Refusal> {
    let request = oat.support.iter().find(|request| request.reference == reference);
    let request = request.ok_or(Reason::SupportRequestNotFound)?;
    if request.answer.is_some() {
        return Err(Reason::SupportRequestAnswered.into());
    }
    Ok(vec![EventKind::SupportAnswered { reference, answer: note(typed, Field::Answer, oat)? }])
}
