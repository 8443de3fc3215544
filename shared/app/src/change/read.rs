//! Reads one change (P1).

use domain::actor::Actor;
use domain::change::{Change, Refusal};
use domain::ids::ChangeId;
use domain::refusal::Thing;

use crate::command::snapshot::ReadRequest;
use crate::command::store::CommandStore;
use crate::desk::Desk;
use crate::error::AppError;

/// The change, if the actor may see it.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] when there is none they may see, [`AppError::Fault`].
pub async fn read_change<S: CommandStore>(
    desk: &Desk<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<Change, AppError> {
    let read = ReadRequest { change: Some(id), ..ReadRequest::at(desk.clock.now()) };
    let change = desk.store.read(read).await?.change.filter(|change| actor.may_see(change.organisation));
    Ok(change.ok_or(Refusal::NotFound(Thing::Change))?)
}
