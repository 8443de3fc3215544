//! Drafting, checking and submitting.

use api::{AnswersBody, ChangeBody, CheckBody, NoBody};
use app::Services;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::{Change, Command};
use http::StatusCode;
use http::header::{ETAG, LOCATION};
use httpapi::{
    ApiError, Asked, Caller, ChangePath, Keyed, Of, Replacement, Seen, answers, entity_tag, tagged,
};

use crate::Store;

/// Begins a draft. Answers may be left out and filled in later.
#[utoipa::path(post, path = "/technical-changes", request_body = AnswersBody,
    responses((status = 201, description = "The draft", body = ChangeBody,
        headers(("Location" = String, description = "Where it is")))))]
pub async fn draft_change<S: Store>(
    State(services): State<Services<S>>,
    Keyed { caller, key, body }: Keyed<AnswersBody>,
) -> Result<impl IntoResponse, ApiError> {
    let done = app::draft_change(&services, &caller.actor, &key, answers(body)?).await?;
    drafted(&done.change)
}

/// Begins a draft with the answers of an earlier change of your organisation, as they were typed, also of one that has ended. Its
/// evidence files are not copied: upload those that the new draft needs. A check says which URLs are taken.
#[utoipa::path(post, path = "/technical-changes/{id}/new-draft", request_body = NoBody,
    responses((status = 201, description = "The draft", body = ChangeBody,
        headers(("Location" = String, description = "Where it is")))))]
pub async fn draft_from_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(earlier): ChangePath,
    Keyed { caller, key, .. }: Keyed<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let done = app::draft_from_change(&services, &caller.actor, &key, earlier).await?;
    drafted(&done.change)
}

/// The answer to a draft that was begun.
fn drafted(change: &Change) -> Result<impl IntoResponse + use<>, ApiError> {
    let location = format!("/technical-changes/{}", change.id);
    let headers = [(ETAG, entity_tag(change.version)), (LOCATION, header(&location)?)];
    Ok((StatusCode::CREATED, headers, Json(ChangeBody::of(change))))
}

fn header(text: &str) -> Result<http::HeaderValue, ApiError> {
    http::HeaderValue::try_from(text).map_err(|_| ApiError::NoSuchRoute)
}

/// Replaces all answers of a draft. Anything may be saved; a check says what is missing.
#[utoipa::path(put, path = "/technical-changes/{id}", request_body = AnswersBody, params(Seen),
    responses((status = 200, description = "The draft", body = ChangeBody)))]
pub async fn edit_draft<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Replacement { who, body }: Replacement<AnswersBody>,
) -> Result<impl IntoResponse, ApiError> {
    let answers = answers(body)?;
    let command = |_: &_| Command::EditDraft { answers: answers.clone() };
    let done = app::execute_command(&services, who.on(change), command).await?;
    Ok(tagged(&done.change))
}

/// Checks a draft as a submission would: every problem at once, and advice.
#[utoipa::path(get, path = "/technical-changes/{id}/check",
    responses((status = 200, description = "What was found", body = CheckBody,
        headers(("ETag" = String, description = "The version that was checked")))))]
pub async fn check_draft<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(id): ChangePath,
    caller: Caller,
) -> Result<impl IntoResponse, ApiError> {
    let checked = app::check_change(&services, &caller.actor, id).await?;
    Ok(([(ETAG, entity_tag(checked.change.version))], Json(CheckBody::of(&checked))))
}

/// Confirms and submits a draft; the answer has its reference.
#[utoipa::path(post, path = "/technical-changes/{id}/submission", request_body = NoBody, params(Seen),
    responses((status = 200, description = "The submitted change", body = ChangeBody)))]
pub async fn submit_change<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, .. }: Asked<NoBody>,
) -> Result<impl IntoResponse, ApiError> {
    let done = app::submit_change(&services, who.on(change)).await?;
    Ok(tagged(&done.change))
}
