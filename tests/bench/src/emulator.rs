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
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::organisation::{Organisation, Person};
use domain::text::Name;
use serde_json::{Value, json};
use store::DynamoStore;

use crate::event::{ORGANISATION, PERSON};
use crate::process::{Running, TABLE, python, scratch};
use crate::{http, table};

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
        emulator.call("CreateTable", &table::definition(TABLE)?)?;
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

    fn call(&self, operation: &str, body: &Value) -> Result<Value> {
        http::dynamodb(self.port, operation, body)
    }

    fn put_organisation(&self) -> Result<()> {
        let store = DynamoStore::new(sdk(&self.endpoint())?.dynamodb(), TABLE, |_, _, _| {});
        let live = (ENDPOINT.parse()?, EndpointType::Find);
        let url = EndpointUrl::restore("https://find.example.org/live".to_owned());
        let organisation = Organisation {
            id: ORGANISATION.parse()?,
            version: 1,
            name: Name::restore("Organisation".to_owned()),
            live_endpoints: BTreeMap::from([live]),
            suspended: [].into(),
            restorations: [].into(),
            vouching: None,
            people: vec![Person {
                id: PERSON.parse()?,
                sign_in: PERSON.parse()?,
                name: Name::restore("Example contact".to_owned()),
                email: EmailAddress::restore("contact@example.org".to_owned()),
                roles: BTreeSet::from([OrganisationRole::PrimaryBusinessContact]),
            }],
        };
        let urls = BTreeMap::from([(live.0, url)]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(store.put_organisation(&organisation, &urls))?)
    }
}

/// The project's own SDK configuration, at `endpoint`.
///
/// # Errors
/// It cannot be used.
pub fn sdk(endpoint: &str) -> Result<Sdk> {
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
