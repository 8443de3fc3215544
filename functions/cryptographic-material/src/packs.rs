//! Packs of cryptographic material: published by PDP's administrators, fetched by primary technical contacts.

use std::sync::Arc;

use app::Request;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};
use httpapi::representation::{ChangeBody, DownloadBody, EnvironmentWord};
use httpapi::{ApiError, FieldProblem, Keyed, MaterialPath, NoBody, Seen, tagged};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::{Backing, Safe};

/// The largest body taken to publish a pack, in bytes: the largest pack in base64, and what JSON puts around it.
pub const MAX_PACK_BODY: usize = 176 * 1024;

/// A pack to publish. It cannot be printed: what is in it is nobody's business.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct PackBody {
    /// The encrypted pack, 131,072 bytes or smaller, in standard base64 with its padding.
    #[schema(
        content_encoding = "base64",
        min_length = 4,
        max_length = 174_764,
        pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$",
        example = "UEsDBBQ="
    )]
    pub content: String,
}

impl PackBody {
    fn decoded(&self) -> Result<Vec<u8>, ApiError> {
        STANDARD.decode(&self.content).map_err(|_| {
            let message = "Send the pack in standard base64 with its padding, without line breaks";
            ApiError::Fields(vec![FieldProblem::new("content", "not_base64", message)])
        })
    }
}

/// Publishes an encrypted pack of cryptographic material for one environment; the latest one counts.
#[utoipa::path(post, path = "/technical-changes/{id}/cryptographic-material/{environment}", request_body = PackBody,
    params(("id" = String, Path),
        ("environment" = EnvironmentWord, Path, description = "Where the material is deployed"),
        ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The change", body = ChangeBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn publish_material<B: Backing>(
    State(safe): State<Arc<Safe<B>>>,
    MaterialPath(change, environment): MaterialPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<PackBody, MAX_PACK_BODY>,
) -> Result<impl IntoResponse, ApiError> {
    let content = body.decoded()?;
    let sha256 = Sha256::digest(&content).into();
    let request = Request { actor: &caller.actor, on: change, seen, key: Some(&key) };
    let done = app::publish_material(&safe.desk, &safe.packs, request, environment, content, sha256).await?;
    Ok(tagged(&done.change))
}

/// Asks for a link to the latest pack of cryptographic material; it lives for one minute, and the history keeps who asked.
#[utoipa::path(post, path = "/technical-changes/{id}/cryptographic-material/{environment}/download",
    request_body(content = NoBody),
    params(("id" = String, Path),
        ("environment" = EnvironmentWord, Path, description = "Where the material is deployed")),
    responses((status = 201, description = "The link", body = DownloadBody)),
)]
pub async fn fetch_material<B: Backing>(
    State(safe): State<Arc<Safe<B>>>,
    MaterialPath(change, environment): MaterialPath,
    Keyed { caller, key, .. }: Keyed<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen: None, key: Some(&key) };
    let link = app::fetch_material(&safe.desk, &safe.links, request, environment).await?;
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(DownloadBody::from(link))))
}
