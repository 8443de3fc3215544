//! Problems (RFC 9457): the one place that turns a refusal or a failure into an answer, and logs it once.

mod status;

use api::{ChangeBody, CurrentBody, FieldProblem, NoticeBody, OatBody, ProblemBody, RecordBody};
use app::{AppError, Current};
use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::refusal::Refusal;
use domain::{change, dispute, downtime, export, oat, organisation, pre_flight, quota};
use http::header::{CONTENT_TYPE, ETAG, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};

use crate::answer::entity_tag;
use crate::dispute::dispute_body;
use crate::request::MAX_BODY;
use crate::shown::Of;

impl Of<&domain::problem::Problem> for FieldProblem {
    fn of(problem: &domain::problem::Problem) -> Self {
        Self::new(problem.field.to_string(), problem.violation.code(), problem.message())
    }
}

impl Of<&Current> for CurrentBody {
    fn of(current: &Current) -> Self {
        match current {
            Current::Change(change) => Self::Change(Box::new(ChangeBody::of(&**change))),
            Current::Record(record) => Self::Record(RecordBody::of(&**record)),
            Current::Downtime(notice) => Self::Downtime(NoticeBody::of(&**notice)),
            Current::Oat(oat) => Self::Oat(Box::new(OatBody::of(&**oat))),
            // Its files as they were when anything last happened.
            Current::Dispute(dispute) => {
                Self::Dispute(Box::new(dispute_body(dispute, None, dispute.updated_at, false)))
            }
        }
    }
}

/// Why a request has no success.
#[derive(Debug)]
pub enum ApiError {
    /// From a use case.
    App(AppError),
    /// No access token, or one that does not hold.
    Unauthorised,
    NoSuchRoute,
    MethodNotAllowed,
    /// `If-Match` is missing.
    PreconditionMissing,
    /// `If-Match` is not an entity tag.
    PreconditionMalformed,
    /// `Idempotency-Key` is missing.
    KeyMissing,
    /// `Idempotency-Key` has other than 1 to 255 visible ASCII characters.
    KeyMalformed,
    TooLarge {
        max_bytes: usize,
    },
    /// The body did not arrive whole.
    BodyBroken,
    /// The body is not declared as JSON.
    NotJsonType,
    BodyNotJson(String),
    /// A parameter of the query does not fit.
    BadQuery(FieldProblem),
    Fields(Vec<FieldProblem>),
}

impl From<FieldProblem> for ApiError {
    fn from(problem: FieldProblem) -> Self {
        Self::Fields(vec![problem])
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::App(AppError::Refused(refusal))
    }
}

/// A reason of an aggregate refuses as well.
macro_rules! reasons {
    ($($reason:path),+) => {$(
        impl From<$reason> for ApiError {
            fn from(reason: $reason) -> Self {
                Refusal::from(reason).into()
            }
        }
    )+};
}

reasons!(
    change::Reason,
    downtime::Reason,
    dispute::Reason,
    export::Reason,
    oat::Reason,
    organisation::Reason,
    pre_flight::Reason,
    quota::Reason
);

/// Status, title, code, detail.
type Outline = (StatusCode, &'static str, &'static str, String);

impl ApiError {
    fn outline(&self) -> Outline {
        use StatusCode as S;
        let (status, title, code, detail) = match self {
            Self::App(error) => return outline_of_app(error),
            Self::Unauthorised => {
                (S::UNAUTHORIZED, "Not signed in", "unauthorised", "Sign in again, then repeat the request")
            }
            Self::NoSuchRoute => (
                S::NOT_FOUND,
                "Not found",
                "no_such_route",
                "There is nothing at this address. Check its spelling against the API document",
            ),
            Self::MethodNotAllowed => (
                S::METHOD_NOT_ALLOWED,
                "Method not allowed",
                "method_not_allowed",
                "This address does not support this method",
            ),
            Self::PreconditionMissing => (
                S::PRECONDITION_REQUIRED,
                "Precondition required",
                "if_match_missing",
                "Send the ETag of the change that you have seen in an If-Match header",
            ),
            Self::PreconditionMalformed => (
                S::BAD_REQUEST,
                "Bad request",
                "if_match_malformed",
                "If-Match must be the ETag of the change, for example \"3\", with its quotation marks",
            ),
            Self::KeyMissing => (
                S::BAD_REQUEST,
                "Bad request",
                "idempotency_key_missing",
                "Send an Idempotency-Key header: a new random value for each request, the same when you repeat it",
            ),
            Self::KeyMalformed => (
                S::BAD_REQUEST,
                "Bad request",
                "idempotency_key_malformed",
                "Idempotency-Key must be 1 to 255 letters, digits and visible signs",
            ),
            Self::TooLarge { max_bytes } => {
                let kilobytes = max_bytes / 1024;
                let detail = match *max_bytes {
                    MAX_BODY => {
                        format!(
                            "The request must be {kilobytes} kB or smaller. Upload files as evidence instead"
                        )
                    }
                    _ => format!("The request must be {kilobytes} kB or smaller"),
                };
                return (S::PAYLOAD_TOO_LARGE, "Too large", "body_too_large", detail);
            }
            Self::BodyBroken => {
                (S::BAD_REQUEST, "Bad request", "body_broken", "The request did not arrive whole. Repeat it")
            }
            Self::NotJsonType => (
                S::UNSUPPORTED_MEDIA_TYPE,
                "Unsupported media type",
                "not_json",
                "Send the body as JSON, with the header Content-Type: application/json",
            ),
            Self::BodyNotJson(why) => {
                let detail = format!("The body cannot be read as JSON: {why}");
                return (S::BAD_REQUEST, "Bad request", "body_not_json", detail);
            }
            Self::BadQuery(_) => (
                S::BAD_REQUEST,
                "Bad request",
                "bad_query",
                "A parameter of the address needs your attention",
            ),
            Self::Fields(_) => {
                (S::UNPROCESSABLE_ENTITY, "Invalid", "invalid", "Some values need your attention")
            }
        };
        (status, title, code, detail.to_owned())
    }
}

