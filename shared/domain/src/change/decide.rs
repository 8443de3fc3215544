//! Which events a command leads to, or why it is refused. Pure and total.

use jiff::ToSpan;

use super::{Change, Command, CommandKind, Context, Event, EventKind, Refusal, Stage, Status, Submitted};
use crate::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use crate::answers::{self, Answers};
use crate::evidence::{EvidenceFile, EvidenceState, FileFormat};
use crate::ids::{ChangeId, EvidenceId, OrganisationId};
use crate::policy::{Policy, Scale};
use crate::problem::{Fault, Field, Problem};
use crate::text::{FileName, FreeText};

/// Begins a draft for the actor's own organisation.
///
/// # Errors
/// [`Refusal::RoleRequired`], and [`Refusal::NoLiveEndpoints`] (C1).
pub fn draft(
    id: ChangeId,
    answers: Answers,
    has_live_endpoints: bool,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Event, Refusal> {
    let role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
    let Actor::Member { person, organisation, .. } = actor else {
        return Err(Refusal::RoleRequired { role });
    };
    if !actor.holds(role) {
        return Err(Refusal::RoleRequired { role });
    }
    if !has_live_endpoints {
        return Err(Refusal::NoLiveEndpoints);
    }
    let kind = EventKind::ChangeDrafted { id, organisation: *organisation, answers };
    Ok(Event { at: ctx.now, by: By::Person { person: *person, role }, kind })
}

/// Decides `command` on `change`. No events means that it is already so (a repeated delivery).
///
/// # Errors
/// Why it is refused.
pub fn decide(
    change: &Change,
    command: Command,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let by = permit(change.organisation, command.kind(), actor)?;
    let kinds = match command {
        Command::EditDraft { answers } => {
            in_status(change, CommandKind::EditDraft, &[Status::Draft])?;
            if answers == change.answers { vec![] } else { vec![EventKind::DraftEdited { answers }] }
        }
        Command::RequestUpload { id, file_name, declared } => {
            request_upload(change, id, &file_name, declared, ctx)?
        }
        Command::ReceiveEvidence { id } => match evidence(change, id)?.state {
            EvidenceState::AwaitingUpload => vec![EventKind::EvidenceReceived { id }],
            _ => vec![],
        },
        Command::AcceptEvidence { id, file } => {
            verdict(change, id, EventKind::EvidenceAccepted { id, file })?
        }
        Command::RejectEvidence { id, reason } => {
            verdict(change, id, EventKind::EvidenceRejected { id, reason })?
        }
        Command::RemoveEvidence { id } => {
            in_status(change, CommandKind::RemoveEvidence, &[Status::Draft])?;
            evidence(change, id)?;
            vec![EventKind::EvidenceRemoved { id }]
        }
        Command::Submit { reference, organisation_name, live_endpoints } => {
            in_status(change, CommandKind::Submit, &[Status::Draft])?;
            if live_endpoints.is_empty() {
                return Err(Refusal::NoLiveEndpoints);
            }
            let submission = answers::check(&change.answers, &change.evidence, &live_endpoints, ctx.policy)
                .map_err(Refusal::Invalid)?;
            let due = ctx.calendar.add_working_days(ctx.today, ctx.policy.limits.review_working_days);
            vec![EventKind::ChangeSubmitted {
                reference,
                organisation_name,
                policy: ctx.policy.version,
                submission,
                due,
            }]
        }
        Command::AskForInformation { question } => ask(change, &question, ctx)?,
        Command::AnswerQuestion { answer } => answer_question(change, &answer, ctx)?,
        Command::Confirm { scale, reason, oat_required } => {
            confirm(change, scale, reason.as_deref(), oat_required)?
        }
        Command::Reject { reason } => {
            let submitted =
                submitted_in(change, CommandKind::Reject, &[Status::InReview, Status::AwaitingInformation])?;
            let reason = text(&reason, Field::Reason, submitted)?;
            vec![EventKind::ChangeRejected { reason }]
        }
        Command::Reclassify { scale, reason, oat_required } => {
            reclassify(change, scale, &reason, oat_required)?
        }
        Command::Withdraw { reason } => withdraw(change, reason.as_deref(), ctx)?,
    };
    Ok(kinds.into_iter().map(|kind| Event { at: ctx.now, by, kind }).collect())
}

/// Who may do what (P1); answers in which role the actor acts.
///
/// # Errors
/// [`Refusal::NotFound`] to another organisation (P1), [`Refusal::RoleRequired`], [`Refusal::SystemOnly`].
pub fn permit(organisation: OrganisationId, command: CommandKind, actor: &Actor) -> Result<By, Refusal> {
    if !actor.may_see(organisation) {
        return Err(Refusal::NotFound);
    }
    let role = match command {
        CommandKind::EditDraft
        | CommandKind::RequestUpload
        | CommandKind::RemoveEvidence
        | CommandKind::Submit
        | CommandKind::AnswerQuestion
        | CommandKind::Withdraw => Role::Organisation(OrganisationRole::PrimaryBusinessContact),
        CommandKind::AskForInformation
        | CommandKind::Confirm
        | CommandKind::Reject
        | CommandKind::Reclassify => Role::Pdp(PdpRole::Reviewer),
        CommandKind::ReceiveEvidence | CommandKind::AcceptEvidence | CommandKind::RejectEvidence => {
            return match actor {
                Actor::System(process @ Process::EvidenceInspection) => Ok(By::System(*process)),
                _ => Err(Refusal::SystemOnly),
            };
        }
    };
    match actor.person() {
        Some(person) if actor.holds(role) => Ok(By::Person { person, role }),
        _ => Err(Refusal::RoleRequired { role }),
    }
}

fn in_status(change: &Change, command: CommandKind, allowed: &[Status]) -> Result<(), Refusal> {
    let status = change.status();
    if allowed.contains(&status) { Ok(()) } else { Err(Refusal::WrongStatus { command, status }) }
}

/// The submission, when the change is in one of `allowed`; every status but draft has one.
fn submitted_in<'c>(
    change: &'c Change,
    command: CommandKind,
    allowed: &[Status],
) -> Result<&'c Submitted, Refusal> {
    in_status(change, command, allowed)?;
    change.submitted.as_ref().ok_or(Refusal::WrongStatus { command, status: change.status() })
}

