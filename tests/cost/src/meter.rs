//! Counts what goes over the wire: of each call of DynamoDB the units it takes, worked out from the items themselves, and the requests
//! of S3 and SES. Each for the function that signed it.
//!
//! A call that the SDK tries several times is counted once: a busy machine is no part of the cost.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use proxy::{Message, Service, Target, Watch};
use serde_json::{Value, json};

use crate::tally::Tally;
use crate::units::{Index, Item, index_writes, item_size, read_halves, write_units};

/// A part of a transaction, and a write in it, is charged so many times.
const TRANSACTIONAL: u64 = 2;

/// An email that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The id of its notification.
    pub notification: String,
    pub to: Vec<String>,
}

/// See the module.
#[derive(Debug)]
pub struct Meter {
    indexes: Vec<Index>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    tallies: BTreeMap<String, Tally>,
    /// The calls that were counted, by the SDK's name for each.
    counted: BTreeSet<String>,
    /// New items with a kind, as the table's stream shows them: the kind and the partition.
    inserted: Vec<(String, String)>,
    sent: Vec<Sent>,
}

/// One write of a call.
#[derive(Debug)]
struct Write {
    table: Value,
    key: Value,
    /// What is put; none when it is changed in place, or only checked.
    put: Option<Item>,
}

impl Meter {
    /// A meter of a table with these indexes.
    pub fn new(indexes: Vec<Index>) -> Self {
        Self { indexes, state: Mutex::default() }
    }

    /// What each function took since the last time.
    pub fn take(&self) -> BTreeMap<String, Tally> {
        std::mem::take(&mut self.state().tallies)
    }

    /// The partitions of new items of this kind since the last time.
    pub fn take_inserted(&self, kind: &str) -> Vec<String> {
        let mut state = self.state();
        let (taken, left) = std::mem::take(&mut state.inserted).into_iter().partition(|(of, _)| of == kind);
        state.inserted = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, partition)| partition).collect()
    }

    /// The emails that were sent since the last time.
    pub fn take_sent(&self) -> Vec<Sent> {
        std::mem::take(&mut self.state().sent)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes a call of DynamoDB on, and returns what it took.
    fn table(
        &self,
        request: &Message,
        operation: &str,
        forward: &dyn Fn(&Message) -> Option<Message>,
    ) -> (Option<Message>, Tally) {
        let body = json_of(&request.body);
        let writes = writes(operation, &body);
        let is_transaction = operation == "TransactWriteItems";
        let times = if is_transaction { TRANSACTIONAL } else { 1 };
        let look = |write: &Write| item_at(request, write, forward);
        let before: Vec<_> = writes.iter().map(look).collect();
        let answer = forward(request);
        let is_done = answer.as_ref().is_some_and(|answer| answer.status() == 200);
        let mut tally = Tally { calls: 1, ..Tally::default() };
        for (write, before) in writes.iter().zip(&before) {
            let after = if is_done { look(write) } else { before.clone() };
            let size = |item: Option<&Item>| item.map_or(0, item_size);
            // What was to be put counts even if a condition did not hold.
            let size = size(before.as_ref()).max(size(after.as_ref())).max(size(write.put.as_ref()));
            // Indexes follow the table, outside the transaction.
            let of_indexes = index_writes(&self.indexes, before.as_ref(), after.as_ref());
            tally.writes += write_units(size) * times + of_indexes;
            tally.index_writes += of_indexes;
            if let (None, Some(after)) = (before, &after)
                && let Some(kind) = after.get("kind").and_then(|kind| kind["S"].as_str())
            {
                let partition = after["pk"]["S"].as_str().unwrap_or_default().to_owned();
                self.state().inserted.push((kind.to_owned(), partition));
            }
        }
        tally.read_halves += reads(operation, &body, &json_of(answer.as_ref().map_or(&[], |one| &one.body)));
        (answer, tally)
    }

    fn email(&self, request: &Message) -> Tally {
        let body = json_of(&request.body);
        let texts = |value: &Value| {
            let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            texts.map(str::to_owned).collect::<Vec<_>>()
        };
        let to = texts(&body["Destination"]["ToAddresses"]);
        let tag = |tag: &&Value| tag["Name"] == "mail-id";
        let id = body["EmailTags"].as_array().into_iter().flatten().find(tag);
        let notification = id.and_then(|tag| tag["Value"].as_str()).unwrap_or_default().to_owned();
        let tally = Tally { emails: to.len() as u64, ..Tally::default() };
        self.state().sent.push(Sent { notification, to });
        tally
    }
}

