//! A download link gives its user the right file and headers (E4).

use std::sync::Arc;
use std::time::SystemTime;

use app::{DownloadLink, DownloadLinks};
use aws_sdk_s3::primitives::ByteStream;
use cloud::S3Links;
use cloud::keys::evidence_key;
use domain::evidence::{AcceptedFile, KeptVersion};
use domain::ids::{ChangeId, EvidenceId};
use domain::text::FileName;
use fakes::{FakeClock, accepted_file};
use jiff::{SignedDuration, Timestamp};
use ureq::http::Response;

use crate::emulator::Emulator;

fn ids() -> (ChangeId, EvidenceId) {
    let change = "0197f9a0-0000-7000-8000-00000000000a".parse().unwrap();
    (change, "0197f9a0-0000-7000-8000-00000000000b".parse().unwrap())
}

#[expect(clippy::disallowed_methods, reason = "the store compares links with its own clock")]
fn store_time() -> Timestamp {
    SystemTime::now().try_into().unwrap()
}

async fn kept_file(emulator: &Emulator) -> String {
    let bucket = emulator.bucket("evidence").await;
    put(emulator, &bucket, b"%PDF-").await;
    bucket
}

/// Stores this under the name of the file; answers its version.
async fn put(emulator: &Emulator, bucket: &str, bytes: &'static [u8]) -> KeptVersion {
    let (change, evidence) = ids();
    let put = emulator.sdk().s3().put_object().bucket(bucket).key(evidence_key(change, evidence));
    let stored = put.body(ByteStream::from_static(bytes)).send().await.unwrap();
    KeptVersion::restore(stored.version_id.unwrap())
}

async fn link(emulator: &Emulator, bucket: String, now: Timestamp) -> DownloadLink {
    link_to(emulator, bucket, now, None).await
}

async fn link_to(
    emulator: &Emulator,
    bucket: String,
    now: Timestamp,
    version: Option<KeptVersion>,
) -> DownloadLink {
    let (change, evidence) = ids();
    let name = FileName::parse("Prüf\"bericht.pdf").unwrap();
    let links = S3Links::new(&emulator.sdk(), Arc::new(FakeClock::at(now)), bucket);
    let accepted = AcceptedFile { version, ..accepted_file(now) };
    links.link(change.into(), evidence, &accepted, &name).await.unwrap()
}

fn follow(url: &str) -> Response<ureq::Body> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    agent.get(url).call().unwrap()
}

#[tokio::test]
async fn a_link_saves_the_file_under_its_name_and_type() {
    let emulator = Emulator::start();
    let bucket = kept_file(&emulator).await;
    let mut answer = follow(&link(&emulator, bucket, store_time()).await.url);
    assert_eq!(answer.status().as_u16(), 200);
    let header = |name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"Pr_f_bericht.pdf\"; filename*=UTF-8''Pr%C3%BCf%22bericht.pdf"
    );
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(answer.body_mut().read_to_string().unwrap(), "%PDF-");
}

#[tokio::test]
async fn a_link_lives_for_one_minute() {
    let emulator = Emulator::start();
    let bucket = kept_file(&emulator).await;
    let now = store_time();
    let fresh = link(&emulator, bucket.clone(), now).await;
    let lives = fresh.expires_at.duration_since(now);
    assert!(lives <= SignedDuration::from_secs(60) && lives > SignedDuration::from_secs(59), "{lives}");
    assert!(fresh.url.contains("X-Amz-Expires=60"), "{}", fresh.url);
    let old = link(&emulator, bucket, now - SignedDuration::from_secs(90)).await;
    assert_eq!(follow(&old.url).status().as_u16(), 403);
}

#[tokio::test]
async fn a_link_opens_no_other_file_and_keeps_the_file_an_attachment() {
    let emulator = Emulator::start();
    let bucket = kept_file(&emulator).await;
    let link = link(&emulator, bucket, store_time()).await.url;
    for changed in [
        link.replace("00000000000b?", "00000000000c?"),
        link.replace("attachment", "inline"),
        link.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
    ] {
        assert_ne!(changed, link);
        assert_eq!(follow(&changed).status().as_u16(), 403, "{changed}");
    }
}

/// Holds E4.
#[tokio::test]
async fn a_link_brings_what_was_accepted_whatever_came_later() {
    let emulator = Emulator::start();
    let bucket = emulator.bucket("evidence").await;
    let accepted = put(&emulator, &bucket, b"%PDF- as it was accepted").await;
    let of_now = |version| link_to(&emulator, bucket.clone(), store_time(), version);
    let read = |link: DownloadLink| follow(&link.url).body_mut().read_to_string().unwrap();
    put(&emulator, &bucket, b"put over it").await;
    assert_eq!(read(of_now(Some(accepted.clone())).await), "%PDF- as it was accepted");
    assert_eq!(read(of_now(None).await), "put over it", "a file from before versions were noted");
    let (change, evidence) = ids();
    let delete = emulator.sdk().s3().delete_object().bucket(&bucket).key(evidence_key(change, evidence));
    delete.send().await.unwrap();
    assert_eq!(read(of_now(Some(accepted.clone())).await), "%PDF- as it was accepted");
    let link = of_now(Some(accepted)).await.url;
    let (before, after) = link.split_once("&versionId=").unwrap();
    let other = format!("{before}{}", &after[after.find('&').unwrap()..]);
    assert_eq!(follow(&other).status().as_u16(), 403, "the version is signed");
}
