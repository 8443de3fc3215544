//! Which events a command leads to, or why it is refused. Pure and total.

mod evidence;
mod live;
mod oat;
mod review;
mod steps;
mod support;
mod take_back;
mod testing;

use super::authorise::authorise;
use super::{
    Change, Command, CommandKind, Context, Event, EventKind, Reason, Reclassified, Refusal, Status, Submitted,
};
use crate::actor::{Actor, By, OrganisationRole, PdpRole, Role};
use crate::aggregate::Trail;
use crate::change::answers::Answers;
use crate::change::support::{Granted, HoldReason};
use crate::ids::{ChangeId, OrganisationId};
use crate::policy::{Policy, Scale};
use crate::problem::{Field, Problem, Violation};
use crate::refusal::Thing;
use crate::text::FreeText;

/// Whether `actor` may begin a draft; answers for which organisation, and in which role they act.
pub fn authorise_draft(actor: &Actor) -> Result<(OrganisationId, By), Refusal> {
    let role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
    match actor {
        Actor::Member { person, organisation, .. } if actor.holds(role) => {
            Ok((*organisation, By::Person { person: *person, role }))
        }
        _ => Err(Refusal::role(role)),
    }
}

/// Begins a draft for the actor's own organisation.
///
/// # Errors
/// [`Refusal::RoleRequired`], and [`Reason::NoLiveEndpoints`] (C1).
pub fn draft(
    id: ChangeId,
    answers: Answers,
    has_live_endpoints: bool,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Event, Refusal> {
    let (organisation, by) = authorise_draft(actor)?;
    if !has_live_endpoints {
        return Err(Reason::NoLiveEndpoints.into());
    }
    Ok(Event { at: ctx.now, by, kind: EventKind::ChangeDrafted { id, organisation, answers, from: None } })
}

/// Begins a draft with the answers of an earlier change of the actor's organisation, as they were typed; its files stay where
/// they are (Q5).
///
/// # Errors
/// As [`draft`], and [`Refusal::NotFound`] when the earlier change is another organisation's (P1).
pub fn draft_from(
    id: ChangeId,
    earlier: &Change,
    has_live_endpoints: bool,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Event, Refusal> {
    let (organisation, _) = authorise_draft(actor)?;
    if organisation != earlier.organisation {
        return Err(Refusal::NotFound(Thing::Change));
    }
    let mut event = draft(id, earlier.answers.clone(), has_live_endpoints, actor, ctx)?;
    if let EventKind::ChangeDrafted { from, .. } = &mut event.kind {
        *from = Some(earlier.id);
    }
    Ok(event)
}

/// Decides `command` on `change`. An empty trail means that it is already so (a repeated delivery), or not yet the time for it.
pub fn decide(
    change: &Change,
    command: Command,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Trail<Change>, Refusal> {
    let by = authorise(change, &command, actor)?;
    let trail = trail_of(change, kinds(change, command, ctx)?, by, ctx);
    // What the system does adds no text, and has to happen.
    if actor.person().is_some() && is_too_much(change, trail.after(), ctx) {
        return Err(Reason::ChangeFull.into());
    }
    Ok(trail)
}

/// What another scale would change, before anybody decides on it (V4): as [`decide`] would, without a reason. Everyone at PDP may know.
///
/// # Errors
/// [`Refusal::RoleRequired`] to others, and everything but a reason that keeps the change from getting this scale.
pub fn preview_reclassification(
    change: &Change,
    scale: Scale,
    oat_required: Option<bool>,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Reclassified, Refusal> {
    let role = Role::Pdp(PdpRole::Reviewer);
    let person = actor.person().filter(|_| actor.is_staff()).ok_or(Refusal::role(role))?;
    let unsaid = |_: &Submitted| Ok(FreeText::restore(String::new()));
    let kinds = review::reclassify(change, scale, unsaid, oat_required)?;
    let trail = trail_of(change, kinds, By::Person { person, role }, ctx);
    let is_held = trail.events().any(|event| matches!(event.kind, EventKind::GoingLiveHeld { .. }));
    Ok(Reclassified { before: change.clone(), after: trail.into_after(), scale, is_held })
}

/// These events, and what else is so once they have happened.
fn trail_of(change: &Change, kinds: Vec<EventKind>, by: By, ctx: &Context<'_>) -> Trail<Change> {
    let mut trail = Trail::at(change.clone());
    for kind in kinds {
        trail.push(Event { at: ctx.now, by, kind });
    }
    if let Some(kind) = follows(change, &trail) {
        trail.push(Event { at: ctx.now, by, kind });
    }
    trail
}

/// Whether more is to be kept than a change may hold.
fn is_too_much(before: &Change, after: &Change, ctx: &Context<'_>) -> bool {
    let size = after.stored_size();
    size > after.limits(ctx).change_bytes && size > before.stored_size()
}

/// What else is so once the events have happened: a change of which everything is done is complete (G6), and nothing goes live
/// because of a decision on its scale (V4): a reclassification, or the confirmation of a change whose steps were done before the
/// confirmation before it was taken back (Q5).
fn follows(before: &Change, trail: &Trail<Change>) -> Option<EventKind> {
    let after = trail.after();
    if trail.is_empty() {
        return None;
    }
    if after.is_finished() {
        return Some(EventKind::ChangeCompleted);
    }
    let of_scale = |kind: &EventKind| {
        matches!(kind, EventKind::ChangeReclassified { .. } | EventKind::ChangeConfirmed { .. })
    };
    if !trail.events().any(|event| of_scale(&event.kind)) {
        return None;
    }
    let (was_due, due) = (before.go_live_at_unless_held(), after.go_live_at_unless_held());
    let sooner = due.is_some_and(|due| was_due.is_none_or(|was_due| due < was_due));
    // What was undecided about OAT would not matter any more, and nobody would have decided it.
    let is_freed = due.is_some() && before.is_held_by_oat() && before.requires_oat() && !after.requires_oat();
    // A hold because of OAT ends by itself, so it does not stand for this one.
    let held = after.holds.iter().any(|hold| hold.until.is_none() && hold.reason != HoldReason::Oat);
    ((sooner || is_freed) && !held)
        .then_some(EventKind::GoingLiveHeld { reason: HoldReason::Reclassified, until: None })
}

fn kinds(change: &Change, command: Command, ctx: &Context<'_>) -> Result<Vec<EventKind>, Refusal> {
    match command {
        Command::EditDraft { answers } => review::edit(change, answers),
        Command::RequestUpload { id, file_name, declared, step } => {
            evidence::request_upload(change, id, &file_name, declared, step, ctx)
        }
        Command::ReceiveEvidence { id } => evidence::receive(change, id),
        Command::AcceptEvidence { id, file } => {
            evidence::verdict(change, id, EventKind::EvidenceAccepted { id, file }, ctx)
        }
        Command::RejectEvidence { id, reason } => {
            evidence::verdict(change, id, EventKind::EvidenceRejected { id, reason }, ctx)
        }
        Command::RemoveEvidence { id } => evidence::remove(change, id, ctx),
        Command::Submit { reference, organisation_name, live_endpoints } => {
            review::submit(change, reference, organisation_name, &live_endpoints, ctx)
        }
        Command::AskForInformation { question } => review::ask(change, &question, ctx),
        Command::AnswerQuestion { answer } => review::answer_question(change, &answer, ctx),
        Command::Confirm { scale, reason, oat_required, hosts } => {
            review::confirm(change, scale, reason.as_deref(), oat_required, &hosts)
        }
        Command::Reject { reason } => review::reject(change, &reason),
        Command::Reclassify { scale, reason, oat_required } => {
            let reason = |submitted: &Submitted| text(&reason, Field::DecisionReason, submitted);
            review::reclassify(change, scale, reason, oat_required)
        }
        Command::TakeBackQuestion { reason } => take_back::question(change, &reason, ctx),
        Command::TakeBackConfirmation { reason } => take_back::confirmation(change, &reason, ctx),
        Command::TakeBackRejection { reason } => take_back::rejection(change, &reason, ctx),
        Command::Withdraw { reason } => review::withdraw(change, reason.as_deref(), ctx),
        Command::WithdrawIdle { reason, oat } => review::withdraw_idle(change, &reason, oat.as_deref(), ctx),
        Command::SubmitStep { answers } => steps::submit(change, &answers, ctx),
        Command::ApproveStep { step } => steps::approve(change, step),
        Command::ReturnStep { step, reason } => steps::send_back(change, step, &reason),
        Command::ReopenStep { step, reason } => steps::reopen(change, step, &reason),
        Command::RecordTestEndpoints { endpoints, points_at_solution } => {
            testing::record(change, &endpoints, points_at_solution)
        }
        Command::ArrangeIntegrationTesting { at } => testing::arrange(change, at, ctx),
        Command::PublishMaterial { environment, id, bytes, sha256 } => {
            steps::publish(change, environment, id, bytes, sha256)
        }
        Command::FetchMaterial { environment } => steps::fetch(change, environment),
        Command::OpenSupportRequest { reference, asked, text } => {
            support::open(change, reference, &asked, &text, ctx)
        }
        Command::AnswerSupportRequest { reference, answer, accepted, until, until_released } => {
            let granted = Granted { accepted, until, until_released };
            support::answer(change, reference, &answer, granted, ctx)
        }
        Command::PlaceHold { reason, until } => live::hold(change, &reason, until, ctx),
        Command::ReleaseHold { reason } => live::release(change, &reason),
        Command::GiveConnectionDate { date } => live::connection_date(change, date, ctx),
        Command::PassOat { connection_date, undecided } => oat::pass(change, connection_date, undecided),
        Command::RevokeOat { reason } => oat::revoke(change, reason),
        Command::MoveConnectionDate { date, undecided } => oat::move_date(change, date, undecided, ctx),
        Command::AwaitOat { undecided } => Ok(oat::awaited(change, undecided)),
        Command::GoLive => Ok(live::go_live(change, ctx)),
        Command::RemindReview => Ok(review::remind(change, ctx)),
        Command::RecordDowntime { id, notice, needed_after_all, live_endpoints } => {
            support::record_downtime(change, id, &notice, needed_after_all, &live_endpoints, ctx)
        }
        Command::MoveDowntime { id, notice, live_endpoints } => {
            support::move_downtime(change, id, &notice, &live_endpoints, ctx)
        }
        Command::EndDowntime { id } => support::end_downtime(change, id, ctx),
        Command::CancelDowntime { id } => support::cancel_downtime(change, id, ctx),
    }
}

fn in_status(change: &Change, command: CommandKind, allowed: &[Status]) -> Result<(), Refusal> {
    let status = change.status();
    if allowed.contains(&status) { Ok(()) } else { Err(Reason::WrongStatus { command, status }.into()) }
}

/// The submission, when the change is in one of `allowed`; every status but draft has one.
fn submitted_in<'c>(
    change: &'c Change,
    command: CommandKind,
    allowed: &[Status],
) -> Result<&'c Submitted, Refusal> {
    in_status(change, command, allowed)?;
    change.submitted.as_ref().ok_or(Reason::WrongStatus { command, status: change.status() }.into())
}

/// Submitted, and not at its end.
const OPEN: &[Status] = &[Status::InReview, Status::AwaitingInformation, Status::Confirmed];

fn invalid(field: Field, violation: Violation) -> Refusal {
    Refusal::Invalid(vec![Problem::new(field, violation)])
}

fn text(typed: &str, field: Field, submitted: &Submitted) -> Result<FreeText, Refusal> {
    let max = Policy::version(submitted.policy).limits.text_characters;
    FreeText::parse(typed, max).map_err(|violation| invalid(field, violation))
}

fn note(typed: &str, field: Field, submitted: &Submitted) -> Result<FreeText, Refusal> {
    let max = Policy::version(submitted.policy).limits.note_characters;
    FreeText::parse(typed, max).map_err(|violation| invalid(field, violation))
}
