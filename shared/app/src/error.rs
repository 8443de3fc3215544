//! The errors of use cases.

use std::fmt;

use domain::change::{self, Change};
use domain::dispute::{self, Dispute};
use domain::oat::{self, OatRequest};
use domain::refusal::Refusal;
use domain::{downtime, export, organisation, pre_flight, quota, task};

use crate::organisation::record::Record;

/// The code by which a history keeps that others were faster every time.
pub(crate) const CONFLICT: &str = "conflict";

/// The source of an adapter's error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A failure of something outside: the store, the object store, the mail service.
#[derive(Debug, thiserror::Error)]
#[error("failed to {action}")]
pub struct Fault {
    /// What was tried, as words that follow “failed to”.
    pub action: &'static str,
    pub retryable: bool,
    /// What the service said, if it answered at all.
    pub answer: Option<Box<ServiceAnswer>>,
    #[source]
    pub source: BoxError,
}

/// What a service outside said when it did not do what it was asked: all that is needed to ask its makers about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAnswer {
    /// The operation, in the service's words: `HeadObject`.
    pub operation: String,
    /// The HTTP status.
    pub status: u16,
    /// The code of the error. An answer without a body has none, and gets the words of its status.
    pub code: Option<String>,
    /// The service's id of the request.
    pub request_id: Option<String>,
}

impl fmt::Display for ServiceAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        write!(f, " ({}", self.operation)?;
        if let Some(id) = &self.request_id {
            write!(f, ", request {id}")?;
        }
        f.write_str(")")
    }
}

impl ServiceAnswer {
    /// An answer with this status to `operation`.
    pub fn new(operation: &str, status: u16, code: Option<&str>, request_id: Option<&str>) -> Self {
        let words = match status {
            400 => Some("BadRequest"),
            403 => Some("Forbidden"),
            404 => Some("NotFound"),
            412 => Some("PreconditionFailed"),
            500 => Some("InternalError"),
            503 => Some("ServiceUnavailable"),
            _ => None,
        };
        Self {
            operation: operation.to_owned(),
            status,
            code: code.or(words).map(str::to_owned),
            request_id: request_id.map(str::to_owned),
        }
    }
}

impl Fault {
    /// A fault that may pass by itself.
    pub fn retryable(action: &'static str, source: impl Into<BoxError>) -> Self {
        Self { action, retryable: true, answer: None, source: source.into() }
    }

    /// A fault that will not pass by itself.
    pub fn lasting(action: &'static str, source: impl Into<BoxError>) -> Self {
        Self { action, retryable: false, answer: None, source: source.into() }
    }

    /// With what the service said.
    pub fn answered(self, answer: Option<ServiceAnswer>) -> Self {
        Self { answer: answer.map(Box::new), ..self }
    }

    /// Everything that is known, for a log: what was tried, what the service said, and the chain of reasons. Email addresses, which the
    /// mail service repeats in its refusals, are masked.
    pub fn with_sources(&self) -> String {
        let mut said = self.to_string();
        if let Some(answer) = &self.answer {
            said.push_str(": ");
            said.push_str(&answer.to_string());
        }
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            said.push_str(": ");
            said.push_str(&error.to_string());
            source = error.source();
        }
        said.split(' ')
            .map(|word| if word.contains('@') { "(address)" } else { word })
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// What somebody else changed, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Current {
    Change(Box<Change>),
    Oat(Box<OatRequest>),
    Record(Box<Record>),
    Downtime(Box<downtime::Notice>),
    Dispute(Box<Dispute>),
}

impl Current {
    /// Its version.
    pub const fn version(&self) -> u64 {
        match self {
            Self::Change(change) => change.version,
            Self::Oat(oat) => oat.version,
            Self::Record(record) => record.version(),
            Self::Downtime(notice) => notice.version,
            Self::Dispute(dispute) => dispute.version,
        }
    }
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The rules say no. A result for the person, not our error.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The person acted on a view that others have changed since.
    #[error("acted on a stale version")]
    Stale(Current),
    /// Others were faster at every try.
    #[error("lost every race")]
    Conflict(Current),
    /// Another probe batch took over.
    #[error("lost the lease")]
    LeaseLost,
    /// The idempotency key was used with another request.
    #[error("idempotency key reused with another request")]
    KeyReused,
    /// The page cursor is not ours.
    #[error("page cursor not understood")]
    BadCursor,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl AppError {
    /// The code by which a history keeps it (A1); none for what is no refusal.
    pub(crate) const fn kept_as(&self) -> Option<&'static str> {
        Some(match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Stale(_) => "stale",
            Self::Conflict(_) => CONFLICT,
            Self::KeyReused => "idempotency_key_reused",
            Self::BadCursor | Self::LeaseLost | Self::Fault(_) => return None,
        })
    }
}

/// A reason of an aggregate refuses as well.
macro_rules! reasons {
    ($($reason:path),+) => {$(
        impl From<$reason> for AppError {
            fn from(reason: $reason) -> Self {
                Self::Refused(reason.into())
            }
        }
    )+};
}

reasons!(
    change::Reason,
    dispute::Reason,
    downtime::Reason,
    export::Reason,
    oat::Reason,
    organisation::Reason,
    pre_flight::Reason,
    quota::Reason,
    task::Reason
);

impl From<crate::PageFault> for AppError {
    fn from(fault: crate::PageFault) -> Self {
        match fault {
            crate::PageFault::BadCursor => Self::BadCursor,
            crate::PageFault::Fault(fault) => Self::Fault(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_its_reasons_and_without_addresses() {
        let refusal = "email address is not verified: business@meadow-pensions.example.org, try another";
        let said = Fault::lasting("send an email", refusal).with_sources();
        assert_eq!(said, "failed to send an email: email address is not verified: (address) try another");
    }

    #[test]
    fn a_fault_says_what_the_service_answered() {
        let told =
            |answer| Fault::lasting("read a file", "unhandled error").answered(Some(answer)).with_sources();
        let refused = ServiceAnswer::new("GetItem", 400, Some("AccessDeniedException"), Some("5F2"));
        assert_eq!(
            told(refused),
            "failed to read a file: HTTP 400 AccessDeniedException (GetItem, request 5F2): unhandled error"
        );
        let without_body = ServiceAnswer::new("HeadObject", 403, None, None);
        assert_eq!(
            told(without_body),
            "failed to read a file: HTTP 403 Forbidden (HeadObject): unhandled error"
        );
        let unusual = ServiceAnswer::new("HeadObject", 418, None, None);
        assert_eq!(told(unusual), "failed to read a file: HTTP 418 (HeadObject): unhandled error");
    }
}
