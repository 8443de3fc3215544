//! Keeps what was refused of exports (A1): in the history of the change whose bundle it is about, or, of the register, in that of the
//! record of whoever asked.

use domain::actor::Actor;
use domain::change::Change;
use domain::export::Subject;
use domain::tried::Deed;

use crate::command::refused::{self, Place, refuse_at_home};
use crate::desk::Desk;
use crate::error::AppError;
use crate::export::ports::Exports;
use crate::export::read::ExportPlace;
use crate::organisation::records::Party;

/// What is asked, by whom, and where it is kept if it is refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    actor: &'a Actor,
    deed: Deed,
    is_of_register: bool,
    place: Option<Place>,
    version: Option<u64>,
}

impl<'a> Asked<'a> {
    /// A link to an export.
    pub(crate) const fn link(actor: &'a Actor, place: ExportPlace) -> Self {
        let is_of_register = place.change.is_none();
        let deed = if is_of_register { Deed::LinkRegister } else { Deed::LinkBundle };
        Self { actor, deed, is_of_register, place: None, version: None }
    }

    /// An export of `subject`.
    pub(crate) const fn export(actor: &'a Actor, subject: Subject) -> Self {
        let is_of_register = subject.change().is_none();
        let deed = if is_of_register { Deed::RequestRegister } else { Deed::RequestBundle };
        Self { actor, deed, is_of_register, place: None, version: None }
    }

    /// The record to read along, because a refusal would be kept in its history.
    pub(crate) fn record(&self) -> Option<Party> {
        Party::of(self.actor).filter(|_| self.is_of_register)
    }

    /// The same, once it is known what there is.
    pub(crate) fn on(self, change: Option<&Change>, version: Option<u64>) -> Self {
        Self { place: change.map(Place::of_change), version, ..self }
    }
}

/// Keeps the refused attempt, unless it names no change that there is, and refuses. A fault is no refusal.
pub(crate) async fn refuse<S: Exports, T>(
    desk: &Desk<S>,
    asked: &Asked<'_>,
    error: AppError,
) -> Result<T, AppError> {
    match asked.place {
        Some(place) => refused::refuse(desk, asked.actor, place, asked.deed, error).await,
        None if asked.is_of_register => {
            refuse_at_home(desk, asked.actor, asked.version, asked.deed, error).await
        }
        None => Err(error),
    }
}
