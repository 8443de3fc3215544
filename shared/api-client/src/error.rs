//! Why a call failed.

use std::ops::Deref;

use api::{CurrentBody, FieldProblem, ProblemBody};
use http::StatusCode;

use crate::etag::ETag;

/// Why a call has no success; `F` is why a transport has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error<F> {
    #[error("{}", .0.body.detail)]
    Refused(Box<Problem>),
    /// The gateway in front of the API answered: it has no advice, so go by the status. 401 is a token that does not hold any more.
    #[error("{status}: {message}")]
    Gateway {
        status: StatusCode,
        /// In the gateway's words, which are not for people.
        message: String,
    },
    /// There was no answer. Whether anything happened is unknown: send the same call again.
    #[error("no answer")]
    NoAnswer(#[source] F),
    /// What was answered is not what the document says.
    #[error("the answer cannot be read: {status}")]
    Unreadable {
        status: StatusCode,
        #[source]
        why: serde_json::Error,
    },
    /// What should be sent cannot be: a header of characters that none takes.
    #[error("the request cannot be written: {0}")]
    Unwritable(String),
}

impl<F> Error<F> {
    /// Why the API refused it, if it did.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(problem) => Some(problem),
            _ => None,
        }
    }

    /// The status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Refused(problem) => StatusCode::from_u16(problem.body.status).ok(),
            Self::Gateway { status, .. } | Self::Unreadable { status, .. } => Some(*status),
            Self::NoAnswer(_) | Self::Unwritable(_) => None,
        }
    }

    /// Whether the same call may succeed a few seconds later. With the same key nothing happens twice.
    pub fn may_pass(&self) -> bool {
        match self.status() {
            Some(status) => matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504),
            None => matches!(self, Self::NoAnswer(_)),
        }
    }
}

/// A refusal of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub body: ProblemBody,
    /// The version of [`Problem::current`].
    pub etag: Option<ETag>,
    /// After how many seconds the same call may succeed, if it may.
    pub retry_after: Option<u32>,
}

impl Problem {
    /// The stable code: `stale`, `invalid`, `role_required` …
    pub fn code(&self) -> &str {
        &self.body.code
    }

    /// What happened and what to do: a sentence for people.
    pub fn advice(&self) -> &str {
        &self.body.detail
    }

    /// What is wrong with each field, all at once.
    pub fn fields(&self) -> &[FieldProblem] {
        &self.body.errors
    }

    /// How it is now, when somebody else was faster.
    pub fn current(&self) -> Option<&CurrentBody> {
        self.body.current.as_ref()
    }
}

impl Deref for Problem {
    type Target = ProblemBody;

    fn deref(&self) -> &ProblemBody {
        &self.body
    }
}
