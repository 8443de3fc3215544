//! Bodies of commands: JSON, of bounded size, without unknown fields.

use app::RequestKey;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use domain::change::Version;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use crate::answer::ApiError;
use crate::request::Caller;
use crate::request::idempotency::request_key;
use crate::request::misfit;
use crate::request::precondition::Seen;
use crate::request::tree::Tree;

/// The largest body taken, in bytes, unless a route says otherwise: nine endpoints of 2,048 characters, the longest texts, and room to spare.
pub const MAX_BODY: usize = 64 * 1024;

/// A POST: who, their idempotency key, and what they say, in `MAX` bytes at most.
#[derive(Debug)]
pub struct Keyed<T, const MAX: usize = MAX_BODY> {
    pub caller: Caller,
    pub key: RequestKey,
    pub body: T,
}

/// Who asks for something to be done with what they saw.
#[derive(Debug)]
pub struct Asking {
    caller: Caller,
    seen: Option<Version>,
    key: Option<RequestKey>,
}

impl Asking {
    /// What they ask, of this.
    pub const fn on<T>(&self, on: T) -> app::Request<'_, T> {
        app::Request { actor: &self.caller.actor, on, seen: self.seen, key: self.key.as_ref() }
    }
}

/// A POST on something that was seen: who asks, and what they say.
#[derive(Debug)]
pub struct Asked<T, const MAX: usize = MAX_BODY> {
    pub who: Asking,
    pub body: T,
}

/// A PUT on something that was seen. Repeatable by nature, so it has no key.
#[derive(Debug)]
pub struct Replacement<T> {
    pub who: Asking,
    pub body: T,
}

impl<S: Send + Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for Keyed<T, MAX> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, state).await?;
        let bytes = collect(body, MAX).await?;
        let key = request_key(&parts, &bytes, &caller)?;
        let body = parse(&parts, &bytes)?;
        Ok(Self { caller, key, body })
    }
}

impl<S: Send + Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for Asked<T, MAX> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let Seen(seen) = Seen::from_request_parts(&mut parts, state).await?;
        let said = Keyed::<T, MAX>::from_request(Request::from_parts(parts, body), state).await?;
        Ok(Self { who: Asking { caller: said.caller, seen, key: Some(said.key) }, body: said.body })
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Replacement<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let Seen(seen) = Seen::from_request_parts(&mut parts, state).await?;
        let caller = Caller::from_request_parts(&mut parts, state).await?;
        let bytes = collect(body, MAX_BODY).await?;
        // A POST may have nothing to say; a PUT that lost its body must not empty what it replaces.
        if bytes.is_empty() {
            return Err(ApiError::BodyNotJson("it is empty".to_owned()));
        }
        Ok(Self { who: Asking { caller, seen, key: None }, body: parse(&parts, &bytes)? })
    }
}

async fn collect(body: Body, max_bytes: usize) -> Result<Bytes, ApiError> {
    match Limited::new(body, max_bytes).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(fault) if fault.is::<LengthLimitError>() => Err(ApiError::TooLarge { max_bytes }),
        Err(_) => Err(ApiError::BodyBroken),
    }
}

fn parse<T: DeserializeOwned>(parts: &Parts, bytes: &[u8]) -> Result<T, ApiError> {
    let bytes = if bytes.is_empty() {
        b"{}"
    } else if is_json(parts) {
        bytes
    } else {
        return Err(ApiError::NotJsonType);
    };
    let tree = Tree::read(bytes).map_err(ApiError::BodyNotJson)?;
    misfit::read(tree, || Tree::read(bytes).ok()).map_err(ApiError::from)
}

fn is_json(parts: &Parts) -> bool {
    let header = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = header.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}
