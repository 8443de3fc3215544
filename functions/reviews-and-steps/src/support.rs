//! Support requests.

use api::{ChangeBody, FieldProblem, OtherTestEndpointsBody, SupportAnswerBody, SupportRequestBody};
use app::{AppError, Services};
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::support::{SupportAsked, SupportKind};
use domain::change::testing::TestEndpointAnswers;
use domain::change::{Command, Refusal};
use domain::problem::{Field, Problem};
use httpapi::{ApiError, Asked, ChangePath, Of, Seen, SupportPath, tagged};

use crate::Store;
use crate::carry_out::carry_out;

/// What is asked for, as the rules take it, and in the person's own words.
fn asked(body: SupportRequestBody) -> Result<(SupportAsked, String), ApiError> {
    use SupportKind as K;
    let not_here = [
        ("until", body.until.is_some() && body.kind != K::DelayGoingLive),
        ("test_endpoints", body.test_endpoints.is_some() && body.kind != K::ChangeTestEndpoints),
    ];
    let message = "Leave this out: it is not part of this kind of request";
    let mut problems: Vec<_> = FieldProblem::none_expected(not_here, message).collect();
    let asked = match (*body.kind, body.test_endpoints) {
        (K::DelayGoingLive, _) => SupportAsked::DelayGoingLive { until: body.until.map(|day| day.0) },
        (K::ChangeTestEndpoints, Some(OtherTestEndpointsBody { find, view, pat_refresh })) => {
            SupportAsked::ChangeTestEndpoints(TestEndpointAnswers { find, view, pat_refresh })
        }
        (K::ChangeTestEndpoints, None) => {
            let message = "Enter the new test endpoints";
            problems.push(FieldProblem::missing("test_endpoints", message));
            SupportAsked::Other
        }
        (K::OatSupportSession, _) => SupportAsked::OatSupportSession,
        (K::Other, _) => SupportAsked::Other,
    };
    if problems.is_empty() { Ok((asked, body.text)) } else { Err(ApiError::Fields(problems)) }
}

/// The body has the new test endpoints in an object of their own, so that is where a problem with one of them is.
fn in_test_endpoints(error: AppError) -> ApiError {
    let AppError::Refused(Refusal::Invalid(problems)) = error else { return error.into() };
    let placed = |problem: &Problem| match problem.field {
        field @ (Field::TestFind | Field::TestView | Field::TestPatRefresh) => {
            FieldProblem { field: format!("test_endpoints.{field}"), ..FieldProblem::of(problem) }
        }
        _ => FieldProblem::of(problem),
    };
    ApiError::Fields(problems.iter().map(placed).collect())
}

/// Opens a support request; PDP answers it.
#[utoipa::path(post, path = "/technical-changes/{id}/support-requests", request_body = SupportRequestBody,
    params(Seen), responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn open_support_request<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<SupportRequestBody>,
) -> Result<impl IntoResponse, ApiError> {
    let (asked, text) = asked(body)?;
    let done = app::open_support_request(&services, who.on(change), &asked, &text)
        .await
        .map_err(in_test_endpoints)?;
    Ok(tagged(&done.change))
}

/// Answers a support request. A delay that is granted becomes a hold; other test endpoints are recorded.
#[utoipa::path(post, path = "/technical-changes/{id}/support-requests/{reference}/answer",
    request_body = SupportAnswerBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn answer_support_request<S: Store>(
    State(services): State<Services<S>>,
    SupportPath(change, reference): SupportPath,
    Asked { who, body }: Asked<SupportAnswerBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::AnswerSupportRequest {
        reference,
        answer: body.answer,
        accepted: body.accepted,
        until: body.until.map(|day| day.0),
        until_released: body.until_released,
    };
    carry_out(&services, who.on(change), command).await
}
