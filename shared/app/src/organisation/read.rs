//! Reads the record of an organisation (P1).

use domain::actor::Actor;
use domain::ids::OrganisationId;
use domain::organisation::{Organisation, Refusal};
use domain::refusal::Thing;

use crate::desk::Desk;
use crate::error::AppError;
use crate::organisation::members::Members;
use crate::organisation::record::Party;
use crate::organisation::team::may_read;

/// The organisation and its people, if the actor may see it: its own members and PDP may.
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`], [`AppError::Fault`].
pub async fn read_organisation<S: Members>(
    desk: &Desk<S>,
    actor: &Actor,
    id: OrganisationId,
) -> Result<Organisation, AppError> {
    may_read(actor, Party::Organisation(id))?;
    Ok(desk.store.organisation(id).await?.ok_or(Refusal::NotFound(Thing::Organisation))?)
}
