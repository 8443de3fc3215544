//! Reading requests for OAT, their runs and their history.

use app::{Desk, OatQueue};
use axum::Json;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::response::IntoResponse;
use domain::actor::Actor;
use domain::ids::OrganisationId;
use httpapi::representation::{OatBody, OatHistoryBody, OatPage, RunPage, RunReportBody};
use httpapi::{ApiError, Caller, FieldProblem, OatPath, Paging, QueryOf, RunPath, entity_tag};
use serde::Deserialize;

use crate::Store;

/// Which requests for OAT, and which page of them.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct WhichOats {
    /// For PDP: those of this organisation.
    #[param(format = "uuid")]
    pub organisation: Option<String>,
    /// For PDP: those in this queue; the document says more of it.
    #[param(inline, schema_with = queue_schema)]
    pub queue: Option<String>,
    /// Entries on the page: 1 to 100, 25 when absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    pub limit: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
}

fn queue_schema() -> utoipa::openapi::Object {
    let text = utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::Type::String);
    text.enum_values(Some(OatQueue::ALL.map(OatQueue::code))).build()
}

/// Lists requests for OAT: an organisation's own, the last requested first; to PDP those of an organisation or in a queue.
#[utoipa::path(get, path = "/oat-requests", params(WhichOats),
    responses((status = 200, description = "A page of requests", body = OatPage)),
)]
pub async fn list_oats<S: Store>(
    State(desk): State<Desk<S>>,
    caller: Caller,
    QueryOf(which): QueryOf<WhichOats>,
) -> Result<Json<OatPage>, ApiError> {
    let page = Paging { limit: which.limit, cursor: which.cursor }.page()?;
    let organisation = which.organisation.map(|id| organisation(&id)).transpose()?;
    let queue = which.queue.map(|code| queue(&code)).transpose()?;
    let staff = matches!(caller.actor, Actor::Staff { .. });
    let found = match (queue, organisation) {
        (Some(queue), None) => app::read_oat_queue(&desk, &caller.actor, queue, &page).await?,
        (None, None) if staff => app::read_oat_queue(&desk, &caller.actor, OatQueue::Failed, &page).await?,
        (None, organisation) => app::list_oats(&desk, &caller.actor, organisation, &page).await?,
        (Some(_), Some(_)) => {
            let message = "Ask for an organisation or for a queue, not for both";
            return Err(ApiError::Fields(vec![FieldProblem::new("queue", "not_expected", message)]));
        }
    };
    Ok(Json(found.into()))
}

fn organisation(id: &str) -> Result<OrganisationId, ApiError> {
    let wrong = || FieldProblem::new("organisation", "not_an_id", "Enter the id of an organisation");
    id.parse().map_err(|_| ApiError::Fields(vec![wrong()]))
}

fn queue(code: &str) -> Result<OatQueue, ApiError> {
    OatQueue::from_code(code).ok_or_else(|| {
        let known = OatQueue::ALL.map(OatQueue::code).join(", ");
        ApiError::Fields(vec![FieldProblem::new("queue", "unknown", format!("Enter one of: {known}"))])
    })
}

/// Reads a request for OAT.
#[utoipa::path(get, path = "/oat-requests/{id}", params(("id" = String, Path)),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn read_oat<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    let seen = app::read_oat(&desk, &caller.actor, id).await?;
    Ok(([(ETAG, entity_tag(seen.oat.version))], Json(OatBody::from(&seen))))
}

/// Lists the runs of a request for OAT, oldest first, with how far each endpoint is.
#[utoipa::path(get, path = "/oat-requests/{id}/runs", params(("id" = String, Path)),
    responses((status = 200, description = "The runs", body = RunPage)),
)]
pub async fn list_runs<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    caller: Caller,
) -> Result<Json<RunPage>, ApiError> {
    Ok(Json((&app::read_oat(&desk, &caller.actor, id).await?.oat).into()))
}

/// Reads the report of a run: every attempt, with its timings, addresses, TLS, answer, cause and what to do.
#[utoipa::path(get, path = "/oat-requests/{id}/runs/{number}",
    params(("id" = String, Path), ("number" = String, Path), Paging),
    responses((status = 200, description = "The report", body = RunReportBody)),
)]
pub async fn read_run<S: Store>(
    State(desk): State<Desk<S>>,
    RunPath(id, number): RunPath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<RunReportBody>, ApiError> {
    let to_pdp = matches!(caller.actor, Actor::Staff { .. });
    let seen = app::read_run(&desk, &caller.actor, id, number, &paging.page()?).await?;
    Ok(Json(RunReportBody::new(&seen.oat, &seen.run, seen.attempts, to_pdp)))
}

/// Reads the history of a request for OAT, oldest first.
#[utoipa::path(get, path = "/oat-requests/{id}/history", params(("id" = String, Path), Paging),
    responses((status = 200, description = "A page of the history", body = OatHistoryBody)),
)]
pub async fn read_oat_history<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<OatHistoryBody>, ApiError> {
    Ok(Json(app::read_oat_history(&desk, &caller.actor, id, &paging.page()?).await?.into()))
}
