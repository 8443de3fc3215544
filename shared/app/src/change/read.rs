//! Reads one change (P1).

use domain::actor::Actor;
use domain::change::{Change, Refusal};
use domain::ids::ChangeId;

use crate::change::ports::{Changes, Want};
use crate::desk::Desk;
use crate::error::AppError;

/// The change, if the actor may see it.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] when there is none they may see, [`AppError::Fault`].
pub async fn read_change<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<Change, AppError> {
    let want = Want { change: id, organisation: None, request: None, now: desk.clock.now() };
    let loaded = desk.store.load(want).await?;
    let change = loaded.change.filter(|change| actor.may_see(change.organisation));
    Ok(change.ok_or(Refusal::NotFound)?)
}
