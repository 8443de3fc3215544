//! The format before: how its items differ, and how they become items of today.
//!
//! Format 1 wrote endpoint types in PDP's words, and a change did not know at which version a person last acted.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::endpoint::EndpointType;

use super::Item;

const ENDPOINT_TYPE: &str = "endpoint_type";

/// Turns the contents of an item of format 1 into those of format 2.
pub(super) fn upgrade(item: &mut Item) {
    item.values_mut().for_each(respell);
    if let Some(version) = item.get("version").cloned()
        && item.contains_key("stage")
    {
        // Nobody knows better, and this way every older view is stale: asked to look again, never overwriting.
        item.entry("acted_version".to_owned()).or_insert(version);
    }
}

/// Spells the endpoint types in `value` as codes. `Find` was `find` in other letters; `PAT refresh` had a space.
fn respell(value: &mut AttributeValue) {
    match value {
        AttributeValue::L(values) => values.iter_mut().for_each(respell),
        AttributeValue::M(map) => {
            for (name, value) in map {
                match value {
                    AttributeValue::S(words) if name == ENDPOINT_TYPE => {
                        if let Some(kind) = EndpointType::ALL.iter().find(|kind| kind.to_string() == *words) {
                            kind.code().clone_into(words);
                        }
                    }
                    _ => respell(value),
                }
            }
        }
        _ => {}
    }
}
