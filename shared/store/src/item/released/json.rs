//! Items as JSON, each value with its type, as the table's own API writes them: `{"S": "text"}`, `{"N": "7"}`, `{"B": "base64"}`.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use crate::item::Item;

pub(super) fn of_item(item: &Item) -> Value {
    Value::Object(item.iter().map(|(name, value)| (name.clone(), of(value))).collect())
}

fn of(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(value) => json!({ "BOOL": value }),
        AttributeValue::B(bytes) => json!({ "B": STANDARD.encode(bytes.as_ref()) }),
        AttributeValue::L(values) => json!({ "L": values.iter().map(of).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": of_item(map) }),
        other => panic!("items hold nothing like {other:?}"),
    }
}

pub(super) fn item_of(value: &Value) -> Item {
    fields(value).iter().map(|(name, value)| (name.clone(), back(value))).collect()
}

fn fields(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

fn back(value: &Value) -> AttributeValue {
    let (kind, content) = fields(value).iter().next().unwrap();
    let text = || content.as_str().unwrap().to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(content.as_bool().unwrap()),
        "B" => AttributeValue::B(Blob::new(STANDARD.decode(text()).unwrap())),
        "L" => AttributeValue::L(content.as_array().unwrap().iter().map(back).collect()),
        "M" => AttributeValue::M(item_of(content)),
        other => panic!("no type {other}"),
    }
}
