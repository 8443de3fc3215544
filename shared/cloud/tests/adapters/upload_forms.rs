//! The object store's answers to an upload form (E1), posted as a browser would.

use std::sync::Arc;

use app::{UploadForm, UploadForms};
use cloud::keys::upload_key;
use cloud::{S3UploadForms, parse_upload_key};
use domain::evidence::{DeclaredType, FileFormat};
use fakes::FakeClock;
use jiff::Timestamp;

use crate::emulator::Emulator;

const LIMIT: usize = 1000;
const KEY: &str = "uploads/0197f9a0-0000-7000-8000-00000000000a/0197f9a0-0000-7000-8000-00000000000b";

struct Bench {
    emulator: Emulator,
    bucket: String,
}

impl Bench {
    async fn new() -> Self {
        let emulator = Emulator::start();
        let bucket = emulator.bucket("quarantine").await;
        Self { emulator, bucket }
    }

    async fn form(&self, expires_at: &str) -> UploadForm {
        self.form_for(DeclaredType(Some(FileFormat::Pdf)), expires_at, None).await
    }

    async fn form_for(&self, declared: DeclaredType, expires_at: &str, back: Option<&str>) -> UploadForm {
        let (change, evidence) = parse_upload_key(KEY).unwrap();
        assert_eq!(upload_key(change, evidence), KEY);
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let clock = Arc::new(FakeClock::at(now));
        let forms = S3UploadForms::new(&self.emulator.sdk(), clock, self.bucket.clone());
        let until: Timestamp = expires_at.parse().unwrap();
        let lifetime = until.duration_since(now);
        forms.form(change, evidence, declared, LIMIT as u64, lifetime, back).await.unwrap()
    }

    async fn valid_form(&self) -> UploadForm {
        self.form("2126-01-01T00:00:00Z").await
    }

    /// The keys and sizes of what is in the bucket.
    async fn contents(&self) -> Vec<(String, i64)> {
        let listed = self.emulator.sdk().s3().list_objects_v2().bucket(&self.bucket).send().await.unwrap();
        let objects = listed.contents().iter();
        objects.map(|object| (object.key().unwrap().to_owned(), object.size().unwrap())).collect()
    }

    /// Posts a changed form and expects a refusal that wrote nothing.
    async fn refused(&self, form: &UploadForm, bytes: usize) -> (u16, String) {
        let (status, body) = post(form, &vec![b'x'; bytes]);
        assert!((400..500).contains(&status), "{status} {body}");
        assert_eq!(self.contents().await, [], "nothing was written");
        (status, body)
    }
}

/// Posts the form with a file as its last field.
fn post(form: &UploadForm, file: &[u8]) -> (u16, String) {
    let (status, _, body) = answer_to(form, file);
    (status, body)
}

/// The same, with the address that the answer leads to.
fn answer_to(form: &UploadForm, file: &[u8]) -> (u16, Option<String>, String) {
    let mut body = Vec::new();
    for (name, value) in &form.fields {
        let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.bytes());
    }
    body.extend(*b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"report.pdf\"\r\n");
    body.extend(*b"Content-Type: application/octet-stream\r\n\r\n");
    body.extend(file);
    body.extend(*b"\r\n--edge--\r\n");
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent: ureq::Agent = config.build().into();
    let content_type = "multipart/form-data; boundary=edge";
    let mut answer = agent.post(&form.url).header("content-type", content_type).send(&body).unwrap();
    let leads_to = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), leads_to, answer.body_mut().read_to_string().unwrap())
}

fn set(form: &mut UploadForm, field: &str, value: &str) {
    form.fields.iter_mut().find(|(name, _)| name == field).unwrap().1 = value.to_owned();
}

#[tokio::test]
async fn the_right_file_is_accepted_under_its_key_and_type() {
    let bench = Bench::new().await;
    assert_eq!(post(&bench.valid_form().await, b"%PDF-").0, 201);
    assert_eq!(bench.contents().await, [(KEY.to_owned(), 5)]);
    let client = bench.emulator.sdk().s3();
    let head = client.head_object().bucket(&bench.bucket).key(KEY).send().await.unwrap();
    assert_eq!(head.content_type(), Some("application/pdf"));
}

