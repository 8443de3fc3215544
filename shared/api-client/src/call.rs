//! One call, from its request to the answer as read.

use std::marker::PhantomData;
use std::pin::Pin;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderName, IF_MATCH};
use http::{HeaderValue, Request, Response, request};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::{Answer, read};
use crate::error::Error;
use crate::etag::ETag;
use crate::path::with_query;
use crate::query::Query;
use crate::transport::Transport;

/// The header that tells one POST from another.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A call that is ready to be sent, and answered with an `A`.
#[must_use = "nothing is sent before `send`"]
#[derive(Debug)]
pub struct Call<'c, T, A> {
    transport: &'c T,
    /// Or why it cannot be written.
    request: Result<Request<Vec<u8>>, String>,
    answer: PhantomData<fn() -> A>,
}

impl<'c, T, A> Call<'c, T, A> {
    pub(crate) fn new(transport: &'c T, request: request::Builder) -> Self {
        let request = request.header(ACCEPT, "application/json").body(Vec::new());
        Self { transport, request: request.map_err(|fault| fault.to_string()), answer: PhantomData }
    }

    /// With this idempotency key in place of a new one. A form keeps one key however often it is sent, and so does a request that is
    /// repeated: then nothing happens twice.
    pub fn key(self, key: &str) -> Self {
        self.header(IDEMPOTENCY_KEY, key)
    }

    /// With a header that the operation does not have, or in place of one that it has.
    pub fn header(self, name: HeaderName, value: &str) -> Self {
        self.changed(|request| {
            let value = HeaderValue::try_from(value).map_err(|_| format!("{name}: {value:?}"))?;
            request.headers_mut().insert(name, value);
            Ok(())
        })
    }

    /// With this body.
    pub fn sending<B: Serialize + ?Sized>(self, body: &B) -> Self {
        let written = self.changed(|request| {
            *request.body_mut() = serde_json::to_vec(body).map_err(|fault| fault.to_string())?;
            Ok(())
        });
        written.header(CONTENT_TYPE, "application/json")
    }

    /// Having seen this version.
    pub fn seeing(self, seen: &ETag) -> Self {
        self.header(IF_MATCH, seen.as_str())
    }

    pub(crate) fn asking<Q: Query>(self, query: &Q) -> Self {
        self.changed(|request| {
            let uri = with_query(request.uri().path(), &query.pairs());
            *request.uri_mut() = uri.parse().map_err(|_| uri)?;
            Ok(())
        })
    }

    fn changed(mut self, change: impl FnOnce(&mut Request<Vec<u8>>) -> Result<(), String>) -> Self {
        if let Ok(request) = &mut self.request
            && let Err(fault) = change(request)
        {
            self.request = Err(fault);
        }
        self
    }
}

type Sent<'c, F> = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, F>> + Send + 'c>>;

impl<T: Transport, A: DeserializeOwned> Call<'_, T, A> {
    /// Sends it, and reads the answer. Sent again, it is the same request with the same key.
    ///
    /// # Errors
    /// When it is refused ([`Error::Refused`]), and when it or its answer does not arrive whole.
    pub async fn send(&self) -> Result<Answer<A>, Error<T::Fault>> {
        let request = self.request.clone().map_err(Error::Unwritable)?;
        // Behind a pointer, so that not every kind of answer has a copy of all that a transport does.
        let sent: Sent<'_, T::Fault> = Box::pin(self.transport.send(request));
        read(sent.await.map_err(Error::NoAnswer)?)
    }
}
