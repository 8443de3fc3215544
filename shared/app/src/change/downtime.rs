//! Notices of planned downtime that are given with a change (D2).

use std::collections::BTreeMap;

use domain::change::Command;
use domain::downtime::DowntimeAnswers;
use domain::endpoint::EndpointType;
use domain::ids::{ChangeId, DowntimeId, EndpointId};

use crate::change::execute::{Done, OnChange};
use crate::command::{CommandStore, Request, Snapshot};
use crate::error::AppError;
use crate::services::Services;

/// Keeps the notice, which names live endpoints of the actor's organisation.
pub async fn record_downtime<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    notice: &DowntimeAnswers,
    needed_after_all: Option<bool>,
) -> Result<Done, AppError> {
    let id = services.fresh_id();
    on_downtime(services, request, |live_endpoints| Command::RecordDowntime {
        id,
        notice: notice.clone(),
        needed_after_all,
        live_endpoints,
    })
    .await
}

/// Has a notice say something else, about live endpoints of the actor's organisation.
pub async fn move_downtime<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    id: DowntimeId,
    notice: &DowntimeAnswers,
) -> Result<Done, AppError> {
    on_downtime(services, request, |live_endpoints| Command::MoveDowntime {
        id,
        notice: notice.clone(),
        live_endpoints,
    })
    .await
}

async fn on_downtime<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
    command: impl Fn(BTreeMap<EndpointId, EndpointType>) -> Command + Send + Sync,
) -> Result<Done, AppError> {
    let command = |snapshot: &Snapshot| {
        let live = snapshot.organisation.as_ref().map(|own| own.live_endpoints.clone());
        command(live.unwrap_or_default())
    };
    OnChange::new(request, command).with(request.actor.organisation()).run(services).await
}
