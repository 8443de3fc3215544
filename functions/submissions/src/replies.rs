//! An organisation's replies on a submitted change: answering PDP's question, withdrawing.

use api::{AnswerBody, ChangeBody, WithdrawalBody};
use app::{Desk, Request};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::Command;
use httpapi::{ApiError, ChangePath, Keyed, Seen, tagged};

use crate::Store;

/// Answers PDP's question; the clock of the review goes on.
#[utoipa::path(post, path = "/technical-changes/{id}/answer", request_body = AnswerBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The change", body = ChangeBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn answer_question<S: Store>(
    State(desk): State<Desk<S>>,
    ChangePath(change): ChangePath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<AnswerBody>,
) -> Result<impl IntoResponse, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen, key: Some(&key) };
    let command = |_: &_| Command::AnswerQuestion { answer: body.answer.clone() };
    Ok(tagged(&app::execute_command(&desk, request, command).await?.change))
}

/// Withdraws the change; its endpoints are released.
#[utoipa::path(post, path = "/technical-changes/{id}/withdrawal", request_body = WithdrawalBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The change", body = ChangeBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn withdraw_change<S: Store>(
    State(desk): State<Desk<S>>,
    ChangePath(change): ChangePath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<WithdrawalBody>,
) -> Result<impl IntoResponse, ApiError> {
    let request = Request { actor: &caller.actor, on: change, seen, key: Some(&key) };
    let command = |_: &_| Command::Withdraw { reason: body.reason.clone() };
    Ok(tagged(&app::execute_command(&desk, request, command).await?.change))
}
