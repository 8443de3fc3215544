//! Lists the organisations that PDP knows.

use domain::actor::{Actor, PdpRole};
use domain::organisation::Refusal;

use crate::desk::Desk;
use crate::error::AppError;
use crate::organisation::ports::{OrganisationRow, Organisations};
use crate::page::{Page, PageRequest};

/// Every organisation, by name. Everyone at PDP may read it (P1).
///
/// # Errors
/// [`AppError::Refused`] to others, [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn list_organisations<S: Organisations>(
    desk: &Desk<S>,
    actor: &Actor,
    page: &PageRequest,
) -> Result<Page<OrganisationRow>, AppError> {
    match actor {
        Actor::Staff { .. } => Ok(desk.store.organisations(page).await?),
        _ => Err(Refusal::role(PdpRole::Administrator).into()),
    }
}
