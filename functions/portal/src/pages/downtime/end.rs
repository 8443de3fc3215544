//! Ends downtime that is under way, now (Q6).

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
    title: "End the downtime",
    heading: "End this downtime now",
    about: "Do this when the endpoints work again. PDP then tests them as usual, and its list of downtime no longer shows this as under way.",
    button: "End it now",
    states: &[DowntimeState::UnderWay],
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
        Some(change) => taken(api.end_downtime(change, place.id, &seen), typed).await?.map(|_| ()),
        None => taken(api.end_notice(place.id, &seen), typed).await?.map(|_| ()),
    };
    match sent {
        Ok(()) => Ok(Redirect::to(&format!("{}?done=ended", place.address())).into_response()),
        Err(problem) => confirm(&visit, &given, FormView::mistaken(&visit, &problem, &[]), &CONFIRM).await,
    }
}
