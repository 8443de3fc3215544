//! Reads the record of PDP's team.

use domain::actor::Actor;
use domain::organisation::{PdpTeam, Refusal};
use domain::refusal::Thing;

use crate::desk::Desk;
use crate::error::AppError;
use crate::organisation::members::Members;
use crate::organisation::record::Party;

/// PDP's people. Everyone at PDP may read it.
///
/// # Errors
/// [`AppError::Refused`] to others, [`AppError::Fault`].
pub async fn read_pdp_team<S: Members>(desk: &Desk<S>, actor: &Actor) -> Result<PdpTeam, AppError> {
    may_read(actor, Party::Pdp)?;
    Ok(desk.store.pdp_team().await?)
}

/// Who may read whose record and its history (P1): to others it does not exist.
pub(crate) fn may_read(actor: &Actor, party: Party) -> Result<(), Refusal> {
    let may = match party {
        Party::Organisation(id) => actor.may_see(id),
        Party::Pdp => actor.is_staff(),
    };
    if may { Ok(()) } else { Err(Refusal::NotFound(Thing::Organisation)) }
}
