//! A caller of the API.

use std::fmt;

use http::header::{AUTHORIZATION, InvalidHeaderValue};
use http::{HeaderValue, Method, Request};

use crate::call::{Call, IDEMPOTENCY_KEY};
use crate::transport::Transport;

/// Somebody who calls the API, with their access token.
#[derive(Clone)]
pub struct Client<T> {
    transport: T,
    authorization: Option<HeaderValue>,
}

impl<T> Client<T> {
    /// Somebody who has not signed in.
    pub const fn new(transport: T) -> Self {
        Self { transport, authorization: None }
    }

    /// The same with an access token. It is never printed.
    ///
    /// # Errors
    /// When it cannot be a token: it has characters that no header takes.
    pub fn signed_in(self, token: &str) -> Result<Self, InvalidHeaderValue> {
        let mut value = HeaderValue::try_from(format!("Bearer {token}"))?;
        value.set_sensitive(true);
        Ok(Self { authorization: Some(value), ..self })
    }

    /// What carries the calls.
    pub const fn transport(&self) -> &T {
        &self.transport
    }
}

impl<T: Transport> Client<T> {
    /// Any call, where what is sent is meant to be wrong: for tests of the API. Everything else has a method of its own.
    pub fn raw(&self, method: Method, path: &str) -> Call<'_, T, serde_json::Value> {
        self.call(method, path.to_owned())
    }

    /// A call of an operation: with the token, and to a POST with a new idempotency key.
    pub(crate) fn call<A>(&self, method: Method, path: String) -> Call<'_, T, A> {
        let mut request = Request::builder().method(&method).uri(path);
        if let Some(token) = &self.authorization {
            request = request.header(AUTHORIZATION, token);
        }
        if method == Method::POST {
            request = request.header(IDEMPOTENCY_KEY, self.transport.new_key());
        }
        Call::new(&self.transport, request)
    }
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("authorization", &self.authorization).finish_non_exhaustive()
    }
}
