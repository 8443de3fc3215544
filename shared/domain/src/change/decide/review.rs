//! Submission and PDP's review (C1–C9, V1–V4).

use std::collections::{BTreeMap, BTreeSet};

use super::{in_status, invalid, submitted_in, text};
use crate::calendar::london_date;
use crate::change::answers::{self, Answers};
use crate::change::review_clock::{Stopped, reminder_owed, start, stop};
use crate::change::{
    Change, CommandKind, Context, EventKind, HostsAtReview, Reason, Refusal, Stage, Status, Submitted,
};
use crate::endpoint::{EndpointType, ProposedEndpoint};
use crate::host;
use crate::ids::EndpointId;
use crate::oat::OatRequest;
use crate::policy::{Policy, Scale};
use crate::problem::{Field, Problem, Violation};
use crate::reference::Reference;
use crate::task::{idle_from, idle_since};
use crate::text::{FreeText, is_blank_text};

pub(super) fn edit(change: &Change, answers: Answers) -> Result<Vec<EventKind>, Refusal> {
    in_status(change, CommandKind::EditDraft, &[Status::Draft])?;
    Ok(if answers == change.answers { vec![] } else { vec![EventKind::DraftEdited { answers }] })
}

pub(super) fn submit(
    change: &Change,
    reference: Reference,
    organisation_name: String,
    live_endpoints: &BTreeMap<EndpointId, EndpointType>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    in_status(change, CommandKind::Submit, &[Status::Draft])?;
    if live_endpoints.is_empty() {
        return Err(Reason::NoLiveEndpoints.into());
    }
    let submission =
        answers::check(&change.answers, &change.evidence.as_of(ctx.now), live_endpoints, ctx.policy)
            .map_err(Refusal::Invalid)?;
    let due = ctx.calendar.add_working_days(ctx.today, ctx.policy.limits.review_working_days);
    let policy = ctx.policy.version;
    Ok(vec![EventKind::ChangeSubmitted { reference, organisation_name, policy, submission, due }])
}

pub(super) fn ask(change: &Change, question: &str, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::AskForInformation;
    let submitted = submitted_in(change, command, &[Status::InReview])?;
    let Stage::InReview { due, .. } = change.stage else {
        return Err(Reason::WrongStatus { command, status: change.status() }.into());
    };
    let limits = &Policy::version(submitted.policy).limits;
    if change.questions.len() >= limits.questions {
        return Err(Reason::TooManyQuestions { max: limits.questions }.into());
    }
    let question = FreeText::parse(question, limits.question_characters)
        .map_err(|violation| invalid(Field::Question, violation))?;
    let Stopped { left: working_days_left, late: working_days_late } = stop(due, ctx.today, ctx.calendar);
    Ok(vec![EventKind::InformationRequested { question, working_days_left, working_days_late }])
}

pub(super) fn answer_question(
    change: &Change,
    answer: &str,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let command = CommandKind::AnswerQuestion;
    let submitted = submitted_in(change, command, &[Status::AwaitingInformation])?;
    let Stage::AwaitingInformation { working_days_left, working_days_late } = change.stage else {
        return Err(Reason::WrongStatus { command, status: change.status() }.into());
    };
    let limits = &Policy::version(submitted.policy).limits;
    let answer = FreeText::parse(answer, limits.question_characters)
        .map_err(|violation| invalid(Field::Answer, violation))?;
    let stopped = Stopped { left: working_days_left, late: working_days_late };
    let (due, working_days) = start(stopped, ctx.today, ctx.calendar);
    Ok(vec![EventKind::InformationSupplied { answer, due, working_days }])
}

pub(super) fn confirm(
    change: &Change,
    scale: Scale,
    reason: Option<&str>,
    oat_required: bool,
    hosts: &HostsAtReview,
) -> Result<Vec<EventKind>, Refusal> {
    let submitted = submitted_in(change, CommandKind::Confirm, &[Status::InReview])?;
    let from = submitted.scale;
    let mut problems = Vec::new();
    let reason = match reason.filter(|reason| !is_blank_text(reason)) {
        Some(reason) => match text(reason, Field::DecisionReason, submitted) {
            Ok(reason) => Some(reason),
            Err(Refusal::Invalid(found)) => {
                problems.extend(found);
                None
            }
            Err(other) => return Err(other),
        },
        None if scale != from => {
            problems.push(Problem::new(
                Field::DecisionReason,
                Violation::ReasonForOtherScale { from: from.code() },
            ));
            None
        }
        None => None,
    };
    if submitted.submission.oat_requested && !oat_required {
        problems.push(Problem::new(Field::OatRequired, Violation::OatWasRequested));
    }
    let hosts_accepted = accept(hosts, &submitted.submission.new_endpoints, &mut problems);
    if problems.is_empty() {
        Ok(vec![EventKind::ChangeConfirmed { from, scale, reason, oat_required, hosts_accepted }])
    } else {
        Err(Refusal::Invalid(problems))
    }
}

