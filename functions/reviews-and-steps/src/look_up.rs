//! Finding what a reference names.

use api::LookUpBody;
use app::Services;
use axum::Json;
use axum::extract::State;
use httpapi::{ApiError, Caller, Of, QueryOf};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Store;

/// What is looked up. It is in the query, because people write references with spaces, and an address with an encoded path is not
/// the same to every program on the way.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LookUpQuery {
    /// A reference as somebody wrote it down: in any case, with spaces and hyphens anywhere, `O` for 0, `I` or `L` for 1. Without
    /// its prefix it is looked for as that of a change, of a request for OAT and of a support request, in this order.
    #[param(required = true, example = "tc 7q4m 0zkd")]
    pub reference: Option<String>,
}

/// Finds what a reference names, however it is written.
#[utoipa::path(get, path = "/look-up", params(LookUpQuery),
    responses((status = 200, description = "What it names", body = LookUpBody)))]
pub async fn look_up<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(query): QueryOf<LookUpQuery>,
) -> Result<Json<LookUpBody>, ApiError> {
    let written = query.reference.unwrap_or_default();
    Ok(Json(LookUpBody::of(&app::look_up(&services, &caller.actor, &written).await?)))
}
