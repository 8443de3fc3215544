//! Holds on going live, and the connection date.

use api::{ChangeBody, ConnectionDateBody, HoldBody, ReleaseBody};
use app::{Desk, Request};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::Command;
use httpapi::{ApiError, ChangePath, Keyed, Seen, tagged};

use crate::Store;
use crate::carry_out::carry_out;

/// Holds going live, until a day or until released. A hold wins over every date.
#[utoipa::path(post, path = "/technical-changes/{id}/hold", request_body = HoldBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The change", body = ChangeBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn place_hold<S: Store>(
    State(desk): State<Desk<S>>,
    ChangePath(change): ChangePath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<HoldBody>,
) -> Result<impl IntoResponse, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen, key: Some(&key) };
    let command = Command::PlaceHold { reason: body.reason, until: body.until.map(|day| day.0) };
    carry_out(&desk, request, command).await
}

/// Releases the hold. What is due then goes live within minutes.
#[utoipa::path(post, path = "/technical-changes/{id}/hold/release", request_body = ReleaseBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The change", body = ChangeBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn release_hold<S: Store>(
    State(desk): State<Desk<S>>,
    ChangePath(change): ChangePath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<ReleaseBody>,
) -> Result<impl IntoResponse, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen, key: Some(&key) };
    carry_out(&desk, request, Command::ReleaseHold { reason: body.reason }).await
}

/// Gives a new connection date, when the one before passed.
#[utoipa::path(post, path = "/technical-changes/{id}/connection-date", request_body = ConnectionDateBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The change", body = ChangeBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn give_connection_date<S: Store>(
    State(desk): State<Desk<S>>,
    ChangePath(change): ChangePath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<ConnectionDateBody>,
) -> Result<impl IntoResponse, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen, key: Some(&key) };
    let done = app::give_connection_date(&desk, request, body.connection_date.0).await?;
    Ok(tagged(&done.change))
}
