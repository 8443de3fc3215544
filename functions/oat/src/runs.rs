//! Runs of a test: their reports, running a test again, and findings about a run (O10).

use api::{NewFindingBody, OatBody, RerunBody, RetestBody, RunPage, RunReportBody};
use app::Services;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::oat::Command;
use httpapi::{
    ApiError, Asked, Caller, OatPath, Paging, QueryOf, RunPath, Seen, run_page, run_report_body, tagged_oat,
};

use crate::Store;
use crate::carry_out::carry_out;

/// Lists the runs of a request for OAT, oldest first, with how far each endpoint is.
#[utoipa::path(get, path = "/oat-requests/{id}/runs", tag = "oat_reading",
    responses((status = 200, description = "The runs", body = RunPage)))]
pub async fn list_runs<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    caller: Caller,
) -> Result<Json<RunPage>, ApiError> {
    Ok(Json(run_page(&app::read_runs(&services, &caller.actor, id).await?)))
}

/// Reads the report of a run: every attempt, with its timings, addresses, TLS, answer, cause and what to do.
#[utoipa::path(get, path = "/oat-requests/{id}/runs/{number}", tag = "oat_reading", params(Paging),
    responses((status = 200, description = "The report", body = RunReportBody)))]
pub async fn read_run<S: Store>(
    State(services): State<Services<S>>,
    RunPath(id, number): RunPath,
    caller: Caller,
    QueryOf(paging): QueryOf<Paging>,
) -> Result<Json<RunReportBody>, ApiError> {
    let to_pdp = caller.actor.is_staff();
    let seen = app::read_run(&services, &caller.actor, id, number, &paging.page()?).await?;
    let beside = (seen.present.as_ref(), seen.disputes.as_ref());
    Ok(Json(run_report_body(&seen.oat, &seen.run, seen.attempts, beside, to_pdp)))
}

/// Runs the test again. A re-run after a pass does not undo it, but nothing goes live until it has passed.
#[utoipa::path(post, path = "/oat-requests/{id}/runs", tag = "oat_decisions", request_body = RerunBody,
    params(Seen), responses((status = 200, description = "The request", body = OatBody)))]
pub async fn rerun<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<RerunBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(id), &Command::Rerun { reason: body.reason }).await
}

/// Asks for a re-test after a failure, saying what was fixed. The probe begins within a minute.
#[utoipa::path(post, path = "/oat-requests/{id}/retests", tag = "oat_requests", request_body = RetestBody,
    params(Seen), responses((status = 200, description = "The request", body = OatBody)))]
pub async fn ask_for_retest<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<RetestBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(id), &Command::AskForRetest { fixed: body.fixed }).await
}

/// Records that a synthetic request of a run came back in a registration.
#[utoipa::path(post, path = "/oat-requests/{id}/runs/{number}/findings", tag = "oat_decisions",
    request_body = NewFindingBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn record_finding<S: Store>(
    State(services): State<Services<S>>,
    RunPath(id, run): RunPath,
    Asked { who, body }: Asked<NewFindingBody>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(tagged_oat(&app::record_finding(&services, who.on(id), run, body.request_id.0, body.note).await?.oat))
}
