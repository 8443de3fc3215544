//! Support requests about an initial connection: sessions, delays of going live; and holds on it.

use api::{FieldProblem, HoldBody, OatBody, ReleaseBody, SupportSessionAnswerBody, SupportSessionBody};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::support::Granted;
use domain::oat::Command;
use httpapi::{ApiError, Asked, OatPath, OatSupportPath, Seen, tagged_oat};

use crate::Store;
use crate::carry_out::carry_out;

/// Asks for a support session about an initial connection, or for a delay of going live. About a technical change, ask there.
#[utoipa::path(post, path = "/oat-requests/{id}/support-requests", tag = "oat_requests",
    request_body = SupportSessionBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn ask_for_support<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<SupportSessionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let until = body.until.map(|day| day.0);
    let delay = body.delay.unwrap_or_default();
    if until.is_some() && !delay {
        let message = "Leave this out when you do not ask for a delay";
        return Err(FieldProblem::not_expected("until", message).into());
    }
    let done = if delay {
        app::ask_for_oat_delay(&services, who.on(id), until, body.text).await?
    } else {
        app::ask_for_oat_support(&services, who.on(id), body.text).await?
    };
    Ok(tagged_oat(&done.oat))
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
    let until = body.until.map(|day| day.0);
    let granted = Granted { accepted: body.accepted, until, until_released: body.until_released };
    let command = Command::AnswerSupport { reference, answer: body.answer, granted };
    carry_out(&services, who.on(id), &command).await
}

/// Holds going live of an initial connection, until a day or until released. A hold wins over every date.
#[utoipa::path(post, path = "/oat-requests/{id}/hold", tag = "oat_decisions",
    request_body = HoldBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn hold_connection<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<HoldBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::PlaceHold { reason: body.reason, until: body.until.map(|day| day.0) };
    carry_out(&services, who.on(id), &command).await
}

/// Releases the hold on an initial connection. What is due then goes live within minutes.
#[utoipa::path(post, path = "/oat-requests/{id}/hold/release", tag = "oat_decisions",
    request_body = ReleaseBody, params(Seen),
    responses((status = 200, description = "The request", body = OatBody)))]
pub async fn release_connection<S: Store>(
    State(services): State<Services<S>>,
    OatPath(id): OatPath,
    Asked { who, body }: Asked<ReleaseBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(id), &Command::ReleaseHold { reason: body.reason }).await
}
