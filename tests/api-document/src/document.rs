//! The document, closed: what it does not name is not there.

use std::sync::OnceLock;

use serde_json::Value;

use crate::operation::{Operation, fits, literals};
use crate::shapes;

/// The document that was published with this code.
const PUBLISHED: &str = include_str!("../../../infra/openapi.yaml");

/// A document, and whether something has a shape of it.
#[derive(Debug)]
pub struct Document {
    whole: Value,
}

impl Document {
    /// The published one.
    ///
    /// # Panics
    /// When it is no YAML.
    pub fn published() -> &'static Self {
        static DOCUMENT: OnceLock<Document> = OnceLock::new();
        DOCUMENT.get_or_init(|| Self::read(PUBLISHED))
    }

    /// One written as YAML.
    ///
    /// # Panics
    /// When it is none.
    pub fn read(yaml: &str) -> Self {
        Self::of(serde_norway::from_str(yaml).expect("a document in YAML"))
    }

    /// One that was read.
    pub fn of(mut whole: Value) -> Self {
        close(&mut whole);
        Self { whole }
    }

    /// All of it.
    pub const fn whole(&self) -> &Value {
        &self.whole
    }

    /// The operation of a method at a path; a HEAD is a GET.
    pub fn operation(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        let method = if method == "HEAD" { "get".to_owned() } else { method.to_ascii_lowercase() };
        let (template, item) = self.item(path)?;
        let operation = item.get(&method)?;
        Some(Operation { method, template, operation })
    }

    /// Every operation.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.whole["paths"].as_object().into_iter().flatten().flat_map(|(template, item)| {
            let operations = item.as_object().into_iter().flatten();
            operations.map(move |(method, operation)| Operation {
                method: method.clone(),
                template,
                operation,
            })
        })
    }

    /// Whether the path is one of the document.
    pub fn has_path(&self, path: &str) -> bool {
        self.item(path).is_some()
    }

    /// Of several templates that fit, the one with the most said literally.
    fn item(&self, path: &str) -> Option<(&str, &Value)> {
        let paths = self.whole["paths"].as_object()?;
        let fitting = paths.iter().filter(|(template, _)| fits(template, path));
        fitting
            .max_by_key(|(template, _)| literals(template))
            .map(|(template, item)| (template.as_str(), item))
    }

    /// What of `value` has not the shape.
    ///
    /// # Errors
    /// Says what.
    pub fn hold(&self, shape: &Value, value: &Value) -> Result<(), String> {
        let faults = shapes::faults(&self.whole, shape, value);
        if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
    }

    /// What a reference leads to, or the thing itself.
    pub fn resolved<'d>(&'d self, shape: &'d Value) -> &'d Value {
        let pointer = shape["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        pointer.and_then(|pointer| self.whole.pointer(pointer)).unwrap_or(shape)
    }
}

/// Objects with properties have no others.
fn close(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("properties").is_some_and(Value::is_object)
                && object.get("type").is_some_and(|kind| *kind == "object")
            {
                object.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            object.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
