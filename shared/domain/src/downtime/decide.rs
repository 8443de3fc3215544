//! Which events a command leads to, or why it is refused. Pure and total.

use super::{
    Command, Context, DowntimeAnswers, Event, EventKind, Known, Notice, Reason, Refusal, Status, authorise,
    authorise_declaring, cancel, end_now, move_to, read,
};
use crate::actor::Actor;
use crate::aggregate::Trail;
use crate::ids::DowntimeId;
use crate::organisation::Organisation;
use crate::refusal::Thing;

/// Gives notice for the actor's own organisation, which has `open` notices that are not over.
///
/// # Errors
/// [`Refusal::RoleRequired`], [`Refusal::NotFound`], [`Refusal::Invalid`], [`Reason::TooManyNotices`].
pub fn declare(
    id: DowntimeId,
    typed: &DowntimeAnswers,
    own: &Organisation,
    open: usize,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Event, Refusal> {
    let (organisation, by) = authorise_declaring(actor)?;
    if own.id != organisation {
        return Err(Refusal::NotFound(Thing::Organisation));
    }
    let limits = &ctx.policy.limits;
    let known = Known { live: &own.live_endpoints, limits, ctx };
    let window = read(typed, None, known).map_err(Refusal::Invalid)?;
    let max = limits.open_downtime_notices;
    if open >= max {
        return Err(Reason::TooManyNotices { max }.into());
    }
    let organisation_name = own.name.clone();
    let kind = EventKind::DowntimeDeclared { id, organisation, organisation_name, window };
    Ok(Event { at: ctx.now, by, kind })
}

/// Decides `command` on `notice`. An empty trail means that it is already so.
pub fn decide(
    notice: &Notice,
    command: Command,
    actor: &Actor,
    ctx: &Context<'_>,
) -> Result<Trail<Notice>, Refusal> {
    let by = authorise(notice, actor)?;
    let mut trail = Trail::at(notice.clone());
    if let Some(kind) = kind(notice, command, ctx)? {
        trail.push(Event { at: ctx.now, by, kind });
    }
    Ok(trail)
}

fn kind(notice: &Notice, command: Command, ctx: &Context<'_>) -> Result<Option<EventKind>, Refusal> {
    let window = &notice.window;
    match (command, notice.status) {
        (Command::Cancel, Status::Cancelled) | (Command::End, Status::Ended) => Ok(None),
        (_, Status::Cancelled) => Err(Reason::Cancelled.into()),
        (_, Status::Ended) => Err(Reason::Over.into()),
        (Command::Move { notice: typed, live_endpoints }, Status::InForce) => {
            let known = Known { live: &live_endpoints, limits: &ctx.policy.limits, ctx };
            let to = move_to(window, &typed, known)?;
            Ok(to.map(|to| EventKind::DowntimeMoved { from: window.clone(), to }))
        }
        (Command::End, Status::InForce) => {
            end_now(window, ctx)?;
            Ok(Some(EventKind::DowntimeEnded { announced: window.end }))
        }
        (Command::Cancel, Status::InForce) => {
            cancel(window, ctx)?;
            Ok(Some(EventKind::DowntimeCancelled))
        }
    }
}
