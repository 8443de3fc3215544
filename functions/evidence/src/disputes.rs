//! Files of disputes: forms that upload and links that download. The dispute itself shows their states.

use std::sync::Arc;

use api::{DisputeFileBody, DownloadBody, NoBody, UploadBody};
use app::Request;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::dispute::Reason;
use domain::evidence::ReturnAddress;
use http::HeaderValue;
use http::StatusCode;
use http::header::{CACHE_CONTROL, LOCATION};
use httpapi::{ApiError, DisputeFilePath, DisputePath, Keyed, Of, evidence_body};

use crate::{Backing, Counter};

/// Asks for a form that uploads one file to a dispute: JPEG, PNG or PDF, 25MB or smaller.
#[utoipa::path(post, path = "/disputes/{id}/evidence", request_body = DisputeFileBody,
    responses((status = 201, description = "The file and its form", body = UploadBody,
        headers(("Location" = String, description = "Where the dispute is, with the state of the file")))))]
pub async fn request_dispute_upload<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    DisputePath(id): DisputePath,
    Keyed { caller, key, body }: Keyed<DisputeFileBody>,
) -> Result<impl IntoResponse, ApiError> {
    let (services, forms) = (&counter.services, &counter.forms);
    let request = Request { actor: &caller.actor, on: id, seen: None, key: Some(&key) };
    let declared = body.media_type.into();
    let back = ReturnAddress::read(body.return_to.as_deref(), &counter.portal)?;
    let upload =
        app::request_dispute_upload(services, forms, request, &body.file_name, declared, back.as_ref())
            .await?;
    let file = upload.dispute.files.0.get(&upload.evidence).ok_or(Reason::FileNotFound)?;
    let location = HeaderValue::try_from(format!("/disputes/{id}")).map_err(|_| Reason::FileNotFound)?;
    let body = UploadBody {
        evidence: evidence_body(upload.evidence, file, services.clock.now(), false),
        form: Of::of(upload.form),
    };
    let headers = [(LOCATION, location), (CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(body)))
}

/// Asks for a link to an accepted file of a dispute; it lives for one minute, and the history keeps who asked.
#[utoipa::path(post, path = "/disputes/{id}/evidence/{evidence_id}/download", request_body = NoBody,
    responses((status = 201, description = "The link", body = DownloadBody)))]
pub async fn link_dispute_file<B: Backing>(
    State(counter): State<Arc<Counter<B>>>,
    DisputeFilePath(dispute, id): DisputeFilePath,
    Keyed { caller, key, .. }: Keyed<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let (services, links) = (&counter.services, &counter.links);
    let link = app::link_evidence(services, links, &caller.actor, &key, dispute, id).await?;
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, headers, Json(DownloadBody::of(link))))
}
