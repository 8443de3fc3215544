//! Exports in their bucket: written in parts, seen whole or not at all, fetched by a link.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::{Clock, ExportLinks};
use aws_sdk_s3::Client;
use cloud::export_store::SMALLEST_PART;
use cloud::keys::export_key;
use cloud::{ExportUpload, S3Evidence, S3ExportStore, S3Links};
use domain::evidence::KeptVersion;
use domain::export::{RegisterFormat, Subject};
use domain::ids::{ChangeId, ExportId};
use fakes::FakeClock;
use jiff::Timestamp;

use crate::emulator::{Emulator, sdk_at};
use crate::scripted_server::{Answer, ScriptedServer};

const KMS_KEY: &str = "arn:aws:kms:eu-west-2:000000000000:key/0197f9a0-0000-7000-8000-0000000000ff";
const CSV: Subject = Subject::Register(RegisterFormat::Csv);

fn id() -> ExportId {
    ExportId::from_u128(0x0197_f9a0_0000_7000_8000_0000_0000_000c)
}

struct Bench {
    emulator: Emulator,
    client: Client,
    bucket: String,
    store: S3ExportStore,
}

impl Bench {
    async fn new() -> Self {
        let emulator = Emulator::start();
        let bucket = emulator.bucket("exports").await;
        let sdk = emulator.sdk();
        let store = S3ExportStore::new(&sdk, bucket.clone(), KMS_KEY.to_owned());
        Self { client: sdk.s3(), emulator, bucket, store }
    }

    async fn begin(&self, build: u32) -> ExportUpload {
        self.store.begin(id(), build, CSV.media_type()).await.unwrap()
    }

    /// The object under the name of this try, as everyone sees it.
    async fn kept(&self, build: u32) -> Option<Vec<u8>> {
        let get = self.client.get_object().bucket(&self.bucket).key(export_key(id(), build)).send().await;
        Some(get.ok()?.body.collect().await.unwrap().to_vec())
    }

    async fn unfinished(&self) -> usize {
        self.client.list_multipart_uploads().bucket(&self.bucket).send().await.unwrap().uploads().len()
    }
}

#[tokio::test]
async fn parts_become_one_object_with_its_type_under_our_key() {
    let bench = Bench::new().await;
    let mut upload = bench.begin(1).await;
    let first: Vec<u8> = (0..SMALLEST_PART).map(|at| (at % 251) as u8).collect();
    upload.part(first.clone()).await.unwrap();
    upload.part(b"the end".to_vec()).await.unwrap();
    assert_eq!(bench.kept(1).await, None, "nothing is there before it is whole");
    upload.finish().await.unwrap();
    assert_eq!(bench.kept(1).await.unwrap(), [&first[..], b"the end"].concat());
    let head =
        bench.client.head_object().bucket(&bench.bucket).key(export_key(id(), 1)).send().await.unwrap();
    assert_eq!(head.content_type(), Some(CSV.media_type()));
    assert_eq!(head.server_side_encryption().unwrap().as_str(), "aws:kms");
    assert_eq!(head.ssekms_key_id(), Some(KMS_KEY));
}

#[tokio::test]
async fn one_part_may_be_small() {
    let bench = Bench::new().await;
    let mut upload = bench.begin(1).await;
    upload.part(b"all of it".to_vec()).await.unwrap();
    upload.finish().await.unwrap();
    assert_eq!(bench.kept(1).await.unwrap(), b"all of it");
}

#[tokio::test]
async fn what_is_thrown_away_leaves_nothing() {
    let bench = Bench::new().await;
    let mut upload = bench.begin(1).await;
    upload.part(b"some of it".to_vec()).await.unwrap();
    assert_eq!(bench.unfinished().await, 1);
    upload.abort().await.unwrap();
    assert_eq!((bench.unfinished().await, bench.kept(1).await), (0, None));
}

#[tokio::test]
async fn a_late_try_does_not_replace_what_another_made() {
    let bench = Bench::new().await;
    let (mut late, mut other) = (bench.begin(1).await, bench.begin(2).await);
    other.part(b"of the other".to_vec()).await.unwrap();
    other.finish().await.unwrap();
    late.part(b"of the late one".to_vec()).await.unwrap();
    late.finish().await.unwrap();
    assert_eq!(bench.kept(2).await.unwrap(), b"of the other");
}

