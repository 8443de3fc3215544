//! Packs of cryptographic material: published by PDP's administrators, fetched by primary technical contacts.

use std::sync::Arc;

use api::{ChangeBody, DownloadBody, EnvironmentWord, FieldProblem, NoBody, PackBody};
use app::Request;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};
use httpapi::{ApiError, Asked, Keyed, MaterialPath, Of, Seen, tagged};
use sha2::{Digest, Sha256};

use crate::{Backing, Safe};

/// The largest body taken to publish a pack, in bytes: the largest pack in base64, and what JSON puts around it.
pub const MAX_PACK_BODY: usize = 176 * 1024;

fn decoded(pack: &PackBody) -> Result<Vec<u8>, ApiError> {
    STANDARD.decode(&pack.content).map_err(|_| {
        let message = "Send the pack in standard base64 with its padding, without line breaks";
        FieldProblem::new("content", "not_base64", message).into()
    })
}

/// Publishes an encrypted pack of cryptographic material for one environment; the latest one counts.
#[utoipa::path(post, path = "/technical-changes/{id}/cryptographic-material/{environment}",
    request_body = PackBody, params(("environment" = EnvironmentWord, Path), Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn publish_material<B: Backing>(
    State(safe): State<Arc<Safe<B>>>,
    MaterialPath(change, environment): MaterialPath,
    Asked { who, body }: Asked<PackBody, MAX_PACK_BODY>,
) -> Result<impl IntoResponse, ApiError> {
    let content = decoded(&body)?;
    let sha256 = Sha256::digest(&content).into();
    let done =
        app::publish_material(&safe.services, &safe.packs, who.on(change), environment, content, sha256)
            .await?;
    Ok(tagged(&done.change))
}

/// Asks for a link to the latest pack of cryptographic material; it lives for one minute, and the history keeps who asked.
#[utoipa::path(post, path = "/technical-changes/{id}/cryptographic-material/{environment}/download",
    request_body = NoBody, params(("environment" = EnvironmentWord, Path)),
    responses((status = 201, description = "The link", body = DownloadBody)))]
pub async fn fetch_material<B: Backing>(
    State(safe): State<Arc<Safe<B>>>,
    MaterialPath(change, environment): MaterialPath,
    Keyed { caller, key, .. }: Keyed<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen: None, key: Some(&key) };
    let link = app::fetch_material(&safe.services, &safe.links, request, environment).await?;
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(DownloadBody::of(link))))
}
