//! The published API document as a judge: whether a request and its answer are what `infra/openapi.yaml` says.
//!
//! Every test that calls the API sends what it sent and what it got through here. Answers are held strictly: a field that the
//! document does not have is a fault, though programs must ignore one.
//!
//! Responsible for: finding the operation and what of it does not fit. Must not: know a route, a rule or a schema of this service.

#![allow(clippy::expect_used, clippy::panic, reason = "for tests alone, which fail by panicking")]

mod answer;
mod document;
mod event;
mod operation;
mod request;
mod shapes;
mod words;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

pub use self::document::Document;
pub use self::event::event;
pub use self::operation::Operation;
pub use self::words::parser_words;

/// A request and its answer.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub method: String,
    /// The path, with a query if there was one.
    pub path: String,
    pub headers: HeaderMap,
    /// Its body; empty when there was none.
    pub body: Vec<u8>,
    pub status: StatusCode,
    pub answer_headers: HeaderMap,
    /// Its body; empty when there was none.
    pub answer: Vec<u8>,
}

impl Exchange {
    /// Of an event of API Gateway that a function was given, and what it answered.
    ///
    /// # Panics
    /// When it is no such event.
    pub fn of_event(event: &Value, status: StatusCode, answer_headers: HeaderMap, answer: Vec<u8>) -> Self {
        let text =
            |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let header = |(name, value): (&String, &Value)| {
            let value = HeaderValue::try_from(value.as_str().unwrap_or_default()).expect("a header");
            (HeaderName::try_from(name).expect("a name of a header"), value)
        };
        let body = match event["isBase64Encoded"] == true {
            true => STANDARD.decode(text("/body")).expect("base64"),
            false => text("/body").into_bytes(),
        };
        let (path, query) = (text("/rawPath"), text("/rawQueryString"));
        Self {
            method: text("/requestContext/http/method"),
            path: if query.is_empty() { path } else { format!("{path}?{query}") },
            headers: event["headers"].as_object().into_iter().flatten().map(header).collect(),
            body,
            status,
            answer_headers,
            answer,
        }
    }

    /// What of it is not as the document says: nothing, when all is well.
    pub fn faults(&self, document: &Document) -> Vec<String> {
        let path = self.path.split('?').next().unwrap_or_default();
        let mut faults = Vec::new();
        match document.operation(&self.method, path) {
            Some(operation) => {
                self.hold_answer(document, &operation, &mut faults);
                // What is refused may be wrong in any way; what is accepted must be as the document allows.
                if self.status.is_success() {
                    self.hold_request(document, &operation, &mut faults);
                }
            }
            None => self.hold_answer_of_nothing(document, document.has_path(path), &mut faults),
        }
        faults
    }

    /// Holds it against the published document.
    ///
    /// # Errors
    /// Says all that is not as it says, and what to do.
    pub fn hold(&self) -> Result<(), String> {
        let faults = self.faults(Document::published());
        if faults.is_empty() {
            return Ok(());
        }
        Err(format!(
            "{} {} ({}) is not what infra/openapi.yaml says. Correct the types it is made from and make it again, or correct what is sent:\n{}\nsent: {}\nanswer: {}",
            self.method,
            self.path,
            self.status,
            faults.join("\n"),
            String::from_utf8_lossy(&self.body),
            String::from_utf8_lossy(&self.answer),
        ))
    }
}

/// A body as JSON; text that is none is a fault.
fn json(bytes: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(bytes).map_err(|fault| format!("it is not JSON: {fault}"))
}

/// The media type of a body, without parameters.
fn media_type(headers: &HeaderMap) -> String {
    let declared = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    declared.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
