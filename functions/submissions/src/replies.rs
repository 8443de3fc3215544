//! An organisation's replies on a submitted change: answering PDP's question, withdrawing.

use api::{AnswerBody, ChangeBody, WithdrawalBody};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::Command;
use httpapi::{ApiError, Asked, ChangePath, Seen, tagged};

use crate::Store;

/// Answers PDP's question; the clock of the review goes on.
#[utoipa::path(post, path = "/technical-changes/{id}/answer", request_body = AnswerBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn answer_question<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<AnswerBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = |_: &_| Command::AnswerQuestion { answer: body.answer.clone() };
    Ok(tagged(&app::execute_command(&services, who.on(change), command).await?.change))
}

/// Withdraws the change; its endpoints are released.
#[utoipa::path(post, path = "/technical-changes/{id}/withdrawal", request_body = WithdrawalBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn withdraw_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<WithdrawalBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = |_: &_| Command::Withdraw { reason: body.reason.clone() };
    Ok(tagged(&app::execute_command(&services, who.on(change), command).await?.change))
}