impl Watch for Meter {
    fn pass(&self, request: &Message, forward: &dyn Fn(&Message) -> Option<Message>) -> Option<Message> {
        let call = request.header("amz-sdk-invocation-id").unwrap_or_default().to_owned();
        if !call.is_empty() && !self.state().counted.insert(call) {
            return forward(request);
        }
        let target = Target::of(request);
        let (answer, tally) = match (target.service, target.operation.as_str()) {
            (Service::DynamoDb, operation) => self.table(request, operation, forward),
            (Service::S3, "GetObject" | "HeadObject") => {
                (forward(request), Tally { s3_reads: 1, ..Tally::default() })
            }
            // Ending an upload that failed is free.
            (Service::S3, "AbortMultipartUpload") => (forward(request), Tally::default()),
            (Service::S3, _) => (forward(request), Tally { s3_writes: 1, ..Tally::default() }),
            (Service::Ses, "SendEmail") => (forward(request), self.email(request)),
            (Service::Ses | Service::Cognito, _) => (forward(request), Tally::default()),
        };
        *self.state().tallies.entry(signer(request)).or_default() += tally;
        answer
    }
}

/// Who signed it: functions sign with their own name as the id of their key.
fn signer(request: &Message) -> String {
    let credential = request.header("authorization").and_then(|value| value.split("Credential=").nth(1));
    credential.and_then(|value| value.split('/').next()).unwrap_or("nobody").to_owned()
}

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// The items that a call writes, or checks in a transaction.
fn writes(operation: &str, body: &Value) -> Vec<Write> {
    let write = |part: &Value| {
        let put = part["Item"].as_object().cloned();
        let key = put.as_ref().map_or_else(|| part["Key"].clone(), key_of);
        Write { table: part["TableName"].clone(), key, put }
    };
    match operation {
        "PutItem" | "UpdateItem" | "DeleteItem" => vec![write(body)],
        "TransactWriteItems" => {
            let parts = body["TransactItems"].as_array().into_iter().flatten();
            parts.filter_map(|part| part.as_object()?.values().next()).map(write).collect()
        }
        "BatchWriteItem" => panic!("no function writes in bulk: what that takes is not worked out here"),
        _ => Vec::new(),
    }
}

/// The primary key of an item, of the table or of the sessions.
fn key_of(item: &Item) -> Value {
    let names: &[&str] = if item.contains_key("pk") { &["pk", "sk"] } else { &["id"] };
    names.iter().map(|name| ((*name).to_owned(), item[*name].clone())).collect::<Item>().into()
}

/// The item that a write is about, as it is now.
fn item_at(request: &Message, write: &Write, forward: &dyn Fn(&Message) -> Option<Message>) -> Option<Item> {
    let mut look = request.clone();
    for (name, value) in &mut look.headers {
        if name.eq_ignore_ascii_case("x-amz-target") {
            *value = "DynamoDB_20120810.GetItem".to_owned();
        }
    }
    let body = json!({ "TableName": write.table, "Key": write.key, "ConsistentRead": true });
    look.body = body.to_string().into_bytes();
    let answer = forward(&look).expect("the emulator answers");
    assert_eq!(answer.status(), 200, "{}", String::from_utf8_lossy(&answer.body));
    json_of(&answer.body)["Item"].as_object().cloned()
}

