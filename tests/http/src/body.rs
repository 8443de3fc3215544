//! Bodies made of the document: samples of shapes, and the places of their fields.

use api_document::Document;
use serde_json::{Value, json};

/// An id of nothing.
pub const SOME_ID: &str = "0190a0b0-0000-7000-8000-00000000feed";

/// A step to a part of a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Field(String),
    First,
}

/// Something that has a shape: all that is needed of an object, and the rest of it too when `whole`.
pub fn sample(shape: &Value, whole: bool) -> Value {
    let document = Document::published();
    let shape = document.resolved(shape);
    if let Some(example) = shape.get("example") {
        return example.clone();
    }
    if let Some(first) = shape["enum"].get(0).or_else(|| shape["examples"].get(0)) {
        return first.clone();
    }
    if let Some(first) = shape["oneOf"].get(0) {
        return sample(first, whole);
    }
    match (shape["type"].as_str().or_else(|| shape["type"][0].as_str()), shape["format"].as_str()) {
        (Some("object"), _) => {
            let needed =
                |name: &str| shape["required"].as_array().is_some_and(|all| all.contains(&json!(name)));
            let fields = shape["properties"].as_object().into_iter().flatten();
            let fields = fields.filter(|(name, _)| whole || needed(name));
            fields.map(|(name, field)| (name.clone(), sample(field, whole))).collect()
        }
        (Some("array"), _) => json!([sample(&shape["items"], whole)]),
        (Some("boolean"), _) => json!(true),
        (Some("integer"), _) => json!(1),
        (_, Some("uuid")) => json!(SOME_ID),
        (_, Some("date")) => json!("2027-03-01"),
        _ => json!("Words"),
    }
}

/// Every field of a shape, at any depth, by its path.
pub fn fields(shape: &Value, path: &[Part], found: &mut Vec<(Vec<Part>, Value)>) {
    let document = Document::published();
    let shape = document.resolved(shape);
    if let Some(first) = shape["oneOf"].get(0) {
        return fields(first, path, found);
    }
    for (name, field) in shape["properties"].as_object().into_iter().flatten() {
        let path = [path, &[Part::Field(name.clone())]].concat();
        found.push((path.clone(), field.clone()));
        fields(field, &path, found);
    }
    if let Some(items) = shape.get("items") {
        let path = [path, &[Part::First]].concat();
        found.push((path.clone(), items.clone()));
        fields(items, &path, found);
    }
}

/// As problems name it.
pub fn named(path: &[Part]) -> String {
    let mut name = String::new();
    for part in path {
        match part {
            Part::Field(field) if name.is_empty() => name.push_str(field),
            Part::Field(field) => name.push_str(&format!(".{field}")),
            Part::First => name.push_str("[0]"),
        }
    }
    if name.is_empty() { "body".to_owned() } else { name }
}

/// The place in a body that a path leads to.
pub fn at<'b>(body: &'b mut Value, path: &[Part]) -> &'b mut Value {
    path.iter().fold(body, |place, part| match part {
        Part::Field(name) => &mut place[name.as_str()],
        Part::First => &mut place[0],
    })
}

/// A shape without what bounds values: lengths, patterns, formats.
pub fn loose(shape: &Value) -> Value {
    const BOUNDS: [&str; 9] = [
        "format",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "pattern",
        "uniqueItems",
    ];
    match shape {
        Value::Object(object) => {
            // A property may be called like a bound, and then holds a shape.
            let kept =
                object.iter().filter(|(name, value)| value.is_object() || !BOUNDS.contains(&name.as_str()));
            kept.map(|(name, value)| (name.clone(), loose(value))).collect()
        }
        Value::Array(items) => items.iter().map(loose).collect(),
        other => other.clone(),
    }
}
