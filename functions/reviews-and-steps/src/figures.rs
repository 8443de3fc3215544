//! Monthly figures for PDP.

use api::FiguresBody;
use app::{AppError, Services};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use httpapi::{ApiError, Caller, Of, QueryOf, SHEET_TYPE, figures_sheet};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Store;

/// Which months.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FiguresQuery {
    /// The first month.
    #[param(required = true, example = "2026-11")]
    pub from: Option<String>,
    /// The last month, at most five years after the first; that one alone when there is none.
    #[param(example = "2026-12")]
    pub to: Option<String>,
}

/// The figures of some months: what was submitted and decided, how long it took, what was tested, and what went live. What happened in
/// the last minutes may not be counted yet.
#[utoipa::path(get, path = "/figures", params(FiguresQuery),
    responses((status = 200, description = "The figures", body = FiguresBody)))]
pub async fn read_figures<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(query): QueryOf<FiguresQuery>,
) -> Result<Json<FiguresBody>, ApiError> {
    let (from, to) = (query.from.as_deref(), query.to.as_deref());
    let months = app::read_figures(&services, &caller.actor, from, to).await?;
    Ok(Json(FiguresBody::of(&months)))
}

/// A sheet.
pub(crate) type SheetFile = ([(HeaderName, &'static str); 1], Vec<u8>);

/// Makes a sheet (CSV) of the figures of some months: a row for each month and figure, in the codes of the JSON. What happened in the last
/// minutes may not be counted yet.
#[utoipa::path(get, path = "/figures/sheet", params(FiguresQuery),
    responses((status = 200, description = "The sheet", body = String, content_type = "text/csv")))]
pub async fn read_figures_sheet<S: Store>(
    State(services): State<Services<S>>,
    caller: Caller,
    QueryOf(query): QueryOf<FiguresQuery>,
) -> Result<SheetFile, ApiError> {
    let (from, to) = (query.from.as_deref(), query.to.as_deref());
    let months = app::read_figures(&services, &caller.actor, from, to).await?;
    let sheet = figures_sheet(&months).map_err(AppError::from)?;
    Ok(([(CONTENT_TYPE, SHEET_TYPE)], sheet))
}
