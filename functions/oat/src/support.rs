//! Support sessions about an initial connection.

use api::{OatBody, SupportSessionAnswerBody, SupportSessionBody};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::oat::Command;
use httpapi::{ApiError, Asked, OatPath, OatSupportPath, Seen, tagged_oat};

use crate::Store;
use crate::carry_out::carry_out;

/// Asks for a support session about an initial connection. About a technical change, ask there.
#[utoipa::path(post, path = "/oat-requests/{id}/support-requests", tag = "oat_requests",
    request_body = SupportSessionBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn ask_for_support<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<SupportSessionBody>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(tagged_oat(&app::ask_for_oat_support(&services, who.on(id), body.text).await?.oat))
}

/// Answers a support request about an initial connection.
#[utoipa::path(post, path = "/oat-requests/{id}/support-requests/{reference}/answer", tag = "oat_decisions",
    request_body = SupportSessionAnswerBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn answer_support<S: Store>(
    State(services): State<Services<S>>,
    OatSupportPath(id, reference): OatSupportPath,
    Asked { who, body }: Asked<SupportSessionAnswerBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::AnswerSupport { reference, answer: body.answer };
    carry_out(&services, who.on(id), &command).await
}
