//! The table for the stores here, as `infra/data.yaml` defines it.
//!
//! Must not: make it.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use serde_norway::Value as Yaml;

use crate::process::root;

const TEMPLATE: &str = "infra/data.yaml";
/// The parts that requests can notice. It leaves out the stream, the key, backups and the like, because no emulator
/// acts on them or they would only keep a second copy of every write.
const PROPERTIES: [&str; 4] = ["BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes"];

/// The request that makes the table, under `name`.
///
/// # Errors
/// The template cannot be read, or has no such table.
pub fn definition(name: &str) -> Result<Value> {
    let template: Yaml = serde_norway::from_str(&fs::read_to_string(root()?.join(TEMPLATE))?)?;
    let properties = &template["Resources"]["Table"]["Properties"];
    let mut definition = Map::from_iter([("TableName".to_owned(), Value::from(name))]);
    for property in PROPERTIES {
        let value = properties.get(property).with_context(|| format!("{TEMPLATE}: no {property}"))?;
        definition.insert(property.to_owned(), serde_json::to_value(value)?);
    }
    Ok(definition.into())
}
