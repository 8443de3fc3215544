//! A table and two buckets in the emulator, a change in them, and the process over them.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use app::{
    CommandStore, ExportPlace, ReadRequest, Request, Services, Verdict, draft_change, link_export,
    request_export, request_upload, settle_evidence,
};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use aws_sdk_s3::primitives::ByteStream;
use cloud::keys::evidence_key;
use cloud::{S3Links, Sdk};
use domain::actor::{Actor, OrganisationRole};
use domain::evidence::{AcceptedFile, DeclaredType, FileFormat, KeptVersion};
use domain::export::{Export, Subject};
use domain::ids::{ChangeId, EvidenceId, ExportId};
use fakes::{FakeClock, Fakes, accepted_file, complete_answers, key, member, organisation, urls_of};
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::DynamoStore;

use crate::emulator::Emulator;

const KMS_KEY: &str = "arn:aws:kms:eu-west-2:000000000000:key/0197f9a0-0000-7000-8000-0000000000ff";

/// The resources of the process.
pub struct Stack {
    _emulator: Emulator,
    url: String,
    sdk: Sdk,
    table: String,
    evidence: String,
    exports: String,
    services: Services<DynamoStore>,
    fakes: Fakes,
    change: ChangeId,
}

/// The running process; it ends with the test.
pub struct Function(Child);

impl Function {
    /// The most memory it ever had resident, in bytes.
    pub fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).expect("Linux tells");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().expect("a number") * 1024
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

#[expect(clippy::disallowed_methods, reason = "the process and the object store go by the real time")]
fn real_time() -> FakeClock {
    FakeClock::at(Timestamp::now())
}

fn contact() -> Actor {
    member(1, OrganisationRole::PrimaryBusinessContact)
}

impl Stack {
    /// With a draft of the first organisation.
    pub async fn start() -> Self {
        let emulator = Emulator::start();
        let (url, sdk) = (emulator.url().to_owned(), emulator.sdk());
        let (evidence, exports) = (emulator.bucket("evidence").await, emulator.bucket("exports").await);
        let table = exports.replace("exports", "table");
        make_table(&sdk, &table).await;
        let fakes = Fakes { clock: real_time(), real_time: real_time(), ..Fakes::default() };
        let services = fakes.services_over(DynamoStore::new(sdk.dynamodb(), &table, |_, _, _| {}));
        let own = organisation(1);
        services.store.put_organisation(&own, &urls_of(&own)).await.unwrap();
        let asked = key(&contact(), "draft", 1).unwrap();
        let drafted = draft_change(&services, &contact(), &asked, complete_answers(&[])).await.unwrap();
        let change = drafted.change.id;
        Self { _emulator: emulator, url, sdk, table, evidence, exports, services, fakes, change }
    }

    /// Keeps a file as inspections keep it.
    pub async fn accept(&self, name: &str, content: Vec<u8>) -> EvidenceId {
        let (actor, asked) = (contact(), key(&contact(), name, 2).unwrap());
        let request = Request { actor: &actor, on: self.change, seen: None, key: Some(&asked) };
        let pdf = DeclaredType(Some(FileFormat::Pdf));
        let upload = request_upload(&self.services, &self.fakes.forms, request, name, pdf, None, None);
        let id = upload.await.unwrap().evidence;
        let (bytes, sha256) = (content.len() as u64, Sha256::digest(&content).into());
        let version = Some(self.put(id, content).await);
        let file = AcceptedFile { bytes, sha256, version, ..accepted_file(self.services.clock.now()) };
        settle_evidence(&self.services, self.change, id, &Verdict::Accepted(file)).await.unwrap();
        id
    }

    /// Stores this under the name of a kept file.
    async fn put(&self, id: EvidenceId, content: Vec<u8>) -> KeptVersion {
        let put = self.sdk.s3().put_object().bucket(&self.evidence).key(evidence_key(self.change, id));
        let stored = put.body(ByteStream::from(content)).send().await.unwrap();
        KeptVersion::restore(stored.version_id.unwrap())
    }

