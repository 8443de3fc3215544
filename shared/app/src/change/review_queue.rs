//! PDP's review queue (V1).

use domain::actor::{Actor, PdpRole, Role};
use domain::change::Refusal;

use crate::change::ports::Changes;
use crate::change::summary::Summary;
use crate::desk::Desk;
use crate::error::AppError;
use crate::page::{Page, PageRequest};

/// The changes PDP has to review, by due date. Everyone at PDP may read it (P1).
///
/// # Errors
/// [`AppError::Refused`] to others, [`AppError::BadCursor`], [`AppError::Fault`].
pub async fn read_review_queue<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    page: &PageRequest,
) -> Result<Page<Summary>, AppError> {
    match actor {
        Actor::Staff { .. } => Ok(desk.store.review_queue(page).await?),
        _ => Err(Refusal::role(Role::Pdp(PdpRole::Reviewer)).into()),
    }
}
