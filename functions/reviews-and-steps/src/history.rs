//! Reading the history of a change.

use app::Desk;
use axum::Json;
use axum::extract::State;
use domain::actor::Actor;
use httpapi::representation::HistoryBody;
use httpapi::{ApiError, Caller, ChangePath, Paging, QueryOf};

use crate::Store;

/// Reads the history of a change, oldest first.
#[utoipa::path(get, path = "/technical-changes/{id}/history",
    params(("id" = String, Path), Paging),
    responses((status = 200, description = "A page of the history", body = HistoryBody)),
)]
pub async fn read_history<S: Store>(
    State(desk): State<Desk<S>>,
    ChangePath(id): ChangePath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<HistoryBody>, ApiError> {
    let page = app::read_history(&desk, &caller.actor, id, &paging.page()?).await?;
    let to_pdp = matches!(caller.actor, Actor::Staff { .. });
    Ok(Json(if to_pdp { HistoryBody::for_pdp(page) } else { page.into() }))
}
