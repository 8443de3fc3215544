//! Turns errors of the SDK into faults, and says which may be temporary. Must not lose a source.

use std::error::Error;

use app::{Fault, ServiceAnswer};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;

/// The errors of this kind among `error` and its sources.
pub(crate) fn sources<'e, E: Error + 'static>(
    error: &'e (dyn Error + 'static),
) -> impl Iterator<Item = &'e E> {
    std::iter::successors(Some(error), |&error| error.source()).filter_map(|error| error.downcast_ref())
}

/// The first of them.
pub(crate) fn source<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    sources(error).next()
}

/// Codes that mean “not now” with a status that means “no”.
const PASSING: [&str; 7] = [
    "ConditionalRequestConflict",
    "LimitExceededException",
    "RequestTimeout",
    "SendingPausedException",
    "SlowDown",
    "ThrottlingException",
    "TooManyRequestsException",
];

/// The fault of `error`.
pub(crate) fn fault<E>(action: &'static str, error: SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let passing = match &error {
        SdkError::ConstructionFailure(_) => false,
        SdkError::DispatchFailure(failure) => !failure.is_user(),
        SdkError::ServiceError(refusal) => {
            let status = refusal.raw().status();
            let code = refusal.err().code();
            status.is_server_error()
                || status.as_u16() == 429
                || code.is_some_and(|code| PASSING.contains(&code))
        }
        _ => true,
    };
    let answer = answer_of(&error);
    let fault = if passing { Fault::retryable(action, error) } else { Fault::lasting(action, error) };
    fault.answered(answer)
}

/// What the service said, if it answered. Answers to `HEAD` have no body, and so no code; their status says the most.
fn answer_of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<ServiceAnswer> {
    let status = error.raw_response()?.status().as_u16();
    // The type of an operation's error is named after the operation.
    let name = std::any::type_name::<E>().rsplit("::").next().unwrap_or_default();
    let operation = name.strip_suffix("Error").unwrap_or(name);
    Some(ServiceAnswer::new(operation, status, error.code(), error.request_id()))
}