impl ApiError {
    /// After how many seconds the same request may succeed, if it may.
    const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::App(AppError::Refused(Refusal::Quota(reason))) => reason.retry_after(),
            Self::App(AppError::Fault(fault)) if fault.retryable => Some(5),
            _ => None,
        }
    }
}

fn outline_of_app(error: &AppError) -> Outline {
    use StatusCode as S;
    let (status, title, code, detail) = match error {
        AppError::Refused(refusal) => {
            let (status, title) = status::of(refusal);
            return (status, title, refusal.code(), refusal.to_string());
        }
        AppError::Stale(_) => (
            S::PRECONDITION_FAILED,
            "Changed meanwhile",
            "stale",
            "Someone changed it after you last saw it. Nothing of yours was saved: look at it as it is now, then try again",
        ),
        AppError::Conflict(_) => (
            S::CONFLICT,
            "Changed meanwhile",
            "conflict",
            "Someone else was changing it at the same time. Nothing of yours was saved: look at it as it is now, then try again",
        ),
        AppError::KeyReused => (
            S::UNPROCESSABLE_ENTITY,
            "Key used before",
            "idempotency_key_reused",
            "This Idempotency-Key was used for another request. Use a new one",
        ),
        AppError::BadCursor => (
            S::BAD_REQUEST,
            "Bad request",
            "bad_cursor",
            "This page no longer exists. Start again from the first page",
        ),
        AppError::Fault(fault) if fault.retryable => (
            S::SERVICE_UNAVAILABLE,
            "Try again",
            "unavailable",
            "The service could not do this just now. Repeat the same request in a few seconds: nothing will happen twice",
        ),
        AppError::LeaseLost | AppError::Fault(_) => (
            S::INTERNAL_SERVER_ERROR,
            "Our fault",
            "internal",
            "Something went wrong on our side. Repeat the same request later: nothing will happen twice. If it goes on, contact PDP support",
        ),
    };
    (status, title, code, detail.to_owned())
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, title, code, detail) = self.outline();
        if let Self::App(AppError::Fault(fault)) = &self {
            let answer = fault.answer.as_deref();
            tracing::error!(
                code = "FAULT_MET",
                fault.action = fault.action,
                fault.retryable = fault.retryable,
                fault.status = answer.map(|answer| answer.status),
                fault.code = answer.and_then(|answer| answer.code.as_deref()),
                fault.request_id = answer.and_then(|answer| answer.request_id.as_deref()),
                fault.sources = fault.with_sources(),
            );
        } else {
            tracing::info!(code = "REQUEST_REFUSED", problem.code = code, http.status = status.as_u16());
        }
        let retry_after = self.retry_after();
        let (errors, current) = match self {
            Self::App(AppError::Refused(Refusal::Invalid(problems))) => {
                (problems.iter().map(FieldProblem::of).collect(), None)
            }
            Self::App(AppError::Stale(current) | AppError::Conflict(current)) => {
                (Vec::new(), Some((current.version(), CurrentBody::of(&current))))
            }
            Self::Fields(errors) => (errors, None),
            Self::BadQuery(error) => (vec![error], None),
            _ => (Vec::new(), None),
        };
        let tag = current.as_ref().map(|(version, _)| entity_tag(*version));
        let body = ProblemBody {
            kind: format!("urn:technical-change:problem:{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail,
            errors,
            current: current.map(|(_, body)| body),
        };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(tag) = tag {
            headers.insert(ETAG, tag);
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
