//! The connection date: asking for another, PDP's answer, and a new one when the date has passed.

use api::{ConnectionDateBody, DateDecisionBody, OatBody, OtherDateBody};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::oat::Command;
use httpapi::{ApiError, Asked, OatPath, Seen};

use crate::Store;
use crate::carry_out::carry_out;

/// Asks for another connection date. PDP answers.
#[utoipa::path(post, path = "/oat-requests/{id}/date-changes", tag = "oat_requests",
    request_body = OtherDateBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn ask_for_date<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<OtherDateBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::AskForDate { date: Some(body.connection_date.0), reason: body.reason };
    carry_out(&services, who.on(id), &command).await
}

/// Accepts or declines another connection date.
#[utoipa::path(post, path = "/oat-requests/{id}/date-changes/decision", tag = "oat_decisions",
    request_body = DateDecisionBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn decide_date<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<DateDecisionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::DecideDate { accepted: Some(body.accepted), reason: body.reason };
    carry_out(&services, who.on(id), &command).await
}

/// Gives a new connection date of an initial connection, when the one before passed.
#[utoipa::path(post, path = "/oat-requests/{id}/connection-date", tag = "oat_requests",
    request_body = ConnectionDateBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn give_date<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<ConnectionDateBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::GiveConnectionDate { date: Some(body.connection_date.0) };
    carry_out(&services, who.on(id), &command).await
}
