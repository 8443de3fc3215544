//! The caller's identity.

use api::MeBody;
use app::Services;
use axum::Json;
use axum::extract::State;
use httpapi::{ApiError, Caller, me_body};

use crate::Store;

/// Reads who the caller is, their roles, and their organisation's live endpoints.
#[utoipa::path(get, path = "/me", responses((status = 200, description = "The caller", body = MeBody)))]
pub async fn read_me<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
) -> Result<Json<MeBody>, ApiError> {
    let me = app::read_me(&services, &caller.actor).await?;
    Ok(Json(me_body(caller.person, &me)))
}