/// Halves of read units that a call takes.
fn reads(operation: &str, body: &Value, answer: &Value) -> u64 {
    let size = |item: &Value| item.as_object().map_or(0, item_size);
    let is_consistent = body["ConsistentRead"] == true;
    assert!(body["ProjectionExpression"].is_null(), "what is left out of an answer is read all the same");
    match operation {
        "GetItem" => read_halves(size(&answer["Item"]), is_consistent),
        // What is there counts together; a query of an index shows what the index has.
        "Query" => {
            let items = answer["Items"].as_array().into_iter().flatten();
            read_halves(items.map(size).sum(), is_consistent)
        }
        // Each counts alone, whether it is there or not.
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object().into_iter().flatten();
            let of_table = |(table, asked): (&String, &Value)| {
                let is_consistent = asked["ConsistentRead"] == true;
                let asked = asked["Keys"].as_array().map_or(0, Vec::len) as u64;
                let found: Vec<_> = answer["Responses"][table].as_array().into_iter().flatten().collect();
                let missing = asked - found.len() as u64;
                found.iter().map(|item| read_halves(size(item), is_consistent)).sum::<u64>()
                    + missing * read_halves(0, is_consistent)
            };
            tables.map(of_table).sum()
        }
        "Scan" | "TransactGetItems" => panic!("{operation}: no function reads so"),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(size: usize) -> Value {
        json!({ "S": "x".repeat(size) })
    }

    /// What a call takes of a table that holds `before`, and `after` once the call is done; `status` is its answer's.
    fn taken(
        operation: &str,
        body: &Value,
        before: &Value,
        after: &Value,
        status: u16,
        answer: &Value,
    ) -> Tally {
        let index = Index { hash: "queue".to_owned(), range: "due".to_owned(), carried: Vec::new() };
        let meter = Meter::new(vec![index]);
        let target = format!("DynamoDB_20120810.{operation}");
        let headers = [
            ("x-amz-target", target.as_str()),
            ("authorization", "AWS4-HMAC-SHA256 Credential=notify/20261201/x"),
            ("amz-sdk-invocation-id", "one"),
        ];
        let request = Message::answer(200, &headers, body.to_string());
        let is_done = std::cell::Cell::new(false);
        let forward = |asked: &Message| {
            if asked.header("x-amz-target") == Some(&target) {
                is_done.set(status == 200);
                return Some(Message::answer(status, &[], answer.to_string()));
            }
            let item = if is_done.get() { after } else { before };
            Some(Message::answer(200, &[], json!({ "Item": item }).to_string()))
        };
        for _ in 0..2 {
            // The second time it is another try of the same call.
            meter.pass(&request, &forward).expect("an answer");
        }
        meter.take().remove("notify").expect("it is counted for who signed it")
    }

    #[test]
    fn a_put_takes_the_larger_item_and_its_indexes() {
        let small = json!({ "pk": text(1), "sk": text(1), "a": text(100), "queue": text(1), "due": text(1) });
        let large = json!({ "pk": text(1), "sk": text(1), "a": text(2_000) });
        let body = json!({ "TableName": "t", "Item": large });
        let tally = taken("PutItem", &body, &small, &large, 200, &json!({}));
        assert_eq!((tally.calls, tally.writes, tally.index_writes), (1, 2 + 1, 1), "it leaves the index");
        let refused = taken("PutItem", &body, &small, &large, 400, &json!({}));
        assert_eq!((refused.writes, refused.index_writes), (2, 0), "a refused write is charged");
    }

    #[test]
    fn a_transaction_takes_twice_but_its_indexes_once() {
        let item =
            json!({ "pk": text(1), "sk": text(1), "queue": text(1), "due": text(1), "a": text(1_100) });
        let key = json!({ "pk": text(1), "sk": text(1) });
        let body = json!({ "TransactItems": [
            { "Put": { "TableName": "t", "Item": item } },
            { "ConditionCheck": { "TableName": "t", "Key": key } },
        ] });
        let tally = taken("TransactWriteItems", &body, &Value::Null, &item, 200, &json!({}));
        // The table here has one item, which both parts find: put, and checked.
        assert_eq!((tally.calls, tally.writes, tally.index_writes), (1, 2 * 2 + 2 * 2 + 2, 2));
    }

    #[test]
    fn reads_count_items_alone_in_a_batch_and_together_in_a_query() {
        let small = json!({ "pk": text(1), "sk": text(100) });
        let none = Value::Null;
        let keys = json!({ "RequestItems": { "t": { "Keys": [1, 2, 3], "ConsistentRead": true } } });
        let found = json!({ "Responses": { "t": [small, small] } });
        assert_eq!(taken("BatchGetItem", &keys, &none, &none, 200, &found).read_halves, 3 * 2);
        let query = json!({ "TableName": "t" });
        let found = json!({ "Items": [small, small, small] });
        assert_eq!(taken("Query", &query, &none, &none, 200, &found).read_halves, 1);
        let get = json!({ "TableName": "t", "ConsistentRead": true });
        let found = json!({ "Item": { "pk": text(5_000) } });
        assert_eq!(taken("GetItem", &get, &none, &none, 200, &found).read_halves, 2 * 2);
    }
}
