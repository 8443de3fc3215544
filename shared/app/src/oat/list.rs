//! Lists requests for OAT: an organisation's own, and PDP's queues (P1).

use domain::actor::{Actor, PdpRole, Role};
use domain::ids::OrganisationId;
use domain::oat::Refusal;
use domain::refusal::Thing;

use crate::desk::Desk;
use crate::error::AppError;
use crate::oat::ports::OatRequests;
use crate::oat::summary::{OatQueue, OatSummary};
use crate::page::{Page, PageRequest};

/// The requests of `organisation`, the actor's own when none is named, the last requested first.
///
/// # Errors
/// [`AppError::Refused`] when they are not theirs to see, or PDP names none; [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn list_oats<S: OatRequests>(
    desk: &Desk<S>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    page: &PageRequest,
) -> Result<Page<OatSummary>, AppError> {
    let own = actor.organisation();
    let organisation =
        organisation.or(own).filter(|id| actor.may_see(*id)).ok_or(Refusal::NotFound(Thing::Oat))?;
    Ok(desk.store.oats_of_organisation(organisation, page).await?)
}

/// The requests in a queue of PDP's, what is due first. Everyone at PDP may read it (P1).
///
/// # Errors
/// [`AppError::Refused`] to others, [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn read_oat_queue<S: OatRequests>(
    desk: &Desk<S>,
    actor: &Actor,
    queue: OatQueue,
    page: &PageRequest,
) -> Result<Page<OatSummary>, AppError> {
    match actor {
        Actor::Staff { .. } => Ok(desk.store.oats_in(queue, None, page).await?),
        _ => Err(Refusal::role(Role::Pdp(PdpRole::Support)).into()),
    }
}
