//! Reads where an export is (P1).

use domain::actor::Actor;
use domain::change::Change;
use domain::export::{self, Export, Subject};
use domain::ids::{ChangeId, ExportId};

use crate::desk::Desk;
use crate::error::AppError;
use crate::export::ports::{Exports, WantExport};
use crate::export::request::seen;

/// Where an export is asked about: at a change, or at the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportPlace {
    /// Its id.
    pub id: ExportId,
    /// The change whose bundle it is; none for the register.
    pub change: Option<ChangeId>,
}

/// The export, if there is such a one at this place that the actor may see.
///
/// # Errors
/// [`AppError::Refused`] when there is no such change that they may see, [`AppError::ExportRefused`] with
/// [`export::Refusal::NotFound`], [`AppError::Fault`].
pub async fn read_export<S: Exports>(
    desk: &Desk<S>,
    actor: &Actor,
    place: ExportPlace,
) -> Result<Export, AppError> {
    let now = desk.clock.now();
    let want = WantExport { export: Some(place.id), change: place.change, record: None, request: None, now };
    let loaded = desk.store.load_export(want).await?;
    change_of(place, loaded.change.as_ref(), actor)?;
    found(loaded.export, actor, place)
}

/// The change that the place is at, if it is at one; to whoever may not see it, it does not exist (P1).
pub(crate) fn change_of<'c>(
    place: ExportPlace,
    change: Option<&'c Change>,
    actor: &Actor,
) -> Result<Option<&'c Change>, AppError> {
    match place.change {
        Some(id) => seen(Subject::EvidenceBundle(id), change, actor),
        None => Ok(None),
    }
}

/// The export, if it is of this place and for this actor.
pub(crate) fn found(export: Option<Export>, actor: &Actor, place: ExportPlace) -> Result<Export, AppError> {
    let here = |export: &Export| export.subject.change() == place.change && export.is_for(actor);
    Ok(export.filter(here).ok_or(export::Refusal::NotFound)?)
}
