//! Exports: asked for and fetched here, made by another function. Evidence bundles of changes (A1) and the register (G5).

use std::sync::Arc;

use api::{DownloadBody, ExportBody, NoBody, RegisterExportBody};
use app::ExportPlace;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::actor::Actor;
use domain::export::Subject;
use http::header::{CACHE_CONTROL, LOCATION};
use http::{HeaderValue, StatusCode};
use httpapi::{ApiError, BundlePath, Caller, ChangePath, ExportPath, Keyed, Of, export_body};

use crate::{Backing, Counter};

/// Asks for the evidence bundle of a change: a ZIP of its answers, steps, history and files, with their digests. It is made in
/// the background.
#[utoipa::path(post, path = "/technical-changes/{id}/bundle", request_body = NoBody,
    responses((status = 202, description = "It is being made", body = ExportBody,
        headers(("Location" = String, description = "Where the state of the bundle is")))))]
pub async fn request_bundle<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    ChangePath(change): ChangePath,
    Keyed { caller, key, .. }: Keyed<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let subject = Subject::EvidenceBundle(change);
    let export = app::request_export(&counter.services, &caller.actor, &key, subject).await?;
    let location = format!("/technical-changes/{change}/bundle/{}", export.id);
    Ok(accepted(location, export_body(&export, counter.services.clock.now())))
}

/// Reads where a bundle is.
#[utoipa::path(get, path = "/technical-changes/{id}/bundle/{export_id}",
    responses((status = 200, description = "The bundle", body = ExportBody)))]
pub async fn read_bundle<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    BundlePath(change, id): BundlePath,
    caller: Caller,
) -> Result<Json<ExportBody>, ApiError> {
    read(&counter, &caller.actor, ExportPlace { id, change: Some(change) }).await
}

/// Asks for a link to a bundle that is ready; it lives for one minute, and the history keeps who asked.
#[utoipa::path(post, path = "/technical-changes/{id}/bundle/{export_id}/download", request_body = NoBody,
    responses((status = 201, description = "The link", body = DownloadBody)))]
pub async fn link_bundle<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    BundlePath(change, id): BundlePath,
    keyed: Keyed<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    link(&counter, keyed, ExportPlace { id, change: Some(change) }).await
}

/// Asks for the register of endpoints: PDP gets everything that is live, an organisation its own in every state. It is made in
/// the background. CSV is safe to open in a spreadsheet: a cell that would be read as a formula has an apostrophe in front.
#[utoipa::path(post, path = "/endpoints/exports", request_body = RegisterExportBody,
    responses((status = 202, description = "It is being made", body = ExportBody,
        headers(("Location" = String, description = "Where the state of the export is")))))]
pub async fn request_register<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    Keyed { caller, key, body }: Keyed<RegisterExportBody>,
) -> Result<impl IntoResponse, ApiError> {
    let subject = Subject::Register(body.format.into());
    let export = app::request_export(&counter.services, &caller.actor, &key, subject).await?;
    let location = format!("/endpoints/exports/{}", export.id);
    Ok(accepted(location, export_body(&export, counter.services.clock.now())))
}

/// Reads where an export of the register is.
#[utoipa::path(get, path = "/endpoints/exports/{export_id}",
    responses((status = 200, description = "The export", body = ExportBody)))]
pub async fn read_register<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    ExportPath(id): ExportPath,
    caller: Caller,
) -> Result<Json<ExportBody>, ApiError> {
    read(&counter, &caller.actor, ExportPlace { id, change: None }).await
}

/// Asks for a link to an export of the register that is ready; it lives for one minute, and it is kept who asked.
#[utoipa::path(post, path = "/endpoints/exports/{export_id}/download", request_body = NoBody,
    responses((status = 201, description = "The link", body = DownloadBody)))]
pub async fn link_register<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    ExportPath(id): ExportPath,
    keyed: Keyed<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    link(&counter, keyed, ExportPlace { id, change: None }).await
}

async fn read<B: Backing>(
    counter: &Counter<B>,
    actor: &Actor,
    place: ExportPlace,
) -> Result<Json<ExportBody>, ApiError> {
    let export = app::read_export(&counter.services, actor, place).await?;
    Ok(Json(export_body(&export, counter.services.clock.now())))
}

async fn link<B: Backing>(
    counter: &Counter<B>,
    Keyed { caller, key, .. }: Keyed<NoBody>,
    place: ExportPlace,
) -> Result<impl IntoResponse + use<B>, ApiError> {
    let link = app::link_export(&counter.services, &counter.export_links, &caller.actor, &key, place).await?;
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(DownloadBody::of(link))))
}

/// It was taken on; the answer says where it will be.
fn accepted(location: String, body: ExportBody) -> impl IntoResponse {
    let location = HeaderValue::try_from(location).ok().map(|location| [(LOCATION, location)]);
    (StatusCode::ACCEPTED, location, Json(body))
}
