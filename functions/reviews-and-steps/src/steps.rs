//! Steps: submitting them, deciding on them, and what integration testing needs.

use api::{
    ChangeBody, FieldProblem, IntegrationTestingBody, StepDecisionBody, StepOutcomeWord,
    StepSubmissionRequest, StepWord, TestEndpointsBody,
};
use app::Services;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::change::Command;
use domain::change::testing::TestEndpointAnswers;
use domain::policy::Step;
use httpapi::{ApiError, Asked, ChangePath, Seen, StepPath};

use crate::Store;
use crate::carry_out::carry_out;
use crate::step_body::answers_of;

/// The decision on `step`, as the rules take it.
fn decision(body: StepDecisionBody, step: Step) -> Result<Command, ApiError> {
    match (body.outcome, body.reason) {
        (StepOutcomeWord::Approve, None) => Ok(Command::ApproveStep { step }),
        (StepOutcomeWord::Approve, Some(_)) => {
            let message = "Leave this out when you approve a step";
            Err(FieldProblem::not_expected("reason", message).into())
        }
        (StepOutcomeWord::Return, reason) => {
            Ok(Command::ReturnStep { step, reason: reason.unwrap_or_default() })
        }
        (StepOutcomeWord::Reopen, reason) => {
            Ok(Command::ReopenStep { step, reason: reason.unwrap_or_default() })
        }
    }
}

/// Submits a step with its answers. The files uploaded for it belong to the submission.
#[utoipa::path(post, path = "/technical-changes/{id}/steps/{step}/submission",
    request_body = StepSubmissionRequest, params(("step" = StepWord, Path), Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn submit_step<S: Store>(
    State(services): State<Services<S>>,
    StepPath(change, step): StepPath,
    Asked { who, body }: Asked<StepSubmissionRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let answers = answers_of(body, step)?;
    carry_out(&services, who.on(change), Command::SubmitStep { answers }).await
}

/// Approves what was submitted for a step, or returns it with a reason; or opens a step again that was approved by mistake, with a
/// reason.
#[utoipa::path(post, path = "/technical-changes/{id}/steps/{step}/decision", request_body = StepDecisionBody,
    params(("step" = StepWord, Path), Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn decide_step<S: Store>(
    State(services): State<Services<S>>,
    StepPath(change, step): StepPath,
    Asked { who, body }: Asked<StepDecisionBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(change), decision(body, step)?).await
}

/// Records the test endpoints, which point at the solution to be tested.
#[utoipa::path(post, path = "/technical-changes/{id}/test-endpoints", request_body = TestEndpointsBody,
    params(Seen), responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn record_test_endpoints<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<TestEndpointsBody>,
) -> Result<impl IntoResponse, ApiError> {
    let command = Command::RecordTestEndpoints {
        endpoints: TestEndpointAnswers { find: body.find, view: body.view, pat_refresh: body.pat_refresh },
        points_at_solution: Some(body.points_at_solution),
    };
    carry_out(&services, who.on(change), command).await
}

/// Arranges integration testing with the test manager, or arranges it again.
#[utoipa::path(post, path = "/technical-changes/{id}/integration-testing",
    request_body = IntegrationTestingBody, params(Seen),
    responses((status = 200, description = "The change", body = ChangeBody)))]
pub async fn arrange_integration_testing<S: Store>(
    State(services): State<Services<S>>,
    ChangePath(change): ChangePath,
    Asked { who, body }: Asked<IntegrationTestingBody>,
) -> Result<impl IntoResponse, ApiError> {
    carry_out(&services, who.on(change), Command::ArrangeIntegrationTesting { at: Some(body.at.0) }).await
}
