//! Who the caller is, by the membership records (P3).

use domain::actor::Actor;
use domain::change::Refusal;
use domain::organisation::{Organisation, PdpTeam};
use domain::refusal::Thing;

use crate::desk::Desk;
use crate::error::AppError;
use crate::organisation::members::Members;

/// The caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Me {
    Member(Organisation),
    Staff(PdpTeam),
}

/// Reads the records of the caller's own side.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`] when they belong to nothing any more, [`AppError::Fault`].
pub async fn read_me<S: Members>(desk: &Desk<S>, actor: &Actor) -> Result<Me, AppError> {
    match actor {
        Actor::Member { organisation, .. } => {
            let own = desk.store.organisation(*organisation).await?;
            Ok(Me::Member(own.ok_or(Refusal::NotFound(Thing::Change))?))
        }
        Actor::Staff { .. } => Ok(Me::Staff(desk.store.pdp_team().await?)),
        Actor::System(_) => Err(Refusal::NotFound(Thing::Change).into()),
    }
}
