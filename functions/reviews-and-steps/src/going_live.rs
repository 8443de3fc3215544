//! Holds on going live, and the connection date.

use api::{ChangeBody, ConnectionDateBody, HoldBody, ReleaseBody};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::Command;
use httpapi::{ApiError, Asked, ChangePath, Seen, tagged};

use crate::Store;
use crate::carry_out::carry_out;

/// Holds going live, until a day or until released. A hold wins over every date.
#[utoipa::path(post, path = "/technical-changes/{id}/hold", request_body = HoldBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn place_hold<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<HoldBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::PlaceHold { reason: body.reason, until: body.until.map(|day| day.0) };
    carry_out(&services, who.on(change), command).await
}

/// Releases the hold. What is due then goes live within minutes.
#[utoipa::path(post, path = "/technical-changes/{id}/hold/release", request_body = ReleaseBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn release_hold<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<ReleaseBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(change), Command::ReleaseHold { reason: body.reason }).await
}

/// Gives a new connection date, when the one before passed.
#[utoipa::path(post, path = "/technical-changes/{id}/connection-date", request_body = ConnectionDateBody,
    params(Seen), responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn give_connection_date<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<ConnectionDateBody>,
) -> Result<impl IntoResponse, ApiError> {
    let done = app::give_connection_date(&services, who.on(change), body.connection_date.0).await?;
    Ok(tagged(&done.change))
}
