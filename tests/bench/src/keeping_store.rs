//! A table that keeps every write and answers at once, and the secret with the probe's keys. So a call's time is the
//! client's alone, and a batch's records can be examined afterwards.
//!
//! Must not: check a condition (only one program at a time may write here), or know more of the index of queues than
//! its keys.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::emulator::endpoint;
use crate::http::{self, Message};
use crate::process::TABLE;

/// The part of an item that the index of queues carries.
const PROJECTED: [&str; 6] = ["pk", "sk", "queue", "due", "summary", "format"];

type Key = (String, String);

/// The content of the table.
#[derive(Debug, Default, Clone)]
pub struct Kept {
    items: BTreeMap<Key, Value>,
    /// The index: queue, due instant and the item's key.
    queues: BTreeSet<(String, String, Key)>,
    /// Writes that are not in the table yet.
    written: Vec<Vec<u8>>,
    /// Whether what is written is seen only afterwards.
    is_frozen: bool,
}

/// A running one. It lives as long as this process.
pub struct KeepingStore {
    endpoint: String,
    kept: Arc<Mutex<Kept>>,
}

impl KeepingStore {
    /// Starts one with an empty table, and one secret.
    ///
    /// # Errors
    /// No free port.
    pub fn start(secret: &str) -> Result<Self> {
        let secret =
            json!({ "ARN": "arn", "Name": "bench", "VersionId": "1", "SecretString": secret }).to_string();
        let secret: Arc<str> = Arc::from(secret);
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let endpoint = endpoint(listener.local_addr()?.port());
        let kept = Arc::<Mutex<Kept>>::default();
        let shared = Arc::clone(&kept);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, secret) = (Arc::clone(&shared), Arc::clone(&secret));
                thread::spawn(move || serve(stream, &kept, &secret));
            }
        });
        Ok(Self { endpoint, kept })
    }

    /// Where it is.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The present content of the table.
    pub fn copy(&self) -> Kept {
        let mut kept = locked(&self.kept);
        kept.take_in();
        kept.clone()
    }

    /// Replaces the whole content. Only [`KeepingStore::copy`] sees later writes. A batch reads nothing that it wrote,
    /// and a table busy with writes would take time from the program under measurement.
    pub fn put_back(&self, kept: &Kept) {
        *locked(&self.kept) = Kept { is_frozen: true, ..kept.clone() };
    }
}

impl Kept {
    /// The items whose sort key begins like this.
    pub fn items<'k>(&'k self, prefix: &'k str) -> impl Iterator<Item = &'k Value> {
        self.items.iter().filter(move |((_, sk), _)| sk.starts_with(prefix)).map(|(_, item)| item)
    }

    /// The answer to a call; none when the call is unknown here.
    fn answer(&mut self, operation: &str, asked: &[u8]) -> Option<Value> {
        if matches!(operation, "PutItem" | "TransactWriteItems") {
            self.written.push(asked.to_vec());
            return Some(json!({}));
        }
        if !self.is_frozen {
            self.take_in();
        }
        let asked: Value = serde_json::from_slice(asked).ok()?;
        self.read(operation, &asked)
    }

    /// Puts what was written into the table.
    fn take_in(&mut self) {
        for written in std::mem::take(&mut self.written) {
            let Ok(asked) = serde_json::from_slice::<Value>(&written) else { continue };
            let together = asked["TransactItems"].as_array().into_iter().flatten();
            let puts = together.filter_map(|one| one.get("Put")).chain([&asked]);
            puts.filter_map(|put| put.get("Item")).for_each(|item| self.put(item));
        }
    }

    fn read(&self, operation: &str, asked: &Value) -> Option<Value> {
        Some(match operation {
            "GetItem" => {
                self.items.get(&key_of(&asked["Key"])).map_or(json!({}), |item| json!({ "Item": item }))
            }
            "BatchGetItem" => {
                let keys = asked["RequestItems"][TABLE]["Keys"].as_array()?;
                let found: Vec<_> = keys.iter().filter_map(|key| self.items.get(&key_of(key))).collect();
                json!({ "Responses": { TABLE: found }, "UnprocessedKeys": {} })
            }
            "Query" if asked["IndexName"] == "by-queue" => self.queue(asked),
            // Only queries about organisations that are not here yet arrive.
            "Query" => json!({ "Items": [], "Count": 0, "ScannedCount": 0 }),
            _ => return None,
        })
    }

    fn put(&mut self, item: &Value) {
        let key = key_of(item);
        let place = |item: &Value| (text(&item["queue"]), text(&item["due"]), key.clone());
        if let Some(before) = self.items.get(&key) {
            self.queues.remove(&place(before));
        }
        if item.get("queue").is_some() {
            self.queues.insert(place(item));
        }
        self.items.insert(key, item.clone());
    }

    /// A page of what is due, oldest first.
    fn queue(&self, asked: &Value) -> Value {
        let values = &asked["ExpressionAttributeValues"];
        let (queue, until) = (text(&values[":queue"]), text(&values[":before"]));
        let start = &asked["ExclusiveStartKey"];
        let after = (queue.clone(), text(&start["due"]), key_of(start));
        let limit =
            asked["Limit"].as_u64().and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let due = self.queues.range(after.clone()..).filter(|place| **place != after);
        let mut due = due.take_while(|(of, at, _)| *of == queue && *at < until);
        let keys: Vec<_> = due.by_ref().take(limit).map(|(_, _, key)| key).collect();
        let rows: Vec<_> = keys.iter().filter_map(|key| self.items.get(key)).map(projected).collect();
        let mut page = json!({ "Items": rows, "Count": rows.len(), "ScannedCount": rows.len() });
        if let (Some(last), true) = (rows.last(), due.next().is_some()) {
            page["LastEvaluatedKey"] =
                json!({ "pk": last["pk"], "sk": last["sk"], "queue": last["queue"], "due": last["due"] });
        }
        page
    }
}

fn serve(stream: TcpStream, kept: &Mutex<Kept>, secret: &str) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mut stream = BufReader::new(stream);
    while let Ok(Some(asked)) = Message::read(&mut stream) {
        let operation = asked.header("x-amz-target").rsplit('.').next().unwrap_or_default().to_owned();
        let (status, body) = match operation.as_str() {
            "GetSecretValue" => ("200 OK", secret.to_owned()),
            // The health page.
            "" => ("200 OK", "healthy: dynamodb.eu-west-2.amazonaws.com ".to_owned()),
            _ => match answered(kept, &operation, &asked.body) {
                Some(answer) => ("200 OK", answer),
                None => ("400 Bad Request", json!({ "__type": "ValidationException" }).to_string()),
            },
        };
        let headers = "content-type: application/x-amz-json-1.0\r\n";
        if http::answer(stream.get_ref(), status, headers, &body).is_err() {
            return;
        }
    }
}

fn answered(kept: &Mutex<Kept>, operation: &str, body: &[u8]) -> Option<String> {
    let answer = locked(kept).answer(operation, body);
    answer.map(|answer| answer.to_string())
}

fn projected(item: &Value) -> Value {
    let fields = PROJECTED.iter().filter_map(|name| Some(((*name).to_owned(), item.get(*name)?.clone())));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn key_of(item: &Value) -> Key {
    (text(&item["pk"]), text(&item["sk"]))
}

fn text(value: &Value) -> String {
    value["S"].as_str().unwrap_or_default().to_owned()
}

fn locked(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
