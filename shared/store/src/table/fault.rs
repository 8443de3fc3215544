//! Turns a failed call into a fault, which keeps its source and says whether the same call may work later.

use app::{Fault, ServiceAnswer};
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;

/// Codes of answers that pass by themselves although they are not server errors by status.
const PASSING: &[&str] = &[
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "TransactionInProgressException",
];

/// The fault of a failed call.
pub(crate) fn of_call<E>(action: &'static str, error: SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let (passing, answer) = (is_passing(&error), answer_of(&error));
    let fault = if passing { Fault::retryable(action, error) } else { Fault::lasting(action, error) };
    fault.answered(answer)
}

/// The fault of a call that another like it may spare.
pub(crate) fn passing<E>(action: &'static str, error: SdkError<E, HttpResponse>) -> Fault
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    Fault { retryable: true, ..of_call(action, error) }
}

/// What the table said, if it answered.
fn answer_of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<ServiceAnswer> {
    let status = error.raw_response()?.status().as_u16();
    // The type of an operation's error is named after the operation.
    let name = std::any::type_name::<E>().rsplit("::").next().unwrap_or_default();
    let operation = name.strip_suffix("Error").unwrap_or(name);
    Some(ServiceAnswer::new(operation, status, error.code(), error.request_id()))
}

/// Whether a write took place: not if its condition did not hold.
pub(crate) fn held<T, E>(
    answer: Result<T, SdkError<E, HttpResponse>>,
    action: &'static str,
) -> Result<bool, Fault>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match answer {
        Ok(_) => Ok(true),
        Err(SdkError::ServiceError(error))
            if error.err().code() == Some("ConditionalCheckFailedException") =>
        {
            Ok(false)
        }
        Err(error) => Err(of_call(action, error)),
    }
}

fn is_passing<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    match error {
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => true,
        SdkError::DispatchFailure(failure) => !failure.is_user(),
        SdkError::ServiceError(answer) => {
            answer.raw().status().is_server_error()
                || answer.err().code().is_some_and(|code| PASSING.contains(&code))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::config::http::HttpResponse;
    use aws_sdk_dynamodb::error::{ConnectorError, ErrorMetadata, SdkError};
    use aws_sdk_dynamodb::operation::get_item::GetItemError;

    use super::of_call;

    fn answer(status: u16, code: &str) -> SdkError<GetItemError, HttpResponse> {
        let raw = HttpResponse::new(status.try_into().unwrap(), "".into());
        SdkError::service_error(GetItemError::generic(ErrorMetadata::builder().code(code).build()), raw)
    }

    #[test]
    fn throttling_and_server_errors_may_pass() {
        assert!(of_call("read", answer(400, "ThrottlingException")).retryable);
        assert!(of_call("read", answer(400, "ProvisionedThroughputExceededException")).retryable);
        assert!(of_call("read", answer(503, "Whatever")).retryable);
    }

    #[test]
    fn time_outs_and_broken_connections_may_pass() {
        let timeout = SdkError::<GetItemError, _>::timeout_error("slow");
        assert!(of_call("read", timeout).retryable);
        let broken = SdkError::<GetItemError, _>::dispatch_failure(ConnectorError::io("reset".into()));
        assert!(of_call("read", broken).retryable);
    }

    #[test]
    fn a_request_the_store_does_not_accept_never_passes() {
        assert!(!of_call("read", answer(400, "ValidationException")).retryable);
        assert!(!of_call("read", answer(400, "AccessDeniedException")).retryable);
        assert!(!of_call("read", answer(400, "ResourceNotFoundException")).retryable);
    }

    #[test]
    fn a_fault_says_status_code_operation_and_request() {
        let metadata = ErrorMetadata::builder().code("AccessDeniedException").build();
        let mut raw = HttpResponse::new(400.try_into().unwrap(), "".into());
        raw.headers_mut().insert("x-amzn-requestid", "5F2");
        let error = SdkError::service_error(GetItemError::generic(metadata), raw);
        let said = of_call("read", error).with_sources();
        assert!(said.contains(": HTTP 400 AccessDeniedException (GetItem, request 5F2): "), "{said}");
    }

    #[test]
    fn a_fault_keeps_its_source() {
        let fault = of_call("read", answer(400, "ValidationException"));
        assert_eq!(fault.to_string(), "failed to read");
        assert!(std::error::Error::source(&fault).is_some());
    }
}
