//! The steps that PDP has to decide on (S2).

use domain::actor::{Actor, PdpRole, Role};
use domain::change::Refusal;

use crate::change::ports::Changes;
use crate::change::summary::Summary;
use crate::desk::Desk;
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// The changes of which PDP has a step to decide on, the longest waiting first. Everyone at PDP may read it (P1).
///
/// # Errors
/// [`AppError::Refused`] to others, [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn read_decision_queue<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    page: &PageRequest,
) -> Result<Page<Summary>, AppError> {
    match actor {
        Actor::Staff { .. } => Ok(desk.store.decision_queue(page).await?),
        _ => Err(Refusal::role(Role::Pdp(PdpRole::Reviewer)).into()),
    }
}
