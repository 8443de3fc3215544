//! Support sessions about an initial connection.

use api::{OatBody, SupportSessionAnswerBody, SupportSessionBody};
use app::{Desk, Request};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::oat::Command;
use httpapi::{ApiError, Keyed, OatPath, OatSupportPath, Seen, tagged_oat};

use crate::Store;
use crate::carry_out::carry_out;

/// Asks for a support session about an initial connection. About a technical change, ask there.
#[utoipa::path(post, path = "/oat-requests/{id}/support-requests", tag = "oat_requests",
    request_body = SupportSessionBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn ask_for_support<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<SupportSessionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = Request { actor: &caller.actor, on: id, seen, key: Some(&key) };
    Ok(tagged_oat(&app::ask_for_oat_support(&desk, on, body.text).await?.oat))
}

/// Answers a support request about an initial connection.
#[utoipa::path(post, path = "/oat-requests/{id}/support-requests/{reference}/answer", tag = "oat_decisions",
    request_body = SupportSessionAnswerBody,
    params(("id" = String, Path), ("reference" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn answer_support<S: Store>(
    State(desk): State<Desk<S>>,
    OatSupportPath(id, reference): OatSupportPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<SupportSessionAnswerBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = Request { actor: &caller.actor, on: id, seen, key: Some(&key) };
    let command = Command::AnswerSupport { reference, answer: body.answer };
    carry_out(&desk, on, &command).await
}
