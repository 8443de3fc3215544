//! Confirms and submits a draft (C3, C4, C5, C7, C8).

use domain::change::Command;
use domain::reference::Reference;

use crate::change::execute::{Done, Request, execute_command};
use crate::change::ports::Changes;
use crate::desk::Desk;
use crate::error::AppError;

/// Submits the change, under a fresh reference.
///
/// # Errors
/// As [`execute_command`]; a URL that someone else has is a problem of its field.
pub async fn submit_change<S: Changes>(desk: &Desk<S>, request: Request<'_>) -> Result<Done, AppError> {
    let organisation = request.actor.organisation();
    execute_command(desk, Request { organisation, ..request }, |loaded| {
        let own = loaded.organisation.as_ref();
        Command::Submit {
            reference: Reference::from_bits(desk.ids.bits()),
            organisation_name: own.map(|own| own.name.to_string()).unwrap_or_default(),
            live_endpoints: own.map(|own| own.connected_endpoints()).unwrap_or_default(),
        }
    })
    .await
}
