//! Notices of planned downtime.

use api::{ChangeBody, DowntimeBody, NoBody};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::Command;
use domain::change::downtime::DowntimeAnswers;
use httpapi::{ApiError, Asked, ChangePath, DowntimePath, Seen, tagged};

use crate::Store;
use crate::carry_out::carry_out;

/// Gives notice of planned downtime.
#[utoipa::path(post, path = "/technical-changes/{id}/downtime-notices", tag = "support",
    request_body = DowntimeBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn record_downtime<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<DowntimeBody>,
) -> Result<impl IntoResponse, ApiError> {
    let notice = DowntimeAnswers {
        start: Some(body.start.0),
        end: Some(body.end.0),
        nature: body.nature,
        affected_endpoints: body.affected_endpoints.iter().map(|id| id.0).collect(),
        short_notice_reason: body.short_notice_reason.unwrap_or_default(),
        needed_after_all: body.needed_after_all,
    };
    let done = app::record_downtime(&services, who.on(change), &notice).await?;
    Ok(tagged(&done.change))
}

/// Takes a notice of planned downtime back.
#[utoipa::path(post, path = "/technical-changes/{id}/downtime-notices/{downtime_id}/cancellation",
    tag = "support", request_body = NoBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn cancel_downtime<S: Store>(
    State(services): State<Services<S>>,
    DowntimePath(change, id): DowntimePath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(change), Command::CancelDowntime { id }).await
}
