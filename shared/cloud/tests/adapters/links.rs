//! A download link gives its user the right file and headers (E4).

use std::sync::Arc;
use std::time::SystemTime;

use app::{DownloadLink, DownloadLinks};
use aws_sdk_s3::primitives::ByteStream;
use cloud::S3Links;
use cloud::keys::evidence_key;
use domain::evidence::FileFormat;
use domain::ids::{ChangeId, EvidenceId};
use domain::text::FileName;
use fakes::FakeClock;
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
    let (change, evidence) = ids();
    let put = emulator.sdk().s3().put_object().bucket(&bucket).key(evidence_key(change, evidence));
    put.body(ByteStream::from_static(b"%PDF-")).send().await.unwrap();
    bucket
}

async fn link(emulator: &Emulator, bucket: String, now: Timestamp) -> DownloadLink {
    let (change, evidence) = ids();
    let name = FileName::parse("Prüf\"bericht.pdf").unwrap();
    let links = S3Links::new(&emulator.sdk(), Arc::new(FakeClock::at(now)), bucket);
    links.link(change.into(), evidence, FileFormat::Pdf, &name).await.unwrap()
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
