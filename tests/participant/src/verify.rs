//! Verifies a find request (O4) and trusts nothing. Must not: answer it.

use serde_json::Value;
use uuid::Uuid;

use crate::clock::Clock;
use crate::config::{Expected, Provider};
use crate::finding::{Finding, Part};
use crate::material::KeyBundle;
use crate::request::Request;
use crate::tokens::{Kind, Reader};

/// Headers that a find request may have besides the one with its id.
const HEADERS: [&str; 6] = ["host", "content-type", "content-length", "accept", "user-agent", "connection"];

/// Holds find requests against what they should be.
pub(crate) struct Verifier {
    expected: Expected,
    tokens: Reader,
    clock: Clock,
}

impl Verifier {
    pub(crate) fn new(
        expected: Expected,
        key_bundle: &KeyBundle,
        clock: Clock,
    ) -> Result<Self, jsonwebtoken::errors::Error> {
        Ok(Self { expected, tokens: Reader::new(key_bundle)?, clock })
    }

    /// Everything that is wrong with a request to this provider.
    pub(crate) fn check(
        &self,
        request: &Request,
        provider: &Provider,
        server_name: Option<&str>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut wrong = |with, what: String| findings.push(Finding::new(with, what));

        if request.method != "POST" || request.version != "HTTP/1.1" {
            wrong(
                Part::RequestLine,
                format!("{} in {}, not POST in HTTP/1.1", request.method, request.version),
            );
        }
        if !provider.path.is_empty() && request.target != provider.path {
            wrong(Part::RequestLine, format!("to {}, not {}", request.target, provider.path));
        }
        match server_name {
            Some(name) if provider.is_host(name) => {
                if request.header("host") != Some(name) {
                    wrong(Part::Host, format!("Host is {:?}, not {name}", request.header("host")));
                }
            }
            other => wrong(Part::ServerName, format!("TLS was asked for {other:?}")),
        }
        let id = request.header(&self.expected.request_id_header);
        if id.is_none_or(|id| id.len() != 36 || Uuid::try_parse(id).is_err()) {
            wrong(Part::RequestId, format!("{} is {id:?}, not a UUID", self.expected.request_id_header));
        }
        if request.header("content-type") != Some("application/json") {
            wrong(
                Part::Header,
                format!("Content-Type is {:?}, not application/json", request.header("content-type")),
            );
        }
        if request.header("content-length").is_none() {
            wrong(Part::Header, "it does not say its length once".to_owned());
        }
        for (name, _) in &request.headers {
            let known = HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known))
                || name.eq_ignore_ascii_case(&self.expected.request_id_header);
            if !known {
                wrong(Part::Header, format!("there is a header {name}"));
            }
        }
        if request.more > 0 {
            wrong(Part::Body, format!("{} bytes follow it", request.more));
        }
        let at = format!("https://{}{}", server_name.unwrap_or_default(), request.target);
        findings.extend(self.body_wrong(&request.body, &at));
        findings
    }

    fn body_wrong(&self, body: &[u8], at: &str) -> Vec<Finding> {
        let fields = match serde_json::from_slice::<Value>(body) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => return vec![Finding::new(Part::Body, "it is no JSON object")],
            Err(error) => return vec![Finding::new(Part::Body, format!("it is no JSON: {error}"))],
        };
        let mut findings = Vec::new();
        let now = self.clock.now().as_second();
        let expected = [(Kind::Find, &self.expected.find_token), (Kind::User, &self.expected.user_token)];
        for (kind, field) in expected {
            match fields.get(field).and_then(Value::as_str) {
                Some(token) => findings.extend(self.tokens.check(kind, token, at, &self.expected, now)),
                None => findings.push(Finding::new(Part::Body, format!("{field} is not in it"))),
            }
        }
        let known = |name: &String| expected.iter().any(|(_, field)| *field == name);
        let more = fields.keys().filter(|name| !known(name));
        findings.extend(more.map(|name| Finding::new(Part::Body, format!("{name} is in it"))));
        findings
    }
}
