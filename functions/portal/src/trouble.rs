//! Why a page cannot be shown, or a form not be taken.

use api_client::{Answer, Call, Error, Transport};
use app::Fault;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use runtime::log_fault;
use serde::de::DeserializeOwned;

/// Why. The words are for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing at this address, or nothing that this person may know of.
    NotFound,
    /// The address takes no such request.
    WrongMethod,
    /// They may not; in the words of the API.
    NotAllowed(String),
    /// Somebody else changed it meanwhile.
    Stale,
    /// The same may be tried again after some seconds.
    TooMany { after: Option<u32>, advice: String },
    /// The API refused it for another reason, in its words.
    Refused(String),
    /// Something behind the portal does not answer. Nothing is known to have happened.
    Down,
    /// The token does not hold any more.
    Ended,
    /// None of our pages sent this form.
    Forged,
    /// The form was made in another session of the same person.
    OldForm,
    /// The form is too long.
    TooLong,
    /// What was sent is no form.
    Unreadable,
}

impl Trouble {
    /// The status of its page.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAllowed(_) | Self::Forged | Self::OldForm => StatusCode::FORBIDDEN,
            Self::Stale | Self::Refused(_) => StatusCode::CONFLICT,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Down => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ended => StatusCode::UNAUTHORIZED,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
        }
    }

    /// Whether what was typed is worth keeping until it can be sent again (W3).
    pub const fn keeps_form(&self) -> bool {
        matches!(
            self,
            Self::Stale | Self::TooMany { .. } | Self::Refused(_) | Self::Down | Self::Ended | Self::OldForm
        )
    }
}

/// A page of its own replaces this answer, once it is known who reads it.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        log_fault(&fault);
        Self::Down
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        Fault::lasting("write a page", error).into()
    }
}

impl<F: std::error::Error + Send + Sync + 'static> From<Error<F>> for Trouble {
    fn from(error: Error<F>) -> Self {
        let problem = match error {
            Error::Refused(problem) => problem,
            Error::Gateway { status, .. } => {
                return match status.as_u16() {
                    401 => Self::Ended,
                    403 => Self::NotAllowed("Your roles do not include this.".to_owned()),
                    404 => Self::NotFound,
                    429 => Self::TooMany { after: None, advice: String::new() },
                    _ => Fault::retryable("ask the API", error).into(),
                };
            }
            error => return Fault::retryable("ask the API", error).into(),
        };
        let advice = problem.advice().to_owned();
        match problem.status {
            401 => Self::Ended,
            403 => Self::NotAllowed(advice),
            404 => Self::NotFound,
            412 => Self::Stale,
            429 => Self::TooMany { after: problem.retry_after, advice },
            400..500 => Self::Refused(advice),
            _ => Self::Down,
        }
    }
}

/// Sends a call.
///
/// # Errors
/// [`Trouble`], for whoever wants no other page than that of the trouble.
pub async fn ask<T: Transport, A: DeserializeOwned>(call: Call<'_, T, A>) -> Result<Answer<A>, Trouble> {
    Ok(call.send().await?)
}