#[expect(clippy::disallowed_methods, reason = "the store compares links with its own clock")]
fn real_time() -> Arc<dyn Clock> {
    Arc::new(FakeClock::at(Timestamp::now()))
}

/// Holds E4.
#[tokio::test]
async fn a_link_saves_the_export_under_its_name_and_type() {
    let bench = Bench::new().await;
    let mut upload = bench.begin(3).await;
    upload.part(b"a,b\r\n".to_vec()).await.unwrap();
    upload.finish().await.unwrap();
    let links = S3Links::new(&bench.emulator.sdk(), real_time(), bench.bucket.clone());
    let link = links.link_export(id(), 3, CSV, "endpoint-register-2026-07-06.csv").await.unwrap();
    let mut answer = ureq::get(&link.url).call().unwrap();
    let header = |name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"endpoint-register-2026-07-06.csv\"; filename*=UTF-8''endpoint-register-2026-07-06.csv"
    );
    assert_eq!(header("content-type"), CSV.media_type());
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(answer.body_mut().read_to_string().unwrap(), "a,b\r\n");
}

#[tokio::test]
async fn an_evidence_file_that_is_gone_is_told_as_absent() {
    let bench = Bench::new().await;
    let evidence = S3Evidence::new(&bench.emulator.sdk(), bench.bucket.clone());
    let change: ChangeId = "0197f9a0-0000-7000-8000-00000000000a".parse().unwrap();
    let file = "0197f9a0-0000-7000-8000-00000000000b".parse().unwrap();
    assert!(evidence.open(change, file, None).await.unwrap().is_none());
    let version = KeptVersion::restore("3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrH".to_owned());
    assert!(evidence.open(change, file, Some(&version)).await.unwrap().is_none());
}

const BEGUN: &str = "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";
const DONE: &str = "<CompleteMultipartUploadResult><ETag>e</ETag></CompleteMultipartUploadResult>";
const NOT_DONE: &str = "<Error><Code>InternalError</Code></Error>";

/// A store whose parts fail this often, and which ends an upload with this answer.
fn scripted(failures: usize, end: &'static str) -> ScriptedServer {
    let parts = AtomicUsize::new(0);
    ScriptedServer::telling(move |request| {
        if request.starts_with("PUT ") {
            let fails = parts.fetch_add(1, Ordering::SeqCst) < failures;
            Answer::Head(if fails { 503 } else { 200 }, "etag: \"p\"\r\n".to_owned())
        } else if request.contains("?uploads") {
            Answer::With(200, "", BEGUN)
        } else {
            Answer::With(200, "", end)
        }
    })
}

async fn begin_at(server: &ScriptedServer) -> ExportUpload {
    let store = S3ExportStore::new(&sdk_at(&server.url), "exports".to_owned(), KMS_KEY.to_owned());
    store.begin(id(), 1, CSV.media_type()).await.unwrap()
}

#[tokio::test]
async fn a_part_that_fails_is_sent_again_with_its_digest() {
    let server = scripted(2, DONE);
    let mut upload = begin_at(&server).await;
    upload.part(b"all of it".to_vec()).await.unwrap();
    upload.finish().await.unwrap();
    let requests = server.requests();
    let parts: Vec<_> = requests.iter().filter(|request| request.starts_with("PUT ")).collect();
    assert_eq!(parts.len(), 3);
    let digest = "x-amz-checksum-sha256: B2MHd2RrmtCtWUDCD3cD5bpDHZDcjxka9pFr/8o+hZw=\r\n";
    for part in parts {
        assert!(part.ends_with("all of it"), "{part}");
        assert!(part.contains(digest), "{digest} in {part}");
    }
}

#[tokio::test]
async fn an_end_that_failed_behind_a_200_is_a_failure() {
    let server = scripted(0, NOT_DONE);
    let mut upload = begin_at(&server).await;
    upload.part(b"all of it".to_vec()).await.unwrap();
    assert!(upload.finish().await.is_err());
}
