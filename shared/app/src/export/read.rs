//! Reads how far an export is (P1).

use domain::actor::Actor;
use domain::export::Export;

use crate::command::{CommandStore, ReadRequest};
use crate::error::AppError;
use crate::export::place::{ExportPlace, found, seen};
use crate::services::Services;

/// The export, if there is such a one at this place that the actor may see.
///
/// # Errors
/// [`AppError::Refused`] when there is no such change that they may see, [`AppError::Refused`] with
/// [`domain::export::Refusal::NotFound`], [`AppError::Fault`].
pub async fn read_export<S: CommandStore>(
    services: &Services<S>,
    actor: &Actor,
    place: ExportPlace,
) -> Result<Export, AppError> {
    let read =
        ReadRequest { export: Some(place.id), change: place.change, ..ReadRequest::at(services.clock.now()) };
    let snapshot = services.store.read(read).await?;
    seen(place.change, &snapshot, actor)?;
    found(&snapshot, actor, place).cloned()
}
