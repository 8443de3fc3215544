//! Forms that upload and links that download: the bytes never pass through a function.

use std::sync::Arc;

use api::{DownloadBody, NoBody, UploadBody, UploadRequestBody};
use app::Request;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::Reason;
use domain::evidence::ReturnAddress;
use http::HeaderValue;
use http::StatusCode;
use http::header::{CACHE_CONTROL, LOCATION};
use httpapi::{ApiError, ChangePath, EvidencePath, Keyed, Of, evidence_body};

use crate::{Backing, Counter};

/// Asks for a form that uploads one file: JPEG, PNG or PDF, 25MB or smaller.
#[utoipa::path(post, path = "/technical-changes/{id}/evidence", request_body = UploadRequestBody,
    responses((status = 201, description = "The file and its form", body = UploadBody,
        headers(("Location" = String, description = "Where the state of the file is")))))]
pub async fn request_upload<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    ChangePath(change): ChangePath,
    Keyed { caller, key, body }: Keyed<UploadRequestBody>,
) -> Result<impl IntoResponse, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen: None, key: Some(&key) };
    let (services, forms) = (&counter.services, &counter.forms);
    let (declared, step) = (body.media_type.into(), body.step.map(Into::into));
    let back = ReturnAddress::read(body.return_to.as_deref(), &counter.portal)?;
    let upload =
        app::request_upload(services, forms, request, &body.file_name, declared, step, back.as_ref()).await?;
    let file = upload.change.evidence.0.get(&upload.evidence).ok_or(Reason::EvidenceNotFound)?;
    let location = format!("/technical-changes/{change}/evidence/{}", upload.evidence);
    let location = HeaderValue::try_from(location).map_err(|_| Reason::EvidenceNotFound)?;
    let body = UploadBody {
        evidence: evidence_body(upload.evidence, file, counter.services.clock.now(), false),
        form: Of::of(upload.form),
    };
    let headers = [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(body)))
}

/// Asks for a link to an accepted file; it lives for one minute, and the history keeps who asked.
#[utoipa::path(post, path = "/technical-changes/{id}/evidence/{evidence_id}/download", request_body = NoBody,
    responses((status = 201, description = "The link", body = DownloadBody)))]
pub async fn link_evidence<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    EvidencePath(change, id): EvidencePath,
    Keyed { caller, key, .. }: Keyed<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let (services, links) = (&counter.services, &counter.links);
    let link = app::link_evidence(services, links, &caller.actor, &key, change, id).await?;
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(DownloadBody::of(link))))
}
