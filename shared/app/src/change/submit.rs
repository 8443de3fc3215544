//! Confirms and submits a draft (C3, C4, C5, C7, C8).

use domain::change::Command;
use domain::ids::ChangeId;
use domain::reference::Reference;

use crate::change::execute::{Done, OnChange};
use crate::command::{CommandStore, Request, Snapshot};
use crate::error::AppError;
use crate::services::Services;

/// Submits the change, under a fresh reference.
///
/// # Errors
/// As [`crate::execute_command`]; a URL that someone else has is a problem of its field.
pub async fn submit_change<S: CommandStore>(
    services: &Services<S>,
    request: Request<'_, ChangeId>,
) -> Result<Done, AppError> {
    let command = |snapshot: &Snapshot| {
        let own = snapshot.organisation.as_ref();
        Command::Submit {
            reference: Reference::from_bits(services.ids.bits()),
            organisation_name: own.map(|own| own.name.to_string()).unwrap_or_default(),
            live_endpoints: own.map(|own| own.connected_endpoints()).unwrap_or_default(),
        }
    };
    OnChange::new(request, command).with(request.actor.organisation()).run(services).await
}
