//! The history of a request for OAT (A1).

use domain::actor::Actor;
use domain::ids::OatId;
use domain::oat::Refusal;
use domain::refusal::Thing;

use crate::desk::Desk;
use crate::error::AppError;
use crate::oat::ports::{OatEntry, OatRequests};
use crate::page::{Page, PageRequest};

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`], [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn read_oat_history<S: OatRequests>(
    desk: &Desk<S>,
    actor: &Actor,
    id: OatId,
    page: &PageRequest,
) -> Result<Page<OatEntry>, AppError> {
    let found = desk.store.oat_history(id, page).await?;
    if !found.organisation.is_some_and(|organisation| actor.may_see(organisation)) {
        return Err(Refusal::NotFound(Thing::Oat).into());
    }
    let mut page = found.page;
    if !actor.is_staff() {
        page.items.retain(|entry| !entry.is_of_outsider());
    }
    Ok(page)
}
