//! The rights that calls to DynamoDB need.
//!
//! `dynamodb:LeadingKeys` is the partition key of each requested item, and in a query of an index the value of the
//! index's partition key. IAM gets all keys of one `BatchGetItem` at once. It judges the operations of a transaction
//! one by one, each as the single call. The keys of sessions are digests, which no right names.

use serde_json::Value;

use super::via;
use crate::policy::Need;
use crate::resolve::Places;

const LEADING_KEYS: &str = "dynamodb:LeadingKeys";

/// The calls that change nothing.
const READS: [&str; 3] = ["BatchGetItem", "GetItem", "Query"];

pub(super) fn needs(operation: &str, body: &Value, places: &Places) -> Vec<Need> {
    let mut needs = match operation {
        "TransactWriteItems" => {
            let operations = body["TransactItems"].as_array().into_iter().flatten();
            operations.flat_map(|one| of_transaction(one, places)).collect()
        }
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object().into_iter().flatten();
            let of_one = |(name, asked): (&String, &Value)| {
                let keys = asked["Keys"].as_array().into_iter().flatten();
                on_table("BatchGetItem", places.table(name), keys.map(partition).collect())
            };
            tables.map(of_one).collect()
        }
        "Query" => vec![query(body, places)],
        "PutItem" => vec![on_table(operation, table(body, places), vec![partition(&body["Item"])])],
        "GetItem" | "UpdateItem" | "DeleteItem" => {
            vec![on_table(operation, table(body, places), vec![partition(&body["Key"])])]
        }
        _ => vec![Need::to(format!("dynamodb:{operation}"), table(body, places))],
    };
    needs.push(via(places, "dynamodb", "Decrypt"));
    if !READS.contains(&operation) {
        needs.extend(["Encrypt", "GenerateDataKey"].map(|use_of_key| via(places, "dynamodb", use_of_key)));
    }
    needs
}

fn of_transaction(one: &Value, places: &Places) -> Vec<Need> {
    let kinds = [
        ("Put", "PutItem", "Item"),
        ("Update", "UpdateItem", "Key"),
        ("Delete", "DeleteItem", "Key"),
        ("ConditionCheck", "ConditionCheckItem", "Key"),
    ];
    let found = kinds.into_iter().filter(|(kind, ..)| !one[*kind].is_null());
    let need = |(kind, action, of): (&str, &str, &str)| {
        on_table(action, table(&one[kind], places), vec![partition(&one[kind][of])])
    };
    found.map(need).collect()
}

/// The table that a call, or an operation of a transaction, names.
fn table<'p>(body: &Value, places: &'p Places) -> &'p str {
    places.table(body["TableName"].as_str().unwrap_or_default())
}

fn query(body: &Value, places: &Places) -> Need {
    let resource = match body["IndexName"].as_str() {
        Some(index) => format!("{}/index/{index}", table(body, places)),
        None => table(body, places).to_owned(),
    };
    // The partition comes first in all our conditions.
    let condition = body["KeyConditionExpression"].as_str().unwrap_or_default();
    let value = condition.split_whitespace().nth(2).unwrap_or_default();
    let key = kind_of(body["ExpressionAttributeValues"][value]["S"].as_str());
    Need::to("dynamodb:Query", resource).with(LEADING_KEYS, [key])
}

fn on_table(operation: &str, table: &str, mut keys: Vec<String>) -> Need {
    keys.sort();
    keys.dedup();
    Need::to(format!("dynamodb:{operation}"), table).with(LEADING_KEYS, keys)
}

fn partition(item: &Value) -> String {
    kind_of(item["pk"]["S"].as_str())
}

/// The key cut to its kind, so that a run has one need for each kind.
fn kind_of(key: Option<&str>) -> String {
    match key.unwrap_or("unknown").split_once('#') {
        Some((kind, _)) => format!("{kind}#…"),
        None => key.unwrap_or("unknown").to_owned(),
    }
}
