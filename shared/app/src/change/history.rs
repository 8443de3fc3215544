//! The history of a change (A1).

use domain::actor::Actor;
use domain::change::Refusal;
use domain::ids::ChangeId;
use domain::refusal::Thing;

use crate::change::ports::{Changes, HistoryEntry};
use crate::desk::Desk;
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`], [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn read_history<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    id: ChangeId,
    page: &PageRequest,
) -> Result<Page<HistoryEntry>, AppError> {
    let found = desk.store.history(id, page).await?;
    if !found.organisation.is_some_and(|organisation| actor.may_see(organisation)) {
        return Err(Refusal::NotFound(Thing::Change).into());
    }
    let mut page = found.page;
    if !actor.is_staff() {
        page.items.retain(|entry| !entry.is_of_outsider());
    }
    Ok(page)
}
