//! Answers: what was asked for, with the headers that belong to it.

use std::fmt;
use std::ops::Deref;

use api::{GatewayBody, ProblemBody};
use http::header::{CONTENT_TYPE, ETAG, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, Response, StatusCode};
use serde::de::DeserializeOwned;

use crate::error::{Error, Problem};

/// The version of something that was seen: what a command on it has to name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// Of this version.
    pub fn of(version: u64) -> Self {
        Self(format!("\"{version}\""))
    }

    /// Whatever the version is by now. It overwrites what nobody saw: for repairs.
    pub fn any() -> Self {
        Self("*".to_owned())
    }

    /// Reads what [`ETag::as_str`] gave, after a form had it.
    pub fn parse(text: &str) -> Option<Self> {
        let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'))?;
        version.parse().ok().map(Self::of)
    }

    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A successful answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<A> {
    /// The HTTP status: 200, 201, 202 or 204. What is shown may have a status of its own.
    pub http_status: StatusCode,
    /// The version of what is shown, if it has one.
    pub etag: Option<ETag>,
    /// Where what was made is, if something was.
    pub location: Option<String>,
    pub body: A,
}

impl<A> Deref for Answer<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.body
    }
}

/// Reads an answer.
pub(crate) fn read<A: DeserializeOwned, F>(answer: Response<Vec<u8>>) -> Result<Answer<A>, Error<F>> {
    let (parts, bytes) = answer.into_parts();
    let (status, headers) = (parts.status, parts.headers);
    let etag = text(&headers, ETAG).and_then(|tag| ETag::parse(tag.strip_prefix("W/").unwrap_or(tag)));
    let unreadable = |why| Error::Unreadable { status, why };
    if status.is_success() {
        let location = text(&headers, LOCATION).map(str::to_owned);
        // Nothing is written where there is nothing to say.
        let bytes = if bytes.is_empty() { b"null" } else { bytes.as_slice() };
        let body = serde_json::from_slice(bytes).map_err(unreadable)?;
        return Ok(Answer { http_status: status, etag, location, body });
    }
    if text(&headers, CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/problem+json")) {
        let body: ProblemBody = serde_json::from_slice(&bytes).map_err(unreadable)?;
        let retry_after = text(&headers, RETRY_AFTER).and_then(|seconds| seconds.parse().ok());
        return Err(Error::Refused(Box::new(Problem { body, etag, retry_after })));
    }
    let GatewayBody { message } = serde_json::from_slice(&bytes).map_err(unreadable)?;
    Err(Error::Gateway { status, message })
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
