//! PDP support: answers, holds, notes that only PDP sees.

pub mod answer;
pub mod hold;
mod lasts;
pub mod notes;
pub mod release;

use api::{ChangeBody, HoldView};
use axum::routing::get;
use domain::actor::OrganisationRole;
use domain::change::{GoingLiveKind, Status};
use jiff::civil::Date;

use crate::ports::Ports;
use crate::routing::Pages;
use crate::words;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route(
            "/portal/changes/{id}/support/requests/{reference}/answer",
            get(answer::show::<P>).post(answer::send::<P>),
        )
        .route("/portal/changes/{id}/hold", get(hold::show::<P>).post(hold::send::<P>))
        .route("/portal/changes/{id}/hold/release", get(release::show::<P>).post(release::send::<P>))
        .route("/portal/changes/{id}/notes", get(notes::show::<P>).post(notes::send::<P>))
        .route("/portal/oat/{id}/notes", get(notes::show::<P>).post(notes::send::<P>))
        .route("/portal/organisations/{id}/notes", get(notes::show::<P>).post(notes::send::<P>))
}

/// Whether there is something that could go live and has not, so that a hold would do something.
pub fn can_be_held(change: &ChangeBody) -> bool {
    let is_open =
        matches!(change.status.0, Status::InReview | Status::AwaitingInformation | Status::Confirmed);
    let state = change.going_live.state.0;
    is_open && !matches!(state, GoingLiveKind::NothingToAdd | GoingLiveKind::Live)
}

/// Why it cannot be held, or a hold be released.
fn cannot_be_held(change: &ChangeBody) -> String {
    match change.going_live.state.0 {
        GoingLiveKind::Live => {
            "There is nothing to do here: the new endpoints are live already. If they must not be used, PDP support can suspend them."
                .to_owned()
        }
        _ if change.status.0.is_terminal() || change.status == Status::Draft => {
            format!("There is nothing to do here: this change {}.", change.status_words)
        }
        _ => "There is nothing to do here: this change adds no endpoint, so nothing goes live.".to_owned(),
    }
}

/// When the new endpoints go live with these holds, once the request of this reference is answered.
fn then(change: &ChangeBody, holds: &[&HoldView], answered: Option<&str>, today: Date) -> String {
    let words = match change.going_live.state.0 {
        GoingLiveKind::Held | GoingLiveKind::Scheduled | GoingLiveKind::Due => {
            words::once_done(change, holds, answered, today)
        }
        _ => words::going_live(&change.going_live),
    };
    words::of_new_endpoints(&words)
}

/// Those who are told of a hold and of its end.
fn told_of_holds() -> String {
    words::and(&[
        words::each(OrganisationRole::PrimaryBusinessContact.into()),
        words::each(OrganisationRole::ServiceManager.into()),
    ])
}
