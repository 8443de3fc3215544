//! Evidence files (E2, E3, E4).

use jiff::ToSpan;

use super::{in_status, invalid};
use crate::change::step_answers::takes_evidence;
use crate::change::{Change, CommandKind, Context, EventKind, Reason, Refusal, Status};
use crate::evidence::{EvidenceFile, EvidenceState, FileFormat, OnVerdict};
use crate::ids::EvidenceId;
use crate::policy::Step;
use crate::problem::Field;
use crate::text::FileName;

fn evidence(change: &Change, id: EvidenceId) -> Result<&EvidenceFile, Refusal> {
    change.evidence.0.get(&id).ok_or(Reason::EvidenceNotFound.into())
}

pub(super) fn request_upload(
    change: &Change,
    id: EvidenceId,
    file_name: &str,
    declared: Option<FileFormat>,
    step: Option<Step>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    match step {
        None => in_status(change, CommandKind::RequestUpload, &[Status::Draft, Status::AwaitingInformation])?,
        Some(step) => is_open_for_files(change, CommandKind::RequestUpload, step)?,
    }
    let file_name = FileName::parse(file_name).map_err(|fault| invalid(Field::FileName, fault))?;
    if change.evidence.0.contains_key(&id) {
        return Err(Reason::EvidenceDecided.into());
    }
    let limits = change.limits(ctx);
    if change.evidence.that_may_count(ctx.now).count() >= limits.change_files {
        return Err(Reason::TooManyFilesAltogether { max: limits.change_files }.into());
    }
    let max = limits.files_of(step);
    let brought =
        change.evidence.that_may_count(ctx.now).filter(|(id, file)| is_new(change, **id, file, step));
    if brought.count() >= max {
        return Err(Reason::TooManyFiles { max, step }.into());
    }
    // Saturates only at the end of time.
    let expires_at = ctx.now.checked_add(i64::from(limits.upload_minutes).minutes()).unwrap_or(ctx.now);
    Ok(vec![EventKind::UploadRequested { id, file_name, declared, step, expires_at }])
}

/// Whether a file is brought with what is being written now: what was submitted before stays and takes no room from it (S2).
fn is_new(change: &Change, id: EvidenceId, file: &EvidenceFile, step: Option<Step>) -> bool {
    let submitted_before = match step {
        Some(step) => change.submissions.get(&step).is_some_and(|before| before.evidence.contains(&id)),
        None => change.questions.last().is_some_and(|question| file.requested_at < question.at),
    };
    file.step == step && !submitted_before
}

/// The first verdict on a file stands (E4). One that comes when the time for checks is over finds it rejected, which is then written
/// down.
pub(super) fn verdict(
    change: &Change,
    id: EvidenceId,
    kind: EventKind,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    Ok(match evidence(change, id)?.on_verdict(ctx.now) {
        OnVerdict::ArrivedToo => vec![EventKind::EvidenceReceived { id }, kind],
        OnVerdict::Stands => vec![kind],
        OnVerdict::TooLate(reason) => vec![EventKind::EvidenceRejected { id, reason }],
        OnVerdict::Nothing => vec![],
    })
}

pub(super) fn receive(change: &Change, id: EvidenceId) -> Result<Vec<EventKind>, Refusal> {
    Ok(match evidence(change, id)?.state {
        EvidenceState::AwaitingUpload => vec![EventKind::EvidenceReceived { id }],
        _ => vec![],
    })
}

/// Out of a draft, or out of a step before it is submitted: what was submitted is never lost (S2). What was rejected or has expired
/// also while more information is awaited, because files come then too.
pub(super) fn remove(change: &Change, id: EvidenceId, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::RemoveEvidence;
    let file = change.evidence.0.get(&id);
    match file.and_then(|file| file.step) {
        Some(step) => is_open_for_files(change, command, step)?,
        None if file.is_some_and(|file| !file.may_count(ctx.now)) => {
            in_status(change, command, &[Status::Draft, Status::AwaitingInformation])?;
        }
        None => in_status(change, command, &[Status::Draft])?,
    }
    evidence(change, id)?;
    let submitted = change.submissions.values().any(|submission| submission.evidence.contains(&id));
    if submitted {
        Err(Reason::EvidenceSubmitted.into())
    } else {
        Ok(vec![EventKind::EvidenceRemoved { id }])
    }
}

/// Files come and go while a step is open.
fn is_open_for_files(change: &Change, command: CommandKind, step: Step) -> Result<(), Refusal> {
    let status = change.status();
    if matches!(status, Status::Draft | Status::InReview | Status::AwaitingInformation) {
        return Err(Reason::StepsNotBegun { status }.into());
    }
    in_status(change, command, &[Status::Confirmed])?;
    if takes_evidence(step) {
        super::steps::is_open(change, step)
    } else {
        Err(Reason::StepTakesNoFiles { step }.into())
    }
}
