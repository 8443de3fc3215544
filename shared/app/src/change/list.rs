//! Lists the changes of an organisation (P1).

use domain::actor::Actor;
use domain::change::Refusal;
use domain::ids::OrganisationId;
use domain::refusal::Thing;

use crate::change::ports::Changes;
use crate::change::summary::Summary;
use crate::desk::Desk;
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// The changes of `organisation` — the actor's own when none is named — newest first.
///
/// # Errors
/// [`AppError::Refused`] when it is not theirs to see, or PDP names none; [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn list_changes<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    page: &PageRequest,
) -> Result<Page<Summary>, AppError> {
    let own = actor.organisation();
    let organisation =
        organisation.or(own).filter(|id| actor.may_see(*id)).ok_or(Refusal::NotFound(Thing::Change))?;
    Ok(desk.store.of_organisation(organisation, page).await?)
}
