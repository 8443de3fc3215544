//! Ends downtime that is under way, now (Q6).

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::DowntimeId;

use super::notice::{Confirm, confirm, id};
use crate::form_view::{FormView, taken};
use crate::ports::Ports;
use crate::visit::{Shown, Visit};

/// What the page says.
const CONFIRM: Confirm = Confirm {
    title: "End the downtime",
    heading: "End this downtime now",
    about: "The endpoints are up again from now on: PDP tests them again, and its list of downtime no longer shows this as under way.",
    button: "End it now",
};

/// Asks whether to.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    confirm(&visit, id(&text)?, form, &CONFIRM).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed): (DowntimeId, _) = (id(&text)?, &visit.form);
    match taken(visit.api()?.end_notice(id, &typed.seen()?), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/downtime/{id}?done=ended")).into_response()),
        Err(problem) => confirm(&visit, id, FormView::mistaken(&visit, &problem, &[]), &CONFIRM).await,
    }
}
