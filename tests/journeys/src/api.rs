//! Calls to the public API, as a portal would make them.

use anyhow::{Result, ensure};
use api_document::Exchange;
use serde_json::Value;
use ureq::http::Request;

use crate::stack::Stack;

/// A person with their token.
#[derive(Debug, Clone)]
pub struct Caller {
    stack: Stack,
    token: Option<String>,
}

/// An answer of the API.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The entity tag, if there is one.
    pub etag: Option<String>,
    /// Where what was made is, if something was.
    pub location: Option<String>,
    /// The media type.
    pub media_type: String,
    /// The body; null when there is none.
    pub body: Value,
}

impl Answer {
    /// The answer, if it has this status.
    ///
    /// # Errors
    /// When it has another; with the whole body.
    pub fn expect(self, status: u16) -> Result<Self> {
        ensure!(self.status == status, "expected {status}, got {}: {:#}", self.status, self.body);
        Ok(self)
    }

    /// A text of the body, by JSON pointer; empty when it is not there.
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Caller {
    pub(crate) fn new(stack: &Stack, token: Option<String>) -> Self {
        Self { stack: stack.clone(), token }
    }

    /// The token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// GETs `path`.
    ///
    /// # Errors
    /// When there is no answer at all.
    pub fn get(&self, path: &str) -> Result<Answer> {
        self.send("GET", path, &[], None)
    }

    /// POSTs `body` to `path` with a fresh idempotency key, having seen `etag`.
    ///
    /// # Errors
    /// When there is no answer at all.
    pub fn post(&self, path: &str, etag: Option<&str>, body: &Value) -> Result<Answer> {
        let key = uuid::Uuid::new_v4().to_string();
        self.post_with_key(path, etag, &key, body)
    }

    /// POSTs `body` to `path` with this idempotency key, having seen `etag`.
    ///
    /// # Errors
    /// When there is no answer at all.
    pub fn post_with_key(&self, path: &str, etag: Option<&str>, key: &str, body: &Value) -> Result<Answer> {
        let mut headers = vec![("idempotency-key", key)];
        headers.extend(etag.map(|etag| ("if-match", etag)));
        self.send("POST", path, &headers, Some(body.to_string().as_bytes()))
    }

    /// PUTs `body` to `path`, having seen `etag`.
    ///
    /// # Errors
    /// When there is no answer at all.
    pub fn put(&self, path: &str, etag: &str, body: &Value) -> Result<Answer> {
        self.send("PUT", path, &[("if-match", etag)], Some(body.to_string().as_bytes()))
    }

    /// Sends anything.
    ///
    /// # Errors
    /// When there is no answer at all, or the document has another one.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Answer> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.stack.api));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(body.unwrap_or_default())?;
        let sent = request.headers().clone();
        let response = match body {
            Some(_) => self.stack.agent.run(request)?,
            None => self.stack.agent.run(request.map(|_| ()))?,
        };
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let (etag, location) = (header("etag"), header("location"));
        let media_type = header("content-type").unwrap_or_default();
        let (parts, mut answer) = response.into_parts();
        let text = answer.read_to_string()?;
        let exchange = Exchange {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: sent,
            body: body.unwrap_or_default().to_vec(),
            status: parts.status,
            answer_headers: parts.headers,
            answer: text.clone().into_bytes(),
        };
        exchange.hold().map_err(anyhow::Error::msg)?;
        let status = parts.status.as_u16();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Answer { status, etag, location, media_type, body })
    }
}