/// The hosts that the reviewer accepts. What is confirmed is called on in PDP's name, so every host at which somebody else has
/// endpoints needs a word (O9).
fn accept(
    hosts: &HostsAtReview,
    proposed: &[ProposedEndpoint],
    problems: &mut Vec<Problem>,
) -> Option<Vec<String>> {
    let own: BTreeSet<&str> = proposed.iter().map(|endpoint| endpoint.url.host()).collect();
    let mut accepted = BTreeSet::new();
    for (at, typed) in hosts.accepted.iter().enumerate() {
        match host::parse(typed).filter(|host| own.contains(host.as_str())) {
            Some(host) => {
                accepted.insert(host);
            }
            None => problems.push(Problem::new(Field::HostAccepted(at), Violation::HostNotProposed)),
        }
    }
    let is_open = |host: &&String| own.contains(host.as_str()) && !accepted.contains(*host);
    let open: Vec<String> = hosts.of_others.iter().filter(is_open).cloned().collect();
    if !open.is_empty() {
        problems.push(Problem::new(Field::HostsAccepted, Violation::HostsOfOthers { hosts: open }));
    }
    (!accepted.is_empty()).then(|| accepted.into_iter().collect())
}

/// `reason` reads why.
pub(super) fn reclassify(
    change: &Change,
    scale: Scale,
    reason: impl FnOnce(&Submitted) -> Result<FreeText, Refusal>,
    oat_required: Option<bool>,
) -> Result<Vec<EventKind>, Refusal> {
    let allowed = [Status::InReview, Status::AwaitingInformation, Status::Confirmed];
    let submitted = submitted_in(change, CommandKind::Reclassify, &allowed)?;
    let from = submitted.scale;
    let confirmed = change.confirmation().map(|confirmation| confirmation.oat_required);
    let mut problems = Vec::new();
    if confirmed.is_none() && oat_required.is_some() {
        problems.push(Problem::new(Field::OatRequired, Violation::DecidedWithConfirmation));
    }
    let oat_required = confirmed.map(|current| oat_required.unwrap_or(current));
    let reason = reason(submitted);
    if let Err(Refusal::Invalid(found)) = &reason {
        problems.extend(found.iter().cloned());
    }
    if scale == from && oat_required == confirmed {
        problems.push(Problem::new(Field::Scale, Violation::ScaleUnchanged));
    }
    if submitted.submission.oat_requested && oat_required == Some(false) {
        problems.push(Problem::new(Field::OatRequired, Violation::OatWasRequested));
    }
    if problems.is_empty() {
        Ok(vec![EventKind::ChangeReclassified { from, to: scale, reason: reason?, oat_required }])
    } else {
        Err(Refusal::Invalid(problems))
    }
}

pub(super) fn withdraw(
    change: &Change,
    reason: Option<&str>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let status = change.status();
    if status.is_terminal() {
        return Err(Reason::WrongStatus { command: CommandKind::Withdraw, status }.into());
    }
    let max = change.limits(ctx).text_characters;
    let reason = FreeText::parse_optional(reason.unwrap_or_default(), max)
        .map_err(|violation| invalid(Field::Reason, violation))?;
    Ok(vec![EventKind::ChangeWithdrawn { reason, idle_since: None }])
}

/// PDP withdraws what waits for its organisation and in which nothing happens any more (Q3).
pub(super) fn withdraw_idle(
    change: &Change,
    reason: &str,
    oat: Option<&OatRequest>,
    ctx: &Context<'_>,
) -> Result<Vec<EventKind>, Refusal> {
    let allowed = [Status::AwaitingInformation, Status::Confirmed];
    let submitted = submitted_in(change, CommandKind::WithdrawIdle, &allowed)?;
    let since = idle_since(change, oat, ctx.calendar).ok_or(Reason::NotTheirTurn)?;
    let from = idle_from(change, oat, ctx.calendar).ok_or(Reason::NotTheirTurn)?;
    if ctx.today < from {
        let working_days = change.limits(ctx).chase.idle_working_days;
        return Err(Reason::NotIdle { from, working_days }.into());
    }
    let reason = Some(text(reason, Field::DecisionReason, submitted)?);
    Ok(vec![EventKind::ChangeWithdrawn { reason, idle_since: Some(london_date(since)) }])
}

pub(super) fn reject(change: &Change, reason: &str) -> Result<Vec<EventKind>, Refusal> {
    let allowed = [Status::InReview, Status::AwaitingInformation];
    let submitted = submitted_in(change, CommandKind::Reject, &allowed)?;
    Ok(vec![EventKind::ChangeRejected { reason: text(reason, Field::DecisionReason, submitted)? }])
}

/// Moves the due date when other days are working days than when it was set. Reminds PDP on the working day before it is due, and on
/// every working day it is overdue, once a day; a reminder that nobody made on its day is made on the next working day (V1).
pub(super) fn remind(change: &Change, ctx: &Context<'_>) -> Vec<EventKind> {
    let (Stage::InReview { due: from, .. }, on) = (change.stage.clone(), ctx.today) else { return vec![] };
    let due = change.review_clock().map_or(from, |clock| clock.due(ctx.calendar));
    let mut kinds = Vec::new();
    if due != from {
        kinds.push(EventKind::ReviewDueMoved { from, to: due });
    }
    let owed = reminder_owed(due, on, ctx.calendar).filter(|_| ctx.calendar.is_working_day(on));
    if owed.is_some_and(|owed| change.reminded_on.is_none_or(|last| last < owed)) {
        kinds.push(EventKind::ReviewReminded { on, due });
    }
    kinds
}
