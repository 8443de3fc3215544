//! Takes a notice of downtime back (Q6).

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use domain::ids::DowntimeId;

use super::notice::{Confirm, confirm, id};
use crate::form_view::{FormView, taken};
use crate::ports::Ports;
use crate::visit::{Shown, Visit};

/// What the page says.
const CONFIRM: Confirm = Confirm {
    title: "Cancel the notice of downtime",
    heading: "Cancel this notice",
    about: "There is no downtime, or none any more: PDP tests the endpoints as usual. The notice stays in the list of those cancelled lately.",
    button: "Cancel this notice",
};

/// Asks whether to.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let form = FormView::open(&visit).await?;
    confirm(&visit, id(&text)?, form, &CONFIRM).await
}

/// Does it.
pub async fn send<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let (id, typed): (DowntimeId, _) = (id(&text)?, &visit.form);
    match taken(visit.api()?.cancel_notice(id, &typed.seen()?), typed).await? {
        Ok(_) => Ok(Redirect::to(&format!("/portal/downtime/{id}?done=cancelled")).into_response()),
        Err(problem) => confirm(&visit, id, FormView::mistaken(&visit, &problem, &[]), &CONFIRM).await,
    }
}