#[tokio::test]
async fn the_largest_file_is_accepted_and_one_byte_more_is_refused() {
    let bench = Bench::new().await;
    let form = bench.valid_form().await;
    let (_, body) = bench.refused(&form, LIMIT + 1).await;
    assert!(body.contains("EntityTooLarge"), "{body}");
    assert_eq!(post(&form, &[b'x'; LIMIT]).0, 201);
    assert_eq!(bench.contents().await, [(KEY.to_owned(), LIMIT as i64)]);
}

/// Holds E1.
#[tokio::test]
async fn a_form_without_a_file_is_accepted_for_the_inspection() {
    let bench = Bench::new().await;
    assert_eq!(post(&bench.valid_form().await, b"").0, 201);
    assert_eq!(bench.contents().await, [(KEY.to_owned(), 0)]);
}

/// Holds E1.
#[tokio::test]
async fn a_form_for_a_file_of_an_unsaid_type_stores_it_as_just_bytes() {
    let bench = Bench::new().await;
    let form = bench.form_for(DeclaredType(None), "2126-01-01T00:00:00Z", None).await;
    assert_eq!(post(&form, b"%PDF-").0, 201);
    let client = bench.emulator.sdk().s3();
    let head = client.head_object().bucket(&bench.bucket).key(KEY).send().await.unwrap();
    assert_eq!(head.content_type(), Some("application/octet-stream"));
    let mut other = form;
    set(&mut other, "Content-Type", "text/html");
    assert_eq!(post(&other, b"<html>").0, 403);
}

/// Holds E1.
#[tokio::test]
async fn a_form_with_an_address_leads_there_and_nowhere_else() {
    let bench = Bench::new().await;
    let page = "http://portal.localhost/portal/changes/1/files/2";
    let form = bench.form_for(DeclaredType(Some(FileFormat::Pdf)), "2126-01-01T00:00:00Z", Some(page)).await;
    let (status, leads_to, body) = answer_to(&form, b"%PDF-");
    assert_eq!(status, 303, "{body}");
    // The store adds a query of its own.
    assert_eq!(leads_to.unwrap().split('?').next(), Some(page));
    assert_eq!(bench.contents().await, [(KEY.to_owned(), 5)]);
    let mut other = form;
    set(&mut other, "success_action_redirect", "http://evil.example.org/");
    assert_eq!(post(&other, b"%PDF-").0, 403);
}

#[tokio::test]
async fn another_type_is_refused() {
    let bench = Bench::new().await;
    let mut form = bench.valid_form().await;
    set(&mut form, "Content-Type", "image/png");
    assert_eq!(bench.refused(&form, 5).await.0, 403);
}

#[tokio::test]
async fn another_key_is_refused() {
    let bench = Bench::new().await;
    let mut form = bench.valid_form().await;
    set(&mut form, "key", &format!("{KEY}0"));
    assert_eq!(bench.refused(&form, 5).await.0, 403);
}

#[tokio::test]
async fn an_expired_form_is_refused() {
    let bench = Bench::new().await;
    let form = bench.form("2026-01-01T00:15:00Z").await;
    assert_eq!(bench.refused(&form, 5).await.0, 403);
}

#[tokio::test]
async fn a_field_the_form_does_not_have_is_refused() {
    let bench = Bench::new().await;
    for (name, value) in [("x-amz-meta-name", "value"), ("success_action_redirect", "https://example.org/")] {
        let mut form = bench.valid_form().await;
        form.fields.push((name.to_owned(), value.to_owned()));
        assert_eq!(bench.refused(&form, 5).await.0, 403, "{name}");
    }
}

#[tokio::test]
async fn a_changed_policy_is_refused() {
    let bench = Bench::new().await;
    let mut form = bench.valid_form().await;
    let longer = bench.form("2127-01-01T00:00:00Z").await;
    let policy = longer.fields.iter().find(|(name, _)| name == "policy").unwrap().1.clone();
    set(&mut form, "policy", &policy);
    assert_eq!(bench.refused(&form, 5).await.0, 403);
}

#[tokio::test]
async fn a_form_without_its_signature_is_refused() {
    let bench = Bench::new().await;
    let mut form = bench.valid_form().await;
    form.fields.retain(|(name, _)| name != "x-amz-signature");
    bench.refused(&form, 5).await;
}
