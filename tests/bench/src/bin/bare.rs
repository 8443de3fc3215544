//! The bare calls of a command and of a read, for comparison with a warm request.
//!
//! Reads `put` or `get` from its input, makes the calls, and says the same. Each put reads the change,
//! writes it back with the next version, adds an event like its latest, puts its row in lists, and counts in two items that it reads
//! along. Must not: know the meaning of the items.

#![expect(clippy::print_stdout, reason = "its output is how it answers")]

use std::collections::HashMap;
use std::io::stdin;

use anyhow::{Context, Result, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, Put, TransactWriteItem, Update};
use cloud::{Sdk, SdkSettings};

type Item = HashMap<String, AttributeValue>;

const VERSION: &str = "version";
/// The items that are counted in.
const COUNTS: [&str; 2] = ["QUOTA#PERSON#bare", "QUOTA#ORG#bare"];

struct Bare {
    client: Client,
    table: String,
    change: String,
    event: Item,
    row: Item,
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::disallowed_methods, reason = "a program of its own, without a function's settings")]
async fn main() -> Result<()> {
    let settings = SdkSettings::read(&mut |name, _| std::env::var(name).ok());
    let client = Sdk::new(settings)?.dynamodb();
    let table = std::env::var("TABLE_NAME")?;
    let change = std::env::args().nth(1).context("which change?")?;
    let mut bare = Bare { client, table, change, event: Item::new(), row: Item::new() };
    // The draft was begun, then edited once: that edit is the event that every put repeats.
    bare.event = bare.read(&event_key(2), &[]).await?;
    bare.row = bare.read("LISTED", &[]).await?;
    for line in stdin().lines() {
        let line = line?;
        match line.as_str() {
            "get" => drop(bare.read("STATE", &[]).await?),
            "put" => bare.put().await?,
            other => bail!("unknown: {other}"),
        }
        println!("{line}");
    }
    Ok(())
}

fn key(pk: &str, sk: &str) -> Item {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    Item::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
}

fn event_key(version: u64) -> String {
    format!("HISTORY#{version:010}")
}

impl Bare {
    async fn read(&self, sk: &str, beside: &[&str]) -> Result<Item> {
        let mut keys = KeysAndAttributes::builder().keys(key(&self.change, sk)).consistent_read(true);
        for count in beside {
            keys = keys.keys(key(count, "COUNT"));
        }
        let keys = keys.build()?;
        let found = self.client.batch_get_item().request_items(&self.table, keys).send().await?;
        let items = found.responses.and_then(|mut all| all.remove(&self.table)).unwrap_or_default();
        let wanted = AttributeValue::S(sk.to_owned());
        items.into_iter().find(|item| item.get("sk") == Some(&wanted)).context("no such item")
    }

    async fn put(&self) -> Result<()> {
        let mut state = self.read("STATE", &COUNTS).await?;
        let read = state.get(VERSION).and_then(|value| value.as_n().ok()).context("no version")?.clone();
        let next = read.parse::<u64>()? + 1;
        state.insert(VERSION.to_owned(), AttributeValue::N(next.to_string()));
        let mut event = self.event.clone();
        event.insert("sk".to_owned(), AttributeValue::S(event_key(next)));
        let state = Put::builder()
            .table_name(&self.table)
            .set_item(Some(state))
            .condition_expression("#version = :read")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":read", AttributeValue::N(read));
        let event = Put::builder()
            .table_name(&self.table)
            .set_item(Some(event))
            .condition_expression("attribute_not_exists(pk)");
        let row = Put::builder().table_name(&self.table).set_item(Some(self.row.clone()));
        let mut all = self
            .client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().put(state.build()?).build())
            .transact_items(TransactWriteItem::builder().put(row.build()?).build())
            .transact_items(TransactWriteItem::builder().put(event.build()?).build());
        for count in COUNTS {
            let add = Update::builder()
                .table_name(&self.table)
                .set_key(Some(key(count, "COUNT")))
                .update_expression("ADD #count :one")
                .condition_expression("attribute_not_exists(#count) OR #count < :most")
                .expression_attribute_names("#count", "count")
                .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
                .expression_attribute_values(":most", AttributeValue::N("1000000000".to_owned()));
            all = all.transact_items(TransactWriteItem::builder().update(add.build()?).build());
        }
        all.send().await?;
        Ok(())
    }
}
