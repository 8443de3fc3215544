//! Items as plain JSON, for people to read.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value};

use crate::table::keys::Item;

/// An item as plain JSON.
pub(crate) fn plain_object(item: Item) -> Map<String, Value> {
    item.into_iter().map(|(name, value)| (name, plain(value))).collect()
}

/// An attribute as plain JSON. Bytes say nothing to people: it gives only how many there are.
pub(crate) fn plain(value: AttributeValue) -> Value {
    let texts = |texts: Vec<String>| Value::Array(texts.into_iter().map(Value::String).collect());
    match value {
        AttributeValue::S(text) => Value::String(text),
        AttributeValue::N(number) => number.parse().map_or_else(|_| Value::String(number), Value::Number),
        AttributeValue::Bool(truth) => Value::Bool(truth),
        AttributeValue::L(items) => Value::Array(items.into_iter().map(plain).collect()),
        AttributeValue::M(members) => Value::Object(plain_object(members)),
        AttributeValue::Ss(all) | AttributeValue::Ns(all) => texts(all),
        AttributeValue::B(bytes) => Value::String(format!("{} bytes", bytes.as_ref().len())),
        _ => Value::Null,
    }
}
