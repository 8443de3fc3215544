//! Evidence files between the two buckets (E2, E4).

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use cloud::keys::{evidence_key, upload_key};
use cloud::{Release, S3Evidence, S3EvidenceStore, StoredObject};
use domain::evidence::FileFormat;
use domain::ids::{ChangeId, EvidenceId};

use crate::emulator::{Emulator, sdk_at};
use crate::scripted_server::{Answer, ScriptedServer};

const KMS_KEY: &str = "arn:aws:kms:eu-west-2:000000000000:key/0197f9a0-0000-7000-8000-0000000000ff";

fn ids() -> (ChangeId, EvidenceId) {
    let change = "0197f9a0-0000-7000-8000-00000000000a".parse().unwrap();
    (change, "0197f9a0-0000-7000-8000-00000000000b".parse().unwrap())
}

struct Bench {
    emulator: Emulator,
    client: Client,
    quarantine: String,
    evidence: String,
    store: S3EvidenceStore,
    ids: (ChangeId, EvidenceId),
}

impl Bench {
    async fn new() -> Self {
        let emulator = Emulator::start();
        let quarantine = emulator.bucket("quarantine").await;
        let evidence = emulator.bucket("evidence").await;
        let sdk = emulator.sdk();
        let store = S3EvidenceStore::new(&sdk, quarantine.clone(), evidence.clone(), KMS_KEY.to_owned());
        Self { emulator, client: sdk.s3(), quarantine, evidence, store, ids: ids() }
    }

    /// Uploads `bytes`, as a form would, and finds them.
    async fn upload(&self, bytes: &'static [u8]) -> StoredObject {
        let put = self.client.put_object().bucket(&self.quarantine).key(upload_key(self.ids.0, self.ids.1));
        put.body(ByteStream::from_static(bytes)).content_type("text/html").send().await.unwrap();
        self.store.open(self.ids.0, self.ids.1).await.unwrap().unwrap()
    }

    async fn release(&self, upload: &StoredObject, sha256: [u8; 32]) -> Release {
        self.store.release(upload, self.ids.0, self.ids.1, FileFormat::Pdf, &sha256).await.unwrap()
    }

    async fn kept_versions(&self) -> usize {
        self.client.list_object_versions().bucket(&self.evidence).send().await.unwrap().versions().len()
    }

    async fn kept_bytes(&self) -> Vec<u8> {
        let get = self.client.get_object().bucket(&self.evidence).key(evidence_key(self.ids.0, self.ids.1));
        get.send().await.unwrap().body.collect().await.unwrap().to_vec()
    }
}

#[tokio::test]
async fn an_upload_that_never_came_is_absent() {
    let bench = Bench::new().await;
    assert!(bench.store.open(bench.ids.0, bench.ids.1).await.unwrap().is_none());
}

#[tokio::test]
async fn ranges_are_read_and_cut_at_the_end() {
    let bench = Bench::new().await;
    let upload = bench.upload(b"0123456789").await;
    assert_eq!((upload.len(), upload.is_empty()), (10, false));
    for (offset, length, bytes) in [
        (0, 3, "012"),
        (4, 6, "456789"),
        (8, 100, "89"),
        (9, usize::MAX, "9"),
        (3, 0, ""),
        (10, 1, ""),
        (u64::MAX, 1, ""),
    ] {
        assert_eq!(upload.read(offset, length).await.unwrap(), bytes.as_bytes(), "{offset} {length}");
    }
}

#[tokio::test]
async fn an_empty_upload_has_no_bytes() {
    let bench = Bench::new().await;
    let upload = bench.upload(b"").await;
    assert!(upload.is_empty());
    assert_eq!(upload.read(0, 10).await.unwrap(), b"");
}

#[tokio::test]
async fn the_file_found_is_read_and_kept_even_if_another_follows() {
    let bench = Bench::new().await;
    let found = bench.upload(b"inspected").await;
    bench.upload(b"put in its place").await;
    assert_eq!(found.read(0, 100).await.unwrap(), b"inspected");
    assert!(matches!(bench.release(&found, [1; 32]).await, Release::Kept(_)));
    assert_eq!(bench.kept_bytes().await, b"inspected");
}

#[tokio::test]
async fn a_kept_file_has_its_true_type_its_digest_and_our_key() {
    let bench = Bench::new().await;
    let upload = bench.upload(b"%PDF-").await;
    bench.release(&upload, [0xAB; 32]).await;
    let head = bench.client.head_object().bucket(&bench.evidence).key(evidence_key(bench.ids.0, bench.ids.1));
    let head = head.send().await.unwrap();
    assert_eq!(head.content_type(), Some("application/pdf"));
    assert_eq!(head.metadata().unwrap().get("sha256"), Some(&"ab".repeat(32)));
    assert_eq!(head.server_side_encryption().unwrap().as_str(), "aws:kms");
    assert_eq!(head.ssekms_key_id(), Some(KMS_KEY));
}

