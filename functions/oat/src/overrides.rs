//! Overrides of the result of a test: one person of PDP support proposes one, another decides on it.

use api::{OatBody, OverrideBody, OverrideDecisionBody};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::oat::Command;
use httpapi::{ApiError, Asked, OatPath, Seen};

use crate::Store;
use crate::carry_out::carry_out;

/// Proposes another result. Somebody else of PDP support decides on it.
#[utoipa::path(post, path = "/oat-requests/{id}/overrides", tag = "oat_decisions",
    request_body = OverrideBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn propose_override<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<OverrideBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::ProposeOverride { outcome: Some(body.outcome.into()), reason: body.reason };
    carry_out(&services, who.on(id), &command).await
}

/// Approves or declines another result. The person who proposed it can only take it back.
#[utoipa::path(post, path = "/oat-requests/{id}/overrides/decision", tag = "oat_decisions",
    request_body = OverrideDecisionBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn decide_override<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<OverrideDecisionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::DecideOverride { approved: Some(body.approved), reason: body.reason };
    carry_out(&services, who.on(id), &command).await
}