    /// Puts something else in the place of the kept file, which nobody has a right to do.
    pub async fn replace(&self, id: EvidenceId, content: Vec<u8>) {
        self.put(id, content).await;
    }

    /// Removes what was accepted for good, which only an administrator may do.
    pub async fn remove(&self, id: EvidenceId) {
        let key = evidence_key(self.change, id);
        let s3 = self.sdk.s3();
        let listed = s3.list_object_versions().bucket(&self.evidence).prefix(&key).send().await.unwrap();
        for version in listed.versions() {
            let delete = s3.delete_object().bucket(&self.evidence).key(&key);
            delete.version_id(version.version_id().unwrap()).send().await.unwrap();
        }
    }

    pub async fn ask(&self) -> ExportId {
        let asked = key(&contact(), "bundle", 3).unwrap();
        let subject = Subject::EvidenceBundle(self.change);
        request_export(&self.services, &contact(), &asked, subject).await.unwrap().id
    }

    pub async fn export(&self, id: ExportId) -> Export {
        let read = ReadRequest { export: Some(id), ..ReadRequest::at(self.services.clock.now()) };
        self.services.store.read(read).await.unwrap().export.unwrap()
    }

    /// Follows a link to it.
    pub async fn fetch(&self, id: ExportId) -> Vec<u8> {
        let links = S3Links::new(&self.sdk, Arc::new(real_time()), self.exports.clone());
        let asked = key(&contact(), "link", 4).unwrap();
        let place = ExportPlace { id, change: Some(self.change) };
        let link = link_export(&self.services, &links, &contact(), &asked, place).await.unwrap();
        ureq::get(&link.url).call().unwrap().body_mut().with_config().limit(1 << 30).read_to_vec().unwrap()
    }

    /// Exports that were begun and neither finished nor deleted.
    pub async fn unfinished(&self) -> usize {
        let listed = self.sdk.s3().list_multipart_uploads().bucket(&self.exports).send().await.unwrap();
        listed.uploads().len()
    }

    /// The event of the table's stream.
    pub fn event(&self, id: ExportId) -> String {
        let event = json!({ "Records": [{
            "eventID": "1", "eventName": "INSERT", "awsRegion": "eu-west-2", "eventSource": "aws:dynamodb",
            "dynamodb": { "ApproximateCreationDateTime": 1_795_339_800, "SequenceNumber": "1", "SizeBytes": 1,
                          "Keys": { "pk": { "S": format!("EXPORT#{id}") }, "sk": { "S": "EXPORT" } } },
        }] });
        event.to_string()
    }

    /// Starts the process, as Lambda would.
    pub fn function(&self, runtime_api: &str) -> Function {
        let process = Command::new(env!("CARGO_BIN_EXE_export"))
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api)
            .env("AWS_LAMBDA_FUNCTION_NAME", "export")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "log")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "log")
            .env("AWS_REGION", "eu-west-2")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("TABLE_NAME", &self.table)
            .env("EVIDENCE_BUCKET", &self.evidence)
            .env("EXPORT_BUCKET", &self.exports)
            .env("KMS_KEY_ID", KMS_KEY)
            .stdin(Stdio::null())
            .spawn();
        Function(process.expect("the process starts"))
    }
}

async fn make_table(sdk: &Sdk, name: &str) {
    let attribute = |name: &str| {
        let text = ScalarAttributeType::S;
        AttributeDefinition::builder().attribute_name(name).attribute_type(text).build().unwrap()
    };
    let part =
        |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    sdk.dynamodb()
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(["pk", "sk"].map(attribute).to_vec()))
        .set_key_schema(Some(vec![part("pk", KeyType::Hash), part("sk", KeyType::Range)]))
        .send()
        .await
        .unwrap();
}
