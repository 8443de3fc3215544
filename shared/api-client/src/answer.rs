//! Answers: the requested value, with the headers that belong to it.

use std::ops::Deref;

use api::{GatewayBody, ProblemBody};
use http::header::{CONTENT_TYPE, ETAG, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, Response, StatusCode};
use serde::de::DeserializeOwned;

use crate::error::{Error, Problem};
use crate::etag::ETag;

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
        let bytes = match text(&headers, CONTENT_TYPE) {
            _ if bytes.is_empty() => b"null".to_vec(),
            // A file of text is a text; everything else is JSON.
            Some(kind) if kind.starts_with("text/") => {
                serde_json::to_vec(&String::from_utf8_lossy(&bytes)).map_err(unreadable)?
            }
            _ => bytes,
        };
        let body = serde_json::from_slice(&bytes).map_err(unreadable)?;
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
