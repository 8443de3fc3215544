//! Gives notice of planned downtime (D2).

use domain::change::Command;
use domain::change::downtime::DowntimeAnswers;
use domain::ids::ChangeId;

use crate::change::execute::{Done, OnChange};
use crate::command::{CommandStore, Request, Snapshot};
use crate::error::AppError;
use crate::services::Services;

/// Keeps the notice, which names live endpoints of the actor's organisation.
pub async fn record_downtime<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    notice: &DowntimeAnswers,
) -> Result<Done, AppError> {
    let id = services.fresh_id();
    let command = |snapshot: &Snapshot| {
        let live = snapshot.organisation.as_ref().map(|own| own.live_endpoints.clone());
        Command::RecordDowntime { id, notice: notice.clone(), live_endpoints: live.unwrap_or_default() }
    };
    OnChange::new(request, command).with(request.actor.organisation()).run(services).await
}
