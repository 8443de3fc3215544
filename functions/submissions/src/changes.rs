//! Reading technical changes.

use api::{ChangeBody, ChangePage, FieldProblem};
use app::{Services, WhichChanges};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::{Refusal, Status};
use domain::figures::With;
use domain::refusal::Thing;
use httpapi::{ApiError, Caller, ChangePath, Of, Paging, QueryOf, one_of, read_code, tagged_seen};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::Object;

use crate::Store;

/// Which changes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The organisation: PDP names one, or a status, or both; others see their own.
    pub organisation: Option<String>,
    /// Only those in this status.
    #[param(inline, schema_with = statuses)]
    pub status: Option<String>,
    /// Only those in which something waits for this side, or may: of an old change that is not always known.
    #[param(inline, schema_with = sides)]
    pub waits_for: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

fn statuses() -> Object {
    one_of::<Status>()
}

fn sides() -> Object {
    one_of::<With>()
}

/// Lists the changes of an organisation, or for PDP those of everybody in one status, newest first. Each row says what waits in the
/// change and for whom. Of those that wait for one side, a page may be short or empty, and still not be the last.
#[utoipa::path(get, path = "/technical-changes", params(ListQuery),
    responses((status = 200, description = "A page of changes", body = ChangePage)))]
pub async fn list_changes<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(query): QueryOf<ListQuery>,
) -> Result<Json<ChangePage>, ApiError> {
    let page = Paging { limit: query.limit, cursor: query.cursor }.page()?;
    let status = read_code("status", query.status.as_deref())?;
    let waits_for = read_code("waits_for", query.waits_for.as_deref())?;
    let organisation = match query.organisation.map(|id| id.parse()) {
        None if caller.actor.is_staff() && status.is_none() => {
            let message = "Name the organisation whose changes you want to see, or a status";
            return Err(FieldProblem::missing("organisation", message).into());
        }
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(Refusal::NotFound(Thing::Change).into()),
    };
    let which = WhichChanges { organisation, status, waits_for };
    let found = app::list_changes(&services, &caller.actor, &which, &page).await?;
    Ok(Json(Of::of((found, &caller.actor))))
}

/// Reads a change: where it is, its answers, questions, steps and what blocks them.
#[utoipa::path(get, path = "/technical-changes/{id}",
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn read_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(id): ChangePath,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    Ok(tagged_seen(&app::see_change(&services, &caller.actor, id).await?))
}
