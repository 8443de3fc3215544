//! What PDP support does with OAT: re-runs, overrides, dates, findings, answers.

use app::{Desk, OnOat};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::ids::FindRequestId;
use domain::oat::Command;
use httpapi::representation::{OatBody, OutcomeWord};
use httpapi::{ApiError, Keyed, OatPath, OatSupportPath, RunPath, Seen, tagged_oat};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Store;

/// A re-run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct RerunBody {
    /// Why.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub reason: Option<String>,
}

/// Another result.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OverrideBody {
    /// What the result should be.
    pub outcome: OutcomeWord,
    /// Why.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub reason: String,
}

/// A decision on another result.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct OverrideDecisionBody {
    /// Whether it is approved.
    pub approved: bool,
    /// Why not, when it is declined.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub reason: Option<String>,
}

/// A decision on another connection date.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct DateDecisionBody {
    /// Whether it is granted.
    pub accepted: bool,
    /// Why; needed when it is declined.
    #[serde(default)]
    #[schema(max_length = 1_000)]
    pub reason: Option<String>,
}

/// A synthetic request that came back in a registration.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NewFindingBody {
    /// The id that came back: the `X-Request-ID` of an attempt of the run.
    #[schema(value_type = String, format = "uuid")]
    pub request_id: FindRequestText,
    /// What PDP knows of it.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub note: String,
}

/// The id of a find request.
#[derive(Debug, Clone, Copy)]
pub struct FindRequestText(pub FindRequestId);

impl<'de> Deserialize<'de> for FindRequestText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        httpapi::id(deserializer, "the request id of an attempt").map(Self)
    }
}

/// PDP's answer to a support request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SupportSessionAnswerBody {
    /// The answer.
    #[schema(min_length = 1, max_length = 1_000, pattern = "\\S")]
    pub answer: String,
}

/// Runs the test again. A re-run after a pass does not undo it, but nothing goes live until it has passed.
#[utoipa::path(post, path = "/oat-requests/{id}/runs", request_body = RerunBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn rerun<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<RerunBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    Ok(tagged_oat(&app::execute_oat_command(&desk, on, &Command::Rerun { reason: body.reason }).await?.oat))
}

/// Proposes another result. Somebody else of PDP support decides on it.
#[utoipa::path(post, path = "/oat-requests/{id}/overrides", request_body = OverrideBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn propose_override<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<OverrideBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    let command = Command::ProposeOverride { outcome: Some(body.outcome.into()), reason: body.reason };
    Ok(tagged_oat(&app::execute_oat_command(&desk, on, &command).await?.oat))
}

/// Approves or declines another result. Whoever proposed it can only take it back.
#[utoipa::path(post, path = "/oat-requests/{id}/overrides/decision", request_body = OverrideDecisionBody,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn decide_override<S: Store>(
    State(desk): State<Desk<S>>,
    OatPath(id): OatPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<OverrideDecisionBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    let command = Command::DecideOverride { approved: Some(body.approved), reason: body.reason };
    Ok(tagged_oat(&app::execute_oat_command(&desk, on, &command).await?.oat))
}

/// Accepts or declines another connection date.
#[utoipa::path(post, path = "/oat-requests/{id}/date-changes/decision", request_body = DateDecisionBody,
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
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    let command = Command::DecideDate { accepted: Some(body.accepted), reason: body.reason };
    Ok(tagged_oat(&app::execute_oat_command(&desk, on, &command).await?.oat))
}

/// Records that a synthetic request of a run came back in a registration.
#[utoipa::path(post, path = "/oat-requests/{id}/runs/{number}/findings", request_body = NewFindingBody,
    params(("id" = String, Path), ("number" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn record_finding<S: Store>(
    State(desk): State<Desk<S>>,
    RunPath(id, run): RunPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<NewFindingBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    Ok(tagged_oat(&app::record_finding(&desk, on, run, body.request_id.0, body.note).await?.oat))
}

/// Answers a support request about an initial connection.
#[utoipa::path(post, path = "/oat-requests/{id}/support-requests/{reference}/answer", request_body = SupportSessionAnswerBody,
    params(("id" = String, Path), ("reference" = String, Path), ("If-Match" = String, Header, description = "The ETag that was seen")),
    responses((status = 200, description = "The request", body = OatBody,
        headers(("ETag" = String, description = "Its version")))),
)]
pub async fn answer_support<S: Store>(
    State(desk): State<Desk<S>>,
    OatSupportPath(id, reference): OatSupportPath,
    Seen(seen): Seen,
    Keyed { caller, key, body }: Keyed<SupportSessionAnswerBody>,
) -> Result<impl IntoResponse, ApiError> {
    let on = OnOat { actor: &caller.actor, id, seen, key: Some(&key) };
    let command = Command::AnswerSupport { reference, answer: body.answer };
    Ok(tagged_oat(&app::execute_oat_command(&desk, on, &command).await?.oat))
}