fn invalid(field: Field, fault: Fault) -> Refusal {
    Refusal::Invalid(vec![Problem::new(field, fault)])
}

fn text(typed: &str, field: Field, submitted: &Submitted) -> Result<FreeText, Refusal> {
    let max = Policy::version(submitted.policy).limits.text_characters;
    FreeText::parse(typed, max).map_err(|fault| invalid(field, fault))
}

fn evidence(change: &Change, id: EvidenceId) -> Result<&EvidenceFile, Refusal> {
    change.evidence.0.get(&id).ok_or(Refusal::EvidenceNotFound)
}

fn request_upload(
    change: &Change,
    id: EvidenceId,
    file_name: &str,
    declared: FileFormat,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    in_status(change, CommandKind::RequestUpload, &[Status::Draft, Status::AwaitingInformation])?;
    let file_name = FileName::parse(file_name).map_err(|fault| invalid(Field::FileName, fault))?;
    if change.evidence.0.contains_key(&id) {
        return Err(Refusal::EvidenceDecided);
    }
    let limits = &ctx.policy.limits;
    if change.evidence.count_towards_limit(ctx.now) >= limits.evidence_files {
        return Err(Refusal::TooManyFiles { max: limits.evidence_files });
    }
    // Saturates only at the end of time.
    let expires_at = ctx.now.checked_add(i64::from(limits.upload_minutes).minutes()).unwrap_or(ctx.now);
    Ok(vec![EventKind::UploadRequested { id, file_name, declared, expires_at }])
}

/// The first verdict on a file stands: a repeated or late one changes nothing (E4).
fn verdict(change: &Change, id: EvidenceId, kind: EventKind) -> Result<Vec<EventKind>, Refusal> {
    Ok(match evidence(change, id)?.state {
        EvidenceState::AwaitingUpload => vec![EventKind::EvidenceReceived { id }, kind],
        EvidenceState::Checking { .. } => vec![kind],
        EvidenceState::Accepted(_) | EvidenceState::Rejected { .. } => vec![],
    })
}

