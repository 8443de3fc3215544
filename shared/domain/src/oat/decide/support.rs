//! Support sessions about an initial connection and the answers to its requests (D1, O7), and findings (O10).

use super::holds::is_no_delay;
use super::{UNTIL_LIVE, both, in_status, note};
use crate::change::support::{Granted, HoldReason, SupportRequest, SupportSubject, superseded_by};
use crate::ids::FindRequestId;
use crate::oat::{CommandKind, Context, EventKind, FoundAttempt, OatRequest, Reason, Refusal};
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

/// In every status: somebody asked. A delay is granted only while there is something to delay.
pub(super) fn answer(
    oat: &OatRequest,
    reference: SupportReference,
    typed: &str,
    granted: Granted,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let request = oat.support.iter().find(|request| request.reference == reference);
    let request = request.ok_or(Reason::SupportRequestNotFound)?;
    if request.answer.is_some() {
        return Err(Reason::SupportRequestAnswered.into());
    }
    let is_delay = matches!(request.subject, SupportSubject::DelayGoingLive { .. });
    let mut problems = Vec::new();
    if is_delay {
        granted.check_delay(|until| is_no_delay(oat, until, ctx), &mut problems);
    }
    let checked = if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) };
    let (answer, ()) = both(note(typed, Field::Answer, oat), checked)?;
    let accepted = granted.accepted.filter(|_| is_delay);
    if accepted == Some(true) && !UNTIL_LIVE.contains(&oat.status()) {
        return Err(Reason::DelayTooLate { status: oat.status() }.into());
    }
    let mut kinds = vec![EventKind::SupportAnswered { reference, answer, accepted }];
    if accepted == Some(true) {
        kinds.extend(superseded(oat, reference));
        let reason = HoldReason::Asked { request: reference };
        kinds.push(EventKind::GoingLiveHeld { reason, until: granted.until });
    }
    Ok(kinds)
}

/// Granting a delay answers those that were asked for before: were one of them granted afterwards, it would undo the newer (G3).
fn superseded(oat: &OatRequest, newer: SupportReference) -> impl Iterator<Item = EventKind> {
    let older = oat.support.iter().take_while(move |request| request.reference != newer);
    let is_open = |one: &&SupportRequest| {
        one.answer.is_none() && matches!(one.subject, SupportSubject::DelayGoingLive { .. })
    };
    older.filter(is_open).map(move |one| EventKind::SupportAnswered {
        reference: one.reference,
        answer: superseded_by(newer),
        accepted: None,
    })
}
