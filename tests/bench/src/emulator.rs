//! An emulator for one run: started on a free port of loopback, kept in memory, with the table and one organisation.
//!
//! Must not: touch the local stack's emulator.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use cloud::{Sdk, SdkSettings, credentials};
use domain::actor::OrganisationRole;
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::organisation::{Organisation, Person};
use serde_json::{Value, json};
use store::DynamoStore;

use crate::event::{ORGANISATION, PERSON};
use crate::http;
use crate::process::{Running, TABLE, python, scratch};

const START: Duration = Duration::from_secs(60);
const ENDPOINT: &str = "01930000-0000-7000-8000-00000000c001";

/// A running emulator. It ends with this value.
pub struct Emulator {
    port: u16,
    _process: Running,
}

impl Emulator {
    /// Starts one, makes the table and puts the organisation.
    ///
    /// # Errors
    /// It did not start, or refused.
    pub fn start() -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new(python("ministack")?);
        command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.current_dir(scratch()?).envs([
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("LANG", "C.UTF-8"),
            ("BIND_HOST", "127.0.0.1"),
            ("GATEWAY_PORT", &port.to_string()),
            ("MINISTACK_REGION", "eu-west-2"),
            ("AWS_ENDPOINT_URL", &endpoint(port)),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            // Listeners that BIND_HOST does not reach, for services nobody here uses.
            ("IOT_MTLS_ENABLED", "0"),
            ("SFTP_ENABLED", "0"),
        ]);
        let mut process = Running::start(&mut command)?;
        let since = Instant::now();
        while http::ask(port, "GET", "/_ministack/health", "", "").is_err() {
            if !process.is_alive() || since.elapsed() > START {
                bail!("the emulator did not start");
            }
            thread::sleep(Duration::from_millis(100));
        }
        let emulator = Self { port, _process: process };
        emulator.make_table()?;
        emulator.put_organisation()?;
        Ok(emulator)
    }

    /// Where it is.
    pub fn endpoint(&self) -> String {
        endpoint(self.port)
    }

    /// One item of the table, in DynamoDB's own JSON.
    ///
    /// # Errors
    /// There is none.
    pub fn item(&self, pk: &str, sk: &str) -> Result<Value> {
        let key = json!({ "pk": { "S": pk }, "sk": { "S": sk } });
        let mut answer = self.call("GetItem", &json!({ "TableName": TABLE, "Key": key }))?;
        answer.get_mut("Item").map(Value::take).with_context(|| format!("there is no {pk} {sk}"))
    }

    /// The table of `infra/data.yaml`, as far as requests can tell.
    fn make_table(&self) -> Result<()> {
        let attributes = ["pk", "sk", "org_key", "org_sort", "queue", "due"]
            .map(|name| json!({ "AttributeName": name, "AttributeType": "S" }));
        let keys = |hash: &str, range: &str| {
            json!([
                { "AttributeName": hash, "KeyType": "HASH" },
                { "AttributeName": range, "KeyType": "RANGE" },
            ])
        };
        let index = |name: &str, hash: &str, range: &str| {
            json!({
                "IndexName": name,
                "KeySchema": keys(hash, range),
                "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": ["summary", "format"] },
            })
        };
        let table = json!({
            "TableName": TABLE,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": attributes,
            "KeySchema": keys("pk", "sk"),
            "GlobalSecondaryIndexes": [
                index("by-organisation", "org_key", "org_sort"),
                index("by-queue", "queue", "due"),
            ],
        });
        self.call("CreateTable", &table).map(|_| ())
    }

    fn call(&self, operation: &str, body: &Value) -> Result<Value> {
        let headers = format!(
            "content-type: application/x-amz-json-1.0\r\nx-amz-target: DynamoDB_20120810.{operation}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=test/20261122/eu-west-2/dynamodb/aws4_request, \
             SignedHeaders=host, Signature=0\r\n"
        );
        let answer = http::ask(self.port, "POST", "/", &headers, &body.to_string())?;
        Ok(serde_json::from_slice(&answer)?)
    }

    fn put_organisation(&self) -> Result<()> {
        let store = DynamoStore::new(sdk(&self.endpoint())?.dynamodb(), TABLE);
        let live = (ENDPOINT.parse()?, EndpointType::Find);
        let url = EndpointUrl::restore("https://find.example.org/live".to_owned());
        let organisation = Organisation {
            id: ORGANISATION.parse()?,
            name: "Organisation".to_owned(),
            live_endpoints: BTreeMap::from([live]),
            people: vec![Person {
                id: PERSON.parse()?,
                name: "Example contact".to_owned(),
                email: "contact@example.org".to_owned(),
                roles: BTreeSet::from([OrganisationRole::PrimaryBusinessContact]),
            }],
        };
        let urls = BTreeMap::from([(live.0, url)]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(store.put_organisation(&organisation, &urls))?)
    }
}

/// The project's own SDK configuration, at `endpoint`.
fn sdk(endpoint: &str) -> Result<Sdk> {
    Ok(Sdk::new(SdkSettings {
        region: "eu-west-2".to_owned(),
        endpoint: Some(endpoint.to_owned()),
        credentials: credentials("test".to_owned(), "test".to_owned(), None),
    })?)
}

/// The address of this port of loopback.
pub fn endpoint(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// A port of loopback that nobody uses now.
///
/// # Errors
/// There is none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
