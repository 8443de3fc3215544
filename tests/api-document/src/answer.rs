//! Whether an answer is one that the document has for its operation.

use http::HeaderMap;
use serde_json::{Value, json};

use crate::document::Document;
use crate::operation::Operation;
use crate::words::parser_words;
use crate::{Exchange, json, media_type};

const PROBLEM: &str = "application/problem+json";

/// Headers that say something of an answer: they are there if the document has them, and only then.
const TELLING: [&str; 5] = ["allow", "etag", "location", "retry-after", "www-authenticate"];

impl Exchange {
    pub(crate) fn hold_answer(
        &self,
        document: &Document,
        operation: &Operation<'_>,
        faults: &mut Vec<String>,
    ) {
        let response = &operation.operation["responses"][self.status.as_str()];
        if !response.is_object() {
            return faults.push(format!("the document has no {} for this operation", self.status.as_u16()));
        }
        let kind = media_type(&self.answer_headers);
        let content = response["content"].as_object();
        match content.and_then(|content| content.get(&kind)) {
            // A HEAD has the headers of a GET and no body.
            Some(content) if self.method != "HEAD" => {
                self.hold_body(document, &content["schema"], faults);
                if !self.status.is_success() {
                    self.hold_body(document, &refusal(&kind), faults);
                }
            }
            Some(_) => {}
            None if content.is_some() => {
                faults.push(format!("the document has no {kind:?} for this status"));
            }
            None if !self.answer.is_empty() => {
                faults.push("the document has no body for this status".to_owned())
            }
            None => {}
        }
        // The gateway's own answers have none of the function's headers.
        if kind == PROBLEM || self.status.is_success() {
            self.hold_headers(document, response, faults);
        }
    }

    /// Where the document has no operation there is a problem, or an answer of the gateway.
    pub(crate) fn hold_answer_of_nothing(
        &self,
        document: &Document,
        has_path: bool,
        faults: &mut Vec<String>,
    ) {
        let expected: &[u16] = if has_path { &[401, 403, 405] } else { &[401, 403, 404] };
        if !expected.contains(&self.status.as_u16()) {
            faults.push(format!(
                "the document has no such operation, and the answer is {}",
                self.status.as_u16()
            ));
        }
        if self.method == "HEAD" {
            return;
        }
        self.hold_body(document, &refusal(&media_type(&self.answer_headers)), faults);
    }

    fn hold_body(&self, document: &Document, shape: &Value, faults: &mut Vec<String>) {
        let body = match json(&self.answer) {
            // A file of text.
            _ if media_type(&self.answer_headers).starts_with("text/") => {
                json!(String::from_utf8_lossy(&self.answer))
            }
            Ok(body) => body,
            Err(fault) => return faults.push(format!("answer: {fault}")),
        };
        if let Err(fault) = document.hold(shape, &body) {
            faults.push(format!("answer: {fault}"));
        }
        if media_type(&self.answer_headers) == PROBLEM {
            self.hold_problem(&body, faults);
        }
    }

    /// A problem has the status of its answer (RFC 9457), and words for people.
    fn hold_problem(&self, problem: &Value, faults: &mut Vec<String>) {
        if problem["status"] != self.status.as_u16() {
            faults.push(format!("the problem says {} in an answer of {}", problem["status"], self.status));
        }
        // What is shown as it is now has its version with it.
        if problem.get("current").is_some() != self.answer_headers.contains_key("etag") {
            faults.push("a problem has an ETag with `current`, and only with that".to_owned());
        }
        let errors = problem["errors"].as_array().into_iter().flatten();
        let texts = errors.map(|error| &error["message"]).chain([&problem["detail"], &problem["title"]]);
        for text in texts.filter_map(Value::as_str) {
            if let Some(word) = parser_words(text) {
                faults.push(format!("{word:?} is a word of parsers, not of people: {text}"));
            }
        }
    }

    fn hold_headers(&self, document: &Document, response: &Value, faults: &mut Vec<String>) {
        let documented = response["headers"].as_object();
        for (name, header) in documented.into_iter().flatten() {
            match text(&self.answer_headers, name) {
                // Of a problem it depends on what it shows, see above.
                None if name == "ETag" && !self.status.is_success() => {}
                None => faults.push(format!("the document promises the header {name}")),
                Some(value) => {
                    if let Err(fault) = document.hold(&header["schema"], &json!(value)) {
                        faults.push(format!("header {name}: {fault}"));
                    }
                }
            }
        }
        for name in TELLING {
            let is_documented =
                documented.into_iter().flatten().any(|(known, _)| known.eq_ignore_ascii_case(name));
            if self.answer_headers.contains_key(name) && !is_documented {
                faults.push(format!("the document does not know the header {name} of this answer"));
            }
        }
    }
}

/// The shape of a refusal by its media type, which the document gives for both types at once.
fn refusal(kind: &str) -> Value {
    let shape = if kind == PROBLEM { "ProblemBody" } else { "GatewayBody" };
    json!({ "$ref": format!("#/components/schemas/{shape}") })
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
