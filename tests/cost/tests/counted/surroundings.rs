//! Tables and buckets in the emulator, and the ways to them: with the meter for functions, without it to prepare and to look.

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, VersioningConfiguration,
};
use cloud::{Sdk, SdkSettings, credentials};
use cost::{Index, Item, stored_size};
use proxy::Message;
use serde_json::{Value, json};

/// What a run of its own has.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub table: String,
    pub sessions: String,
    pub quarantine: String,
    pub evidence: String,
    pub material: String,
    pub exports: String,
}

/// The SDK configuration of this function, at a server of this machine: functions sign with their own name as the id of their key.
pub fn sdk_of(function: &str, url: &str) -> Sdk {
    let credentials = credentials(function.to_owned(), "test".to_owned(), None);
    let region = "eu-west-2".to_owned();
    Sdk::new(SdkSettings { region, endpoint: Some(url.to_owned()), credentials }).expect("an address")
}

/// As it is for tests, without the meter.
fn own() -> Sdk {
    sdk_of("test", &emulator::url())
}

fn fresh_name(purpose: &str) -> String {
    let mut random = [0; 8];
    getrandom::fill(&mut random).expect("randomness");
    format!("cost-{}-{purpose}", hex::encode(random))
}

async fn bucket(purpose: &str) -> String {
    let (client, name) = (own().s3(), fresh_name(purpose));
    let place = BucketLocationConstraint::from("eu-west-2");
    let place = CreateBucketConfiguration::builder().location_constraint(place).build();
    let create = client.create_bucket().bucket(&name).create_bucket_configuration(place);
    create.send().await.expect("a bucket");
    let on = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    let versions = client.put_bucket_versioning().bucket(&name).versioning_configuration(on);
    versions.send().await.expect("versions");
    name
}

impl Surroundings {
    /// Empty ones, made like those of the templates, and a mail service that sends for us.
    pub async fn create() -> Self {
        let (table, sessions) = (fresh_name("table"), fresh_name("sessions"));
        emulator::create_table(&own().dynamodb(), &table).await;
        emulator::create_items_table(&own().dynamodb(), &sessions).await;
        let identity = own().ses();
        identity.create_email_identity().email_identity("technical-change.example.org").send().await.ok();
        let [quarantine, evidence] = [bucket("quarantine").await, bucket("evidence").await];
        let [material, exports] = [bucket("material").await, bucket("exports").await];
        Self { table, sessions, quarantine, evidence, material, exports }
    }

    /// A client of the table without the meter.
    pub fn client() -> aws_sdk_dynamodb::Client {
        own().dynamodb()
    }

    /// Puts an upload, as the form of a browser does.
    pub async fn upload(&self, key: &str, bytes: Vec<u8>) {
        let put = own().s3().put_object().bucket(&self.quarantine).key(key).body(ByteStream::from(bytes));
        put.send().await.expect("an upload");
    }

    /// The bytes that the table keeps for good, with its indexes: those of items without an end.
    pub fn kept_bytes(&self, indexes: &[Index]) -> u64 {
        let kept = self.items().into_iter().filter(|item| !item.contains_key("expires_at"));
        let size = |item: Item| {
            let entries = indexes.iter().filter_map(|index| index.entry(&item));
            stored_size(&item) + entries.map(|entry| stored_size(&entry)).sum::<u64>()
        };
        kept.map(size).sum()
    }

    fn items(&self) -> Vec<Item> {
        let (mut items, mut from) = (Vec::new(), Value::Null);
        loop {
            let mut body = json!({ "TableName": self.table, "ConsistentRead": true });
            if !from.is_null() {
                body["ExclusiveStartKey"] = from;
            }
            let answer = ask("Scan", &body);
            let page = answer["Items"].as_array().into_iter().flatten();
            items.extend(page.map(|item| item.as_object().expect("an item").clone()));
            from = answer["LastEvaluatedKey"].clone();
            if from.is_null() {
                return items;
            }
        }
    }

    pub async fn delete(&self) {
        for table in [&self.table, &self.sessions] {
            own().dynamodb().delete_table().table_name(table).send().await.expect("the table goes");
        }
    }
}

/// Asks the emulator, and reads what it answers as it is on the wire.
fn ask(operation: &str, body: &Value) -> Value {
    let upstream = emulator::url().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let target = format!("DynamoDB_20120810.{operation}");
    let signed = "AWS4-HMAC-SHA256 Credential=test/20261201/eu-west-2/dynamodb/aws4_request, \
                  SignedHeaders=host, Signature=0";
    let headers = [
        ("host", upstream.as_str()),
        ("authorization", signed),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", target.as_str()),
    ];
    let request = Message {
        start: "POST / HTTP/1.1".to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: body.to_string().into_bytes(),
    };
    let answer = request.exchange(&upstream).expect("the emulator answers");
    assert_eq!(answer.status(), 200, "{}", String::from_utf8_lossy(&answer.body));
    serde_json::from_slice(&answer.body).expect("JSON")
}
