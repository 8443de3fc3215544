//! Notices of planned downtime that are given with a change.

use api::{ChangeBody, DowntimeBody, NoBody, NoticeRequestBody};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::Command;
use domain::downtime::DowntimeAnswers;
use httpapi::{ApiError, Asked, Caller, ChangePath, DowntimePath, Of, Seen, tagged};

use crate::Store;
use crate::carry_out::carry_out;
use crate::notices::{CalendarFile, file};

/// Gives notice of planned downtime.
#[utoipa::path(post, path = "/technical-changes/{id}/downtime-notices", tag = "support",
    request_body = DowntimeBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn record_downtime<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<DowntimeBody>,
) -> Result<impl IntoResponse, ApiError> {
    let DowntimeBody { start, end, nature, affected_endpoints, short_notice_reason, needed_after_all } = body;
    let notice = NoticeRequestBody { start, end, nature, affected_endpoints, short_notice_reason };
    let notice = DowntimeAnswers::of(notice);
    let done = app::record_downtime(&services, who.on(change), &notice, needed_after_all).await?;
    Ok(tagged(&done.change))
}

/// Has a notice of planned downtime say something else: until it has begun everything, afterwards another end and what is done.
#[utoipa::path(post, path = "/technical-changes/{id}/downtime-notices/{downtime_id}/move",
    tag = "support", request_body = NoticeRequestBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn move_downtime<S: Store>(
    State(services): State<Services<S>>,
    DowntimePath(change, id): DowntimePath,
    Asked { who, body }: Asked<NoticeRequestBody>,
) -> Result<impl IntoResponse, ApiError> {
    let notice = DowntimeAnswers::of(body);
    Ok(tagged(&app::move_downtime(&services, who.on(change), id, &notice).await?.change))
}

/// Ends planned downtime that is under way, now.
#[utoipa::path(post, path = "/technical-changes/{id}/downtime-notices/{downtime_id}/end",
    tag = "support", request_body = NoBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn end_downtime<S: Store>(
    State(services): State<Services<S>>,
    DowntimePath(change, id): DowntimePath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(change), Command::EndDowntime { id }).await
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

/// Makes a calendar file of a notice of planned downtime.
#[utoipa::path(get, path = "/technical-changes/{id}/downtime-notices/{downtime_id}/calendar", tag = "support",
    responses((status = 200, description = "The file", body = String, content_type = "text/calendar")))]
pub async fn read_downtime_calendar<S: Store>(
    State(services): State<Services<S>>,
    DowntimePath(change, id): DowntimePath,
    caller: Caller,
) -> Result<CalendarFile, ApiError> {
    let seen = app::change_notice_calendar(&services, &caller.actor, change, id).await?;
    Ok(file(&[seen]))
}
