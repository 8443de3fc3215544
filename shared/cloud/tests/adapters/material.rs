//! Packs of cryptographic material in their bucket: written once, encrypted, fetched by a link (S4).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::{DownloadLink, MaterialLinks, MaterialStore};
use aws_sdk_s3::Client;
use cloud::keys::material_key;
use cloud::{S3Links, S3MaterialStore};
use domain::change::material::Environment;
use domain::ids::{ChangeId, PackId};
use fakes::FakeClock;
use jiff::{SignedDuration, Timestamp};
use ureq::http::Response;

use crate::emulator::{Emulator, sdk_at};
use crate::scripted_server::{Answer, ScriptedServer};

const KMS_KEY: &str = "arn:aws:kms:eu-west-2:000000000000:key/0197f9a0-0000-7000-8000-0000000000ff";
const DIGEST: &str = "3d7464f9477fa08d916738d9a18269751c834e7722c0b4799028794c8261e7cf";

fn ids() -> (ChangeId, PackId) {
    let change = "0197f9a0-0000-7000-8000-00000000000a".parse().unwrap();
    (change, PackId::from_u128(0x0197_f9a0_0000_7000_8000_0000_0000_000b))
}

struct Bench {
    emulator: Emulator,
    client: Client,
    bucket: String,
    store: S3MaterialStore,
}

impl Bench {
    async fn new() -> Self {
        let emulator = Emulator::start();
        let bucket = emulator.bucket("material").await;
        let sdk = emulator.sdk();
        let store = S3MaterialStore::new(&sdk, bucket.clone(), KMS_KEY.to_owned());
        Self { client: sdk.s3(), emulator, bucket, store }
    }

    async fn keep(&self, environment: Environment, content: &[u8]) -> Result<(), app::Fault> {
        let (change, pack) = ids();
        self.store.keep(change, environment, pack, content.to_vec()).await
    }

    async fn kept(&self, environment: Environment) -> Option<Vec<u8>> {
        let (change, pack) = ids();
        let key = material_key(change, environment, pack);
        let get = self.client.get_object().bucket(&self.bucket).key(key).send().await;
        Some(get.ok()?.body.collect().await.unwrap().to_vec())
    }

    async fn link(&self, now: Timestamp) -> DownloadLink {
        let (change, pack) = ids();
        let clock = Arc::new(FakeClock::at(now));
        let links = S3Links::new(&self.emulator.sdk(), clock, self.bucket.clone());
        let name = "TC-00000001-test-cryptographic-material.zip";
        links.link(change, Environment::Test, pack, name).await.unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "the store compares links with its own clock")]
fn store_time() -> Timestamp {
    Timestamp::now()
}

fn follow(url: &str) -> Response<ureq::Body> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    agent.get(url).call().unwrap()
}

/// Holds S4.
#[tokio::test]
async fn a_pack_is_kept_as_it_is_under_the_services_key() {
    let bench = Bench::new().await;
    let content: Vec<u8> = (0..131_072).map(|at| (at % 251) as u8).collect();
    bench.keep(Environment::Test, &content).await.unwrap();
    assert_eq!(bench.kept(Environment::Test).await.unwrap(), content);
    assert_eq!(bench.kept(Environment::Live).await, None);
    let key = material_key(ids().0, Environment::Test, ids().1);
    let head = bench.client.head_object().bucket(&bench.bucket).key(key).send().await.unwrap();
    assert_eq!(head.server_side_encryption().unwrap().as_str(), "aws:kms");
    assert_eq!(head.ssekms_key_id(), Some(KMS_KEY));
}

