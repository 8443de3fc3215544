//! Holds each request against the rights of the function that signed it, and keeps what it needed for the check after the run
//! (`make check-rights`). The emulator judges no condition; this does, in transactions operation by operation.
//!
//! Functions sign with their own name as the id of their key. What anybody else asks for is not judged.

use std::sync::LazyLock;

use rights::{Asked, Judge};
use serde_json::Value;

use super::wire::Message;

/// The headers that rights depend on.
const HEADERS: [&str; 5] =
    ["authorization", "x-amz-copy-source", "x-amz-tagging", "x-amz-tagging-directive", "x-amz-target"];

static JUDGE: LazyLock<Judge> = LazyLock::new(Judge::of_this_run);

/// What the function that signed this request lacks for it; nothing when it may, or when no function signed it.
pub(super) fn lacking(asked: &Asked) -> Vec<String> {
    asked.signed_by().map_or_else(Vec::new, |signer| JUDGE.lacking(signer, asked))
}

/// The request as rights are judged.
pub(super) fn asked(request: &Message, answer: Option<&Message>) -> Asked {
    let header = |name: &str| request.header(name).map(|value| (name.to_owned(), value.to_owned()));
    Asked {
        by: String::new(),
        method: request.method().to_owned(),
        path: request.path().to_owned(),
        headers: HEADERS.into_iter().filter_map(header).collect(),
        body: serde_json::from_slice(&request.body).unwrap_or_default(),
        status: answer.map_or(0, Message::status),
    }
}

/// What people will ask for with a link or a form that a function handed out and signed.
pub(super) fn asked_with(answer: &Value) -> Option<Asked> {
    let path = |address: &str| {
        let after = address.split_once("://").map_or(address, |(_, after)| after);
        after.find('/').map_or_else(String::new, |at| after[at..].to_owned())
    };
    if let Some(link) = answer["url"].as_str() {
        return Some(Asked { method: "GET".to_owned(), path: path(link), status: 200, ..Asked::default() });
    }
    let fields = answer["form"]["fields"].as_array()?.iter();
    let field = |field: &Value| Some((field["name"].as_str()?.to_owned(), field["value"].clone()));
    let (method, path) = ("POST".to_owned(), path(answer["form"]["action"].as_str()?));
    Some(Asked { method, path, body: fields.filter_map(field).collect(), status: 201, ..Asked::default() })
}
