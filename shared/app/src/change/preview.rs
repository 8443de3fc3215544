//! What another scale would change of a change, before it is decided (V4).

use domain::actor::Actor;
use domain::change::Reclassified;
use domain::ids::ChangeId;
use domain::policy::Scale;

use crate::change::read::read_change;
use crate::command::CommandStore;
use crate::error::AppError;
use crate::services::Services;

/// What it would change now. One read; nothing is kept. Everyone at PDP may (P1).
///
/// # Errors
/// [`AppError::Refused`] to others, when there is no such change, and when it cannot get this scale; [`AppError::Fault`].
pub async fn preview_reclassification<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
    scale: Scale,
    oat_required: Option<bool>,
) -> Result<Reclassified, AppError> {
    let change = read_change(services, actor, id).await?;
    let ctx = services.context();
    Ok(domain::change::preview_reclassification(&change, scale, oat_required, actor, &ctx)?)
}
