//! The history of the record of an organisation or of PDP's team (A1, P2).

use domain::actor::Actor;
use domain::organisation::Refusal;
use domain::refusal::Thing;

use crate::desk::Desk;
use crate::error::AppError;
use crate::organisation::members::Members;
use crate::organisation::ports::{Organisations, RecordEntry};
use crate::organisation::record::Party;
use crate::organisation::team::may_read;
use crate::page::{Page, PageRequest};

/// The history, oldest first. Attempts by people of other organisations are shown to PDP only (P1).
///
/// # Errors
/// [`AppError::Refused`] with [`Refusal::NotFound`], [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn read_record_history<S: Organisations + Members>(
    desk: &Desk<S>,
    actor: &Actor,
    party: Party,
    page: &PageRequest,
) -> Result<Page<RecordEntry>, AppError> {
    may_read(actor, party)?;
    let mut found = desk.store.record_history(party, page).await?;
    if let (true, Party::Organisation(id)) = (found.items.is_empty(), party) {
        // Nothing ever happened to it: or is there no such organisation?
        desk.store.organisation(id).await?.ok_or(Refusal::NotFound(Thing::Organisation))?;
    }
    if !actor.is_staff() {
        found.items.retain(|entry| !entry.is_of_outsider());
    }
    Ok(found)
}
