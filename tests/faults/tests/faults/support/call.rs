//! One request and its answer.

use std::collections::BTreeMap;

use domain::actor::Actor;
use domain::change::{Change, Command};
use http::{HeaderMap, Response};
use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::By;

/// When API Gateway takes a request, in milliseconds since 1970; tokens are good then.
const REAL_TIME: i64 = 1_783_328_400_000;

/// Ids by the name that paths give them.
pub type Names = BTreeMap<&'static str, String>;

/// One request, as a scenario writes it down.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    pub by: By,
    pub method: &'static str,
    /// As in the route table, with `{id}` and the like, and the query of a GET.
    pub path: &'static str,
    /// What the caller has seen before: the address whose ETag goes into `If-Match`. Empty for nothing.
    pub seen: &'static str,
    pub body: fn() -> Value,
    /// A name in the path, and what stands for it: `step` and `prerequisites`. Empty for none.
    pub part: (&'static str, &'static str),
    /// A name for an id in the answer, and where it is.
    pub keeps: Option<(&'static str, &'static str)>,
}

impl Call {
    /// A POST on a change that was seen.
    pub const fn post(by: By, path: &'static str, body: fn() -> Value) -> Self {
        Self { by, method: "POST", path, seen: "/technical-changes/{id}", body, part: ("", ""), keeps: None }
    }

    /// A GET, with a query where there is one.
    pub const fn get(by: By, path: &'static str) -> Self {
        Self { by, method: "GET", path, seen: "", body: || Value::Null, part: ("", ""), keeps: None }
    }

    /// The route that it is for.
    pub fn route(&self) -> (&'static str, &'static str) {
        (self.method, self.path.split('?').next().unwrap_or_default())
    }

    pub const fn method(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    /// Of something that was seen at `address`, or was not seen (empty).
    pub const fn seen(self, address: &'static str) -> Self {
        Self { seen: address, ..self }
    }

    /// On this step.
    pub const fn step(self, step: &'static str) -> Self {
        Self { part: ("step", step), ..self }
    }

    /// Of this run.
    pub const fn run(self, number: &'static str) -> Self {
        Self { part: ("number", number), ..self }
    }

    /// For this environment.
    pub const fn environment(self, environment: &'static str) -> Self {
        Self { part: ("environment", environment), ..self }
    }

    /// Gives the id at `pointer` of the answer a name.
    pub const fn keeps(self, name: &'static str, pointer: &'static str) -> Self {
        Self { keeps: Some((name, pointer)), ..self }
    }

    /// As the event that API Gateway makes of it.
    pub fn event(&self, names: &Names, key: &str, seen: Option<&str>) -> Value {
        let path = named(self.path, names).replace(&format!("{{{}}}", self.part.0), self.part.1);
        let body = (self.body)();
        let mut claims = self.by.claims();
        if let Some(organisation) = claims["organisation"].as_str() {
            claims["organisation"] = Value::from(named(organisation, names));
        }
        let mut headers = json!({ "host": "api.example.org", "idempotency-key": key });
        if let Some(tag) = seen {
            headers["if-match"] = json!(tag);
        }
        if !body.is_null() {
            headers["content-type"] = json!("application/json");
        }
        let body = if body.is_null() { String::new() } else { named(&body.to_string(), names) };
        api_document::event(self.method, &path, headers, body.into_bytes(), Some(claims), REAL_TIME)
    }
}

/// The address with ids in place of names.
pub fn named(path: &str, names: &Names) -> String {
    names.iter().fold(path.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id))
}

/// What a scenario begins with.
#[derive(Debug, Clone, Copy)]
pub enum Given {
    Done(Call),
    All(&'static [Given]),
    /// The file `{evidence_id}` was uploaded, inspected and accepted.
    Accepted,
    /// The same of a file of the dispute `{id}`.
    DisputeFileAccepted,
    /// The file `{evidence_id}` was uploaded, and is being checked.
    Checking,
    /// The same of a file of the dispute `{id}`.
    DisputeFileChecking,
    /// The export `{export_id}` was made.
    Made,
    /// Somebody asked for this who has no route to ask by, or the system did.
    Commanded(fn() -> (Actor, Command)),
    /// Something that was always there gets a name.
    Known(&'static str, fn() -> String),
    /// There is a user pool, with the people of [`invited`](super::invited).
    UserPool,
    /// PDP's team has two administrators.
    SecondAdministrator,
    /// The first organisation asked for as many pre-flights in this hour as it may.
    PreFlightsSpent,
    /// There is a bucket for cryptographic material.
    MaterialBucket,
    /// So many days later the probe ran a batch, in which every endpoint answered this; the id that it sent becomes
    /// `{request_id}`.
    Probed {
        answer: u16,
        days: i32,
    },
    Named(&'static str, fn(&Change) -> String),
    /// Nothing has happened in the change for so many days.
    Quiet {
        days: i64,
    },
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// Null when there is none.
    pub body: Value,
}

impl Answer {
    pub async fn of(response: Response<axum::body::Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body in memory").to_bytes();
        let kind = parts.headers.get("content-type").and_then(|kind| kind.to_str().ok());
        let body = match kind {
            _ if bytes.is_empty() => Value::Null,
            // A file of text.
            Some(kind) if kind.starts_with("text/") => String::from_utf8_lossy(&bytes).into(),
            _ => serde_json::from_slice(&bytes).expect("JSON"),
        };
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    /// Where nobody asked.
    pub fn none() -> Self {
        Self { status: 0, headers: HeaderMap::new(), body: Value::Null }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// A text of the body, by JSON pointer; empty when it is not there.
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}
