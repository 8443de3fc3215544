//! A DynamoDB for one run whose reads take no longer in a larger table (dynoxide, on SQLite, on a free port of
//! loopback, keeping nothing), and clients that count their calls.
//!
//! Must not: know what is in a table.

use std::fs;
use std::path::Path;
use std::process::{self, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use serde_json::json;
use store::DynamoStore;

use crate::emulator::{endpoint, free_port, sdk};
use crate::process::{Running, root, scratch};
use crate::{http, table};

const PROGRAM: &str = "build/dynoxide/bin/dynoxide";
const START: Duration = Duration::from_secs(10);
/// Files here are in memory. SQLite fills a file in half the time, because without one it goes through everything in
/// memory at every write.
const FILES: &str = "/dev/shm";
/// The size of a full table there, and as much again.
const ROOM: u64 = 3_000_000_000;

/// A running dynoxide. It ends with this value.
pub struct Store {
    port: u16,
    _process: Running,
}

/// A table of it.
pub struct Table {
    /// The real adapter.
    pub store: DynamoStore,
    calls: Calls,
}

/// The content of a table.
pub struct Size {
    /// Items, those in indexes not counted.
    pub items: u64,
    /// Megabytes of them, as DynamoDB counts.
    pub megabytes: f64,
}

impl Store {
    /// Starts one, empty.
    ///
    /// # Errors
    /// It is not installed, or did not start.
    pub fn start() -> Result<Self> {
        let program = root()?.join(PROGRAM);
        if !program.exists() {
            bail!("{} is not there: run `make bench`", program.display());
        }
        let port = free_port()?;
        let mut command = Command::new(program);
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.current_dir(scratch()?);
        command.args(["serve", "--host", "127.0.0.1", "--port", &port.to_string()]);
        let file = format!("{FILES}/technical-change-bench-{}", process::id());
        if has_room(FILES) {
            command.args(["--db-path", &file]);
        }
        let mut running = Running::start(&mut command)?;
        let since = Instant::now();
        while http::dynamodb(port, "ListTables", &json!({})).is_err() {
            if !running.is_alive() || since.elapsed() > START {
                bail!("dynoxide did not start");
            }
            thread::sleep(Duration::from_millis(50));
        }
        // It has them open, so they go when it ends, whatever ends this run.
        for part in ["", "-wal", "-shm"].map(|part| format!("{file}{part}")) {
            if Path::new(&part).exists() {
                fs::remove_file(part)?;
            }
        }
        Ok(Self { port, _process: running })
    }

    /// Makes an empty table.
    ///
    /// # Errors
    /// It was refused.
    pub fn make_table(&self, name: &str) -> Result<()> {
        http::dynamodb(self.port, "CreateTable", &table::definition(name)?).map(|_| ())
    }

    /// Its port of loopback.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// How many items of this table have a key that begins like this, the first of these attributes, and not the second.
    ///
    /// # Errors
    /// It was refused.
    pub fn count(&self, name: &str, key: &str, [with, without]: [&str; 2]) -> Result<u64> {
        let (mut count, mut start) = (0, json!(null));
        loop {
            let mut asked = json!({
                "TableName": name,
                "Select": "COUNT",
                "FilterExpression":
                    "begins_with(pk, :key) AND attribute_exists(#with) AND attribute_not_exists(#without)",
                "ExpressionAttributeNames": { "#with": with, "#without": without },
                "ExpressionAttributeValues": { ":key": { "S": key } },
            });
            if !start.is_null() {
                asked["ExclusiveStartKey"] = start;
            }
            let mut answer = http::dynamodb(self.port, "Scan", &asked)?;
            count += answer["Count"].as_u64().context("no count")?;
            start = answer["LastEvaluatedKey"].take();
            if start.is_null() {
                return Ok(count);
            }
        }
    }

    /// A table with its own connections.
    ///
    /// # Errors
    /// The SDK could not be set up.
    pub fn open(&self, name: &str) -> Result<Table> {
        let calls = Calls::default();
        let client = sdk(&endpoint(self.port))?.dynamodb();
        let counted = Client::from_conf(client.config().to_builder().interceptor(calls.clone()).build());
        Ok(Table { store: DynamoStore::new(counted, name, |_, _, _| {}), calls })
    }

    /// How large a table is.
    ///
    /// # Errors
    /// There is none.
    pub fn size(&self, name: &str) -> Result<Size> {
        let answer = http::dynamodb(self.port, "DescribeTable", &json!({ "TableName": name }))?;
        let number = |field: &str| answer["Table"][field].as_u64().with_context(|| format!("no {field}"));
        Ok(Size { items: number("ItemCount")?, megabytes: number("TableSizeBytes")? as f64 / 1e6 })
    }
}

impl Table {
    /// Calls since the last time somebody asked.
    pub fn take_calls(&self) -> u32 {
        self.calls.0.swap(0, Ordering::Relaxed)
    }
}

/// Whether a full table fits into this folder; false if unknown.
fn has_room(folder: &str) -> bool {
    let told = Command::new("df").args(["--output=avail", "--block-size=1", folder]).output();
    let told = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned()).unwrap_or_default();
    told.lines().nth(1).and_then(|bytes| bytes.trim().parse().ok()).is_some_and(|bytes: u64| bytes > ROOM)
}

/// Counts what goes over the wire, retries included.
#[derive(Debug, Clone, Default)]
struct Calls(Arc<AtomicU32>);

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "calls"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
