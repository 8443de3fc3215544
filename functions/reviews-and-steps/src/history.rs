//! Reading the history of a change.

use api::HistoryBody;
use app::Services;
use axum::Json;
use axum::extract::State;
use httpapi::{ApiError, Caller, ChangePath, Of, Paging, QueryOf, history_for_pdp};

use crate::Store;

/// Reads the history of a change, oldest first.
#[utoipa::path(get, path = "/technical-changes/{id}/history", params(Paging),
    responses((status = 200, description = "A page of the history", body = HistoryBody)))]
pub async fn read_history<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(id): ChangePath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<HistoryBody>, ApiError> {
    let page = app::read_history(&services, &caller.actor, id, &paging.page()?).await?;
    let to_pdp = caller.actor.is_staff();
    Ok(Json(if to_pdp { history_for_pdp(page) } else { Of::of((page, &caller.actor)) }))
}
