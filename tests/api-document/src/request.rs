//! Whether a request that was accepted is one that the document allows.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::document::Document;
use crate::operation::Operation;
use crate::{Exchange, json, media_type};

impl Exchange {
    pub(crate) fn hold_request(
        &self,
        document: &Document,
        operation: &Operation<'_>,
        faults: &mut Vec<String>,
    ) {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let in_path = operation.path_values(path).into_iter().map(|(name, value)| (name.to_owned(), value));
        hold_parameters(document, operation, "path", &in_path.collect(), faults);
        let queried: BTreeMap<_, _> = query.split('&').filter(|pair| !pair.is_empty()).map(decoded).collect();
        hold_parameters(document, operation, "query", &queried, faults);
        for name in queried.keys() {
            if !operation.parameters("query").any(|parameter| parameter["name"] == **name) {
                faults.push(format!("the document has no query parameter {name}"));
            }
        }
        let header = |parameter: &Value| {
            let name = parameter["name"].as_str()?;
            Some((name.to_owned(), self.headers.get(name)?.to_str().ok()?.to_owned()))
        };
        let headers = operation.parameters("header").filter_map(header).collect();
        hold_parameters(document, operation, "header", &headers, faults);
        self.hold_sent_body(document, operation, faults);
    }

    fn hold_sent_body(&self, document: &Document, operation: &Operation<'_>, faults: &mut Vec<String>) {
        let documented = &operation.operation["requestBody"];
        if self.body.is_empty() {
            if documented["required"] == true {
                faults.push("the document requires a body".to_owned());
            }
            return;
        }
        let kind = media_type(&self.headers);
        let content = &documented["content"][&kind];
        if !content.is_object() {
            return faults.push(format!("the document has no body of type {kind:?}"));
        }
        let held = json(&self.body).and_then(|body| document.hold(&content["schema"], &body));
        if let Err(fault) = held {
            faults.push(format!("sent, and accepted: {fault}"));
        }
    }
}

fn hold_parameters(
    document: &Document,
    operation: &Operation<'_>,
    place: &str,
    given: &BTreeMap<String, String>,
    faults: &mut Vec<String>,
) {
    for parameter in operation.parameters(place) {
        let name = parameter["name"].as_str().unwrap_or_default();
        match given.get(name) {
            None if parameter["required"] == true => faults.push(format!("the document requires {name}")),
            None => {}
            Some(text) => {
                let value = typed(document, &parameter["schema"], text);
                if let Err(fault) = document.hold(&parameter["schema"], &value) {
                    faults.push(format!("{name}, accepted: {fault}"));
                }
            }
        }
    }
}

/// A text as the type that the document gives it: in an address and in headers everything is text.
fn typed(document: &Document, shape: &Value, text: &str) -> Value {
    let kinds = &document.resolved(shape)["type"];
    let is =
        |kind: &str| *kinds == kind || kinds.as_array().is_some_and(|kinds| kinds.contains(&json!(kind)));
    match text.parse::<i64>() {
        Ok(number) if is("integer") => json!(number),
        _ if is("boolean") && (text == "true" || text == "false") => json!(text == "true"),
        _ => json!(text),
    }
}

fn decoded(pair: &str) -> (String, String) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let text = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    (text(name), text(value))
}
