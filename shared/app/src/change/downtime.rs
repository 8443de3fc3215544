//! Gives notice of planned downtime (D2).

use domain::change::Command;
use domain::change::downtime::DowntimeAnswers;

use crate::change::execute::{Done, Request, execute_command};
use crate::change::ports::Changes;
use crate::desk::Desk;
use crate::error::AppError;

/// Keeps the notice, which names live endpoints of the actor's organisation.
///
/// # Errors
/// As [`execute_command`].
pub async fn record_downtime<S: Changes>(
    desk: &Desk<S>,
    request: Request<'_>,
    notice: &DowntimeAnswers,
) -> Result<Done, AppError> {
    let id = desk.fresh_id();
    let organisation = request.actor.organisation();
    execute_command(desk, Request { organisation, ..request }, |loaded| Command::RecordDowntime {
        id,
        notice: notice.clone(),
        live_endpoints: loaded
            .organisation
            .as_ref()
            .map(|own| own.live_endpoints.clone())
            .unwrap_or_default(),
    })
    .await
}