fn ask(change: &Change, question: &str, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::AskForInformation;
    let submitted = submitted_in(change, command, &[Status::InReview])?;
    let Stage::InReview { due } = change.stage else {
        return Err(Refusal::WrongStatus { command, status: change.status() });
    };
    let limits = &Policy::version(submitted.policy).limits;
    if change.questions.len() >= limits.questions {
        return Err(Refusal::TooManyQuestions { max: limits.questions });
    }
    let question = FreeText::parse(question, limits.question_characters)
        .map_err(|fault| invalid(Field::Question, fault))?;
    let working_days_left = ctx.calendar.working_days_between(ctx.today, due);
    Ok(vec![EventKind::InformationRequested { question, working_days_left }])
}

fn answer_question(change: &Change, answer: &str, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::AnswerQuestion;
    let submitted = submitted_in(change, command, &[Status::AwaitingInformation])?;
    let Stage::AwaitingInformation { working_days_left } = change.stage else {
        return Err(Refusal::WrongStatus { command, status: change.status() });
    };
    let limits = &Policy::version(submitted.policy).limits;
    let answer =
        FreeText::parse(answer, limits.question_characters).map_err(|fault| invalid(Field::Answer, fault))?;
    let due = ctx.calendar.add_working_days(ctx.today, working_days_left);
    Ok(vec![EventKind::InformationSupplied { answer, due }])
}

fn confirm(
    change: &Change,
    scale: Scale,
    reason: Option<&str>,
    oat_required: bool,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = submitted_in(change, CommandKind::Confirm, &[Status::InReview])?;
    let from = submitted.scale;
    let mut problems = Vec::new();
    let reason = match reason.filter(|reason| !reason.trim().is_empty()) {
        Some(reason) => match text(reason, Field::Reason, submitted) {
            Ok(reason) => Some(reason),
            Err(Refusal::Invalid(found)) => {
                problems.extend(found);
                None
            }
            Err(other) => return Err(other),
        },
        None if scale != from => {
            problems.push(Problem::new(Field::Reason, Fault::ReasonForOtherScale { from: from.code() }));
            None
        }
        None => None,
    };
    if submitted.submission.oat_requested && !oat_required {
        problems.push(Problem::new(Field::OatRequired, Fault::OatWasRequested));
    }
    if problems.is_empty() {
        Ok(vec![EventKind::ChangeConfirmed { from, scale, reason, oat_required }])
    } else {
        Err(Refusal::Invalid(problems))
    }
}

fn reclassify(
    change: &Change,
    scale: Scale,
    reason: &str,
    oat_required: Option<bool>,
) -> Result<Vec<EventKind>, Refusal> {
    let allowed = [Status::InReview, Status::AwaitingInformation, Status::Confirmed];
    let submitted = submitted_in(change, CommandKind::Reclassify, &allowed)?;
    let from = submitted.scale;
    let confirmed = change.confirmation().map(|confirmation| confirmation.oat_required);
    let oat_required = confirmed.map(|current| oat_required.unwrap_or(current));
    let mut problems = Vec::new();
    let reason = text(reason, Field::Reason, submitted);
    if let Err(Refusal::Invalid(found)) = &reason {
        problems.extend(found.iter().cloned());
    }
    if scale == from && oat_required == confirmed {
        problems.push(Problem::new(Field::Scale, Fault::ScaleUnchanged));
    }
    if submitted.submission.oat_requested && oat_required == Some(false) {
        problems.push(Problem::new(Field::OatRequired, Fault::OatWasRequested));
    }
    if problems.is_empty() {
        Ok(vec![EventKind::ChangeReclassified { from, to: scale, reason: reason?, oat_required }])
    } else {
        Err(Refusal::Invalid(problems))
    }
}

fn withdraw(change: &Change, reason: Option<&str>, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    let status = change.status();
    if status.is_terminal() {
        return Err(Refusal::WrongStatus { command: CommandKind::Withdraw, status });
    }
    let reason = reason
        .filter(|reason| !reason.trim().is_empty())
        .map(|reason| FreeText::parse(reason, ctx.policy.limits.text_characters))
        .transpose()
        .map_err(|fault| invalid(Field::Reason, fault))?;
    Ok(vec![EventKind::ChangeWithdrawn { reason }])
}