#[tokio::test]
async fn a_file_kept_twice_is_written_once() {
    let bench = Bench::new().await;
    let upload = bench.upload(b"%PDF-").await;
    let mut versions = Vec::new();
    for _ in 0..2 {
        let Release::Kept(version) = bench.release(&upload, [1; 32]).await else { panic!("it is kept") };
        versions.push(version);
    }
    assert_eq!(bench.kept_versions().await, 1);
    assert_eq!(versions[0], versions[1]);
    let reader = S3Evidence::new(&bench.emulator.sdk(), bench.evidence.clone());
    let kept = reader.open(bench.ids.0, bench.ids.1, None).await.unwrap().unwrap();
    assert_eq!(kept.version(), &versions[0]);
}

#[tokio::test]
async fn a_file_of_the_same_name_does_not_replace_the_kept_one() {
    let bench = Bench::new().await;
    let first = bench.upload(b"first").await;
    bench.release(&first, [1; 32]).await;
    let second = bench.upload(b"second").await;
    match bench.release(&second, [2; 32]).await {
        Release::AnotherKept(kept) => assert_eq!(kept.read(0, 100).await.unwrap(), b"first"),
        Release::Kept(_) => panic!("kept files never change"),
    }
    assert_eq!(bench.kept_versions().await, 1);
    assert_eq!(bench.kept_bytes().await, b"first");
}

/// Releases to a store where another inspection keeps a file, with this digest, between our look and our copy.
async fn release_in_a_race(theirs: [u8; 32]) -> (Release, Vec<String>) {
    let digest = theirs.map(|byte| format!("{byte:02x}")).concat();
    let looks = AtomicUsize::new(0);
    let server = ScriptedServer::telling(move |request| {
        let object = "etag: \"tag\"\r\nx-amz-version-id: v+1\r\n";
        if request.starts_with("HEAD /quarantine/") {
            Answer::Head(200, object.to_owned())
        } else if request.starts_with("PUT /evidence/") {
            Answer::Head(412, String::new())
        } else if looks.fetch_add(1, Ordering::SeqCst) == 0 {
            Answer::Head(404, String::new())
        } else {
            Answer::Head(200, format!("{object}x-amz-meta-sha256: {digest}\r\n"))
        }
    });
    let buckets = ["quarantine", "evidence", KMS_KEY].map(str::to_owned);
    let [quarantine, evidence, key] = buckets;
    let store = S3EvidenceStore::new(&sdk_at(&server.url), quarantine, evidence, key);
    let (change, id) = ids();
    let upload = store.open(change, id).await.unwrap().unwrap();
    let release = store.release(&upload, change, id, FileFormat::Pdf, &[1; 32]).await.unwrap();
    (release, server.requests())
}

#[tokio::test]
async fn a_refusal_without_a_body_says_its_status() {
    let refused = Answer::Head(403, "x-amz-request-id: 5F2\r\n".to_owned());
    let server = ScriptedServer::start(refused);
    let [quarantine, evidence, key] = ["quarantine", "evidence", KMS_KEY].map(str::to_owned);
    let store = S3EvidenceStore::new(&sdk_at(&server.url), quarantine, evidence, key);
    let (change, id) = ids();
    let fault = store.open(change, id).await.unwrap_err();
    assert!(!fault.retryable);
    let said = fault.with_sources();
    assert!(said.contains(": HTTP 403 Forbidden (HeadObject, request 5F2): "), "{said}");
    let answer = fault.answer.unwrap();
    assert_eq!((answer.status, answer.code.as_deref()), (403, Some("Forbidden")));
}

#[tokio::test]
async fn of_two_inspections_at_once_one_keeps_the_file() {
    let (release, requests) = release_in_a_race([1; 32]).await;
    assert!(matches!(release, Release::Kept(version) if version.as_str() == "v+1"));
    let copy = requests.iter().find(|request| request.starts_with("PUT ")).unwrap().to_lowercase();
    let source =
        format!("x-amz-copy-source: quarantine/{}?versionid=v%2b1\r\n", upload_key(ids().0, ids().1));
    for header in ["if-none-match: *\r\n", "x-amz-copy-source-if-match: \"tag\"\r\n", &source] {
        assert!(copy.contains(header), "{header} in {copy}");
    }
}

#[tokio::test]
async fn of_two_files_at_once_the_first_one_kept_counts() {
    let (release, _) = release_in_a_race([2; 32]).await;
    assert!(matches!(release, Release::AnotherKept(_)));
}

/// Holds E3.
#[tokio::test]
async fn scanning_again_makes_a_new_version_of_the_same_bytes() {
    let bench = Bench::new().await;
    let first = bench.upload(b"%PDF-").await;
    assert_eq!(first.scans(), 0);
    bench.store.scan_again(&first).await.unwrap();
    let second = bench.store.open(bench.ids.0, bench.ids.1).await.unwrap().unwrap();
    assert_ne!(second.version(), first.version());
    assert_eq!((second.scans(), second.read(0, 9).await.unwrap()), (1, b"%PDF-".to_vec()));
    bench.store.scan_again(&second).await.unwrap();
    let third = bench.store.open(bench.ids.0, bench.ids.1).await.unwrap().unwrap();
    assert_eq!(third.scans(), 2);
}
