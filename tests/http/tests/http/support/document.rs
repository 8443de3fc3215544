//! The published document, against which every answer is held.

use std::sync::OnceLock;

use serde_json::Value;

use super::Answer;

/// Fails unless the document says that this operation can answer like that.
#[track_caller]
pub fn is_documented(method: &str, path: &str, answer: &Answer) {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/openapi.yaml");
        serde_norway::from_str(&std::fs::read_to_string(file).expect("the document")).expect("YAML")
    });
    let operation = &document["paths"][path][method.to_lowercase()];
    let response = &operation["responses"][answer.status.as_str()];
    assert!(response.is_object(), "{method} {path} answers {}: not in the document", answer.status);
    let kinds = response["content"].as_object().map(|kinds| kinds.keys().cloned().collect::<Vec<_>>());
    let kinds = kinds.unwrap_or_default();
    if answer.status.as_u16() == 204 {
        assert_eq!((kinds.len(), &answer.body), (0, &Value::Null));
    } else {
        assert!(kinds.iter().any(|kind| kind == answer.header("content-type")), "{method} {path}: {kinds:?}");
    }
    for (header, _) in response["headers"].as_object().into_iter().flatten() {
        assert!(!answer.header(header).is_empty(), "{method} {path} {}: no {header}", answer.status);
    }
}