#[tokio::test]
async fn a_pack_is_never_written_over() {
    let bench = Bench::new().await;
    bench.keep(Environment::Live, b"the first").await.unwrap();
    let second = bench.keep(Environment::Live, b"another").await.unwrap_err();
    assert!(!second.retryable, "{second}");
    assert_eq!(bench.kept(Environment::Live).await.unwrap(), b"the first");
    // The very same content is kept already.
    bench.keep(Environment::Live, b"the first").await.unwrap();
    let versions = bench.client.list_object_versions().bucket(&bench.bucket).send().await.unwrap();
    assert_eq!(versions.versions().len(), 1);
}

#[tokio::test]
async fn a_link_saves_the_pack_as_an_attachment_that_nothing_opens() {
    let bench = Bench::new().await;
    bench.keep(Environment::Test, b"an encrypted pack").await.unwrap();
    let mut answer = follow(&bench.link(store_time()).await.url);
    assert_eq!(answer.status().as_u16(), 200);
    let header = |name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"TC-00000001-test-cryptographic-material.zip\"; \
         filename*=UTF-8''TC-00000001-test-cryptographic-material.zip"
    );
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(answer.body_mut().read_to_string().unwrap(), "an encrypted pack");
}

/// Holds S4.
#[tokio::test]
async fn a_link_lives_for_one_minute_and_opens_no_other_pack() {
    let bench = Bench::new().await;
    bench.keep(Environment::Test, b"for test").await.unwrap();
    bench.keep(Environment::Live, b"for live").await.unwrap();
    let now = store_time();
    let fresh = bench.link(now).await;
    let lives = fresh.expires_at.duration_since(now);
    assert!(lives <= SignedDuration::from_secs(60) && lives > SignedDuration::from_secs(59), "{lives}");
    let old = bench.link(now - SignedDuration::from_secs(90)).await;
    assert_eq!(follow(&old.url).status().as_u16(), 403);
    for changed in [
        fresh.url.replace("/test/", "/live/"),
        fresh.url.replace("attachment", "inline"),
        fresh.url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
    ] {
        assert_ne!(changed, fresh.url);
        assert_eq!(follow(&changed).status().as_u16(), 403, "{changed}");
    }
}

/// A store that wrote what it was sent, lost its first answer, and now has content with this digest.
async fn keep_after_a_lost_answer(digest: &'static str) -> (Result<(), app::Fault>, Vec<String>) {
    let puts = AtomicUsize::new(0);
    let server = ScriptedServer::telling(move |request| {
        if request.starts_with("PUT ") {
            let first = puts.fetch_add(1, Ordering::SeqCst) == 0;
            if first { Answer::Close } else { Answer::Head(412, String::new()) }
        } else {
            let head = format!("etag: \"e\"\r\nx-amz-version-id: v\r\nx-amz-meta-sha256: {digest}\r\n");
            Answer::Head(200, head)
        }
    });
    let store = S3MaterialStore::new(&sdk_at(&server.url), "material".to_owned(), KMS_KEY.to_owned());
    let (change, pack) = ids();
    let kept = store.keep(change, Environment::Test, pack, b"an encrypted pack".to_vec()).await;
    (kept, server.requests())
}

#[tokio::test]
async fn a_pack_whose_first_answer_was_lost_is_kept() {
    let (kept, requests) = keep_after_a_lost_answer(DIGEST).await;
    kept.unwrap();
    let puts: Vec<_> = requests.iter().filter(|request| request.starts_with("PUT ")).collect();
    assert_eq!(puts.len(), 2);
    for put in puts {
        assert!(put.ends_with("an encrypted pack"), "{put}");
        for header in
            ["if-none-match: *\r\n", "x-amz-server-side-encryption: aws:kms\r\n", "x-amz-checksum-sha256: "]
        {
            assert!(put.contains(header), "{header} in {put}");
        }
        assert!(put.contains(&format!("x-amz-meta-sha256: {DIGEST}\r\n")), "{put}");
    }
}

#[tokio::test]
async fn a_pack_in_the_place_of_another_is_a_failure() {
    let (kept, _) = keep_after_a_lost_answer("00").await;
    assert!(!kept.unwrap_err().retryable);
}
