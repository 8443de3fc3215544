//! The connection date: asking for another, PDP's answer, and a new one when the date has passed.

use api::{ConnectionDateBody, DateDecisionBody, OatBody, OtherDateBody};
use app::{Desk, Request};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::oat::Command;
use httpapi::{ApiError, Keyed, OatPath, Seen};

use crate::Store;
use crate::carry_out::carry_out;

/// Asks for another connection date. PDP answers.
#[utoipa::path(post, path = "/oat-requests/{id}/date-changes", tag = "oat_requests",
    request_body = OtherDateBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn ask_for_date<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<OtherDateBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = Request { actor: &caller.actor, on: id, seen, key: Some(&key) };
    let command = Command::AskForDate { date: Some(body.connection_date.0), reason: body.reason };
    carry_out(&desk, on, &command).await
}

/// Accepts or declines another connection date.
#[utoipa::path(post, path = "/oat-requests/{id}/date-changes/decision", tag = "oat_decisions",
    request_body = DateDecisionBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn decide_date<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<DateDecisionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = Request { actor: &caller.actor, on: id, seen, key: Some(&key) };
    let command = Command::DecideDate { accepted: Some(body.accepted), reason: body.reason };
    carry_out(&desk, on, &command).await
}

/// Gives a new connection date of an initial connection, when the one before passed.
#[utoipa::path(post, path = "/oat-requests/{id}/connection-date", tag = "oat_requests",
    request_body = ConnectionDateBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn give_date<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<ConnectionDateBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = Request { actor: &caller.actor, on: id, seen, key: Some(&key) };
    let command = Command::GiveConnectionDate { date: Some(body.connection_date.0) };
    carry_out(&desk, on, &command).await
}
