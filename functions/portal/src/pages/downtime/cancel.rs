//! Takes a notice of downtime back (Q6).

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::downtime::DowntimeState;

use super::given::Given;
use super::notice::{Confirm, confirm};
use crate::form_view::{FormView, taken};
use crate::ports::Ports;
use crate::visit::{Shown, Visit};

/// What the page says.
const CONFIRM: Confirm = Confirm {
    title: "Cancel the notice of downtime",
    heading: "Cancel this notice",
    about: "If you cancel it, PDP expects no downtime and tests the endpoints as usual. You still find the notice in the list of recently cancelled downtime.",
    button: "Cancel this notice",
    states: &[DowntimeState::Planned, DowntimeState::UnderWay],
};

/// Asks whether to.
pub async fn show<P: Ports>(visit: Visit<P>, Path(given): Path<Given>) -> Shown {
    let form = FormView::open(&visit).await?;
    confirm(&visit, &given, form, &CONFIRM).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(given): Path<Given>) -> Shown {
    let (place, typed, api) = (given.read()?, &visit.form, visit.api()?);
    let seen = typed.seen()?;
    let sent = match place.change {
        Some(change) => taken(api.cancel_downtime(change, place.id, &seen), typed).await?.map(|_| ()),
        None => taken(api.cancel_notice(place.id, &seen), typed).await?.map(|_| ()),
    };
    match sent {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=cancelled", place.after_cancelling())).into_response()),
        Err(problem) => confirm(&visit, &given, FormView::mistaken(&visit, &problem, &[]), &CONFIRM).await,
    }
}
