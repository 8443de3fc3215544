//! What came back.

use axum::body::Bytes;
use http::{HeaderMap, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
    /// Null when there is none.
    pub body: Value,
}

impl Answer {
    /// The answer of a router.
    pub fn of(response: Response<axum::body::Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = pollster::block_on(body.collect()).expect("a body in memory").to_bytes();
        let kind = parts.headers.get("content-type").and_then(|kind| kind.to_str().ok());
        let body = match kind {
            _ if bytes.is_empty() => Value::Null,
            // A file of text.
            Some(kind) if kind.starts_with("text/") => {
                String::from_utf8(bytes.to_vec()).expect("text").into()
            }
            _ => serde_json::from_slice(&bytes).expect("JSON"),
        };
        Self { status: parts.status, headers: parts.headers, bytes, body }
    }

    /// A header; empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// The answer, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        self
    }

    /// The answer, if it is a problem with this status and code.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status.as_u16(), self.text("/code")), (status, code), "{:#}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        self
    }

    /// The answer, if it is a problem of exactly these fields, each with its code.
    #[track_caller]
    pub fn expect_fields(self, fields: &[(&str, &str)]) -> Self {
        let answer = self.expect_problem(422, "invalid");
        assert_eq!(answer.fields(), fields, "{:#}", answer.body);
        answer
    }

    /// The fields of a problem, each with its code.
    pub fn fields(&self) -> Vec<(&str, &str)> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.map(|error| (text_of(error, "field"), text_of(error, "code"))).collect()
    }

    /// A text of the body, by JSON pointer; empty when it is not there.
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}

/// A text of an object; empty when it is not there.
fn text_of<'v>(object: &'v Value, name: &str) -> &'v str {
    object[name].as_str().unwrap_or_default()
}

/// The body without the answers of a form: the snapshot of the change after its review shows them, once.
pub fn without_answers(body: Value) -> Value {
    match body {
        Value::Object(members) => {
            let shown = |(name, value): (String, Value)| match value {
                Value::Object(_) if name == "answers" => (name, "see change_after_its_review".into()),
                value => (name, without_answers(value)),
            };
            members.into_iter().map(shown).collect()
        }
        Value::Array(values) => values.into_iter().map(without_answers).collect(),
        value => value,
    }
}
