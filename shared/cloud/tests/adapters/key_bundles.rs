//! The probe's key bundle: fetched once for all who ask, kept, asked for again, and what its absence means.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::{Fault, KeyBundles};
use cloud::SecretsManagerKeyBundles;
use fakes::FakeClock;
use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretString};

use crate::emulator::{Emulator, sdk_at};
use crate::scripted_server::{Answer, ScriptedServer};

const OF_THIS_NAME: &str = r#"{"Name":"key-bundle","SecretString":"{\"kid\":\"one\"}"}"#;
const REPLACED: &str = r#"{"Name":"key-bundle","SecretString":"{\"kid\":\"two\"}"}"#;
const EMPTY: &str = r#"{"Name":"key-bundle","SecretString":""}"#;
const WITHOUT_TEXT: &str = r#"{"Name":"key-bundle","SecretBinary":"AAEC"}"#;
const NO_VALUE: Answer = Answer::With(400, "ResourceNotFoundException", r#"{"message":"no value"}"#);
const DENIED: Answer = Answer::With(400, "AccessDeniedException", r#"{"message":"no"}"#);
const BUSY: Answer = Answer::With(500, "InternalServiceError", r#"{"message":"not now"}"#);

/// The key bundles of this server, and the clock for their age.
struct Bench {
    key_bundles: SecretsManagerKeyBundles,
    clock: FakeClock,
}

impl Bench {
    fn at(url: &str) -> Self {
        let clock = FakeClock::default();
        let key_bundles = SecretsManagerKeyBundles::new(
            sdk_at(url).secrets(),
            Arc::new(clock.clone()),
            "key-bundle".to_owned(),
        );
        Self { key_bundles, clock }
    }

    async fn ask(&self) -> Result<Arc<SecretString>, Fault> {
        self.key_bundles.current().await
    }

    fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }
}

/// A server that answers each request with the next of these, and with the last from then on.
fn answering(answers: Vec<Answer>) -> ScriptedServer {
    let asked = AtomicUsize::new(0);
    ScriptedServer::telling(move |_| {
        let number = asked.fetch_add(1, Ordering::Relaxed);
        answers[number.min(answers.len() - 1)].clone()
    })
}

fn ok(body: &'static str) -> Answer {
    Answer::With(200, "", body)
}

fn kid(key_bundle: &SecretString) -> &str {
    key_bundle.expose_secret()
}

#[tokio::test]
async fn a_key_bundle_is_fetched_by_name_once_for_all_who_ask() {
    let server = answering(vec![ok(OF_THIS_NAME)]);
    let bench = Bench::at(&server.url);
    let (one, other) = tokio::join!(bench.ask(), bench.ask());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(kid(&one), r#"{"kid":"one"}"#);
    assert!(Arc::ptr_eq(&one, &other));
    bench.wait(299);
    assert!(Arc::ptr_eq(&one, &bench.ask().await.unwrap()));
    let requests = server.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert!(requests[0].contains("secretsmanager.GetSecretValue") && requests[0].contains(r#""key-bundle""#));
}

#[tokio::test]
async fn only_a_replaced_key_bundle_changes_after_five_minutes() {
    let server = answering(vec![ok(OF_THIS_NAME), ok(OF_THIS_NAME), ok(REPLACED)]);
    let bench = Bench::at(&server.url);
    let first = bench.ask().await.unwrap();
    bench.wait(300);
    assert!(Arc::ptr_eq(&first, &bench.ask().await.unwrap()), "nothing of it has to be made again");
    bench.wait(300);
    let replaced = bench.ask().await.unwrap();
    assert_eq!(kid(&replaced), r#"{"kid":"two"}"#);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_passing_fault_keeps_the_keys_and_is_tried_again_soon() {
    // Three attempts of one call fail.
    let server = answering(vec![ok(OF_THIS_NAME), BUSY, BUSY, BUSY, ok(REPLACED)]);
    let bench = Bench::at(&server.url);
    let first = bench.ask().await.unwrap();
    bench.wait(300);
    assert!(Arc::ptr_eq(&first, &bench.ask().await.unwrap()));
    let asked = server.requests().len();
    bench.wait(29);
    assert!(Arc::ptr_eq(&first, &bench.ask().await.unwrap()));
    assert_eq!(server.requests().len(), asked, "not at once");
    bench.wait(1);
    assert_eq!(kid(&bench.ask().await.unwrap()), r#"{"kid":"two"}"#);
}

#[tokio::test]
async fn a_right_that_was_withdrawn_takes_the_key_bundle_away() {
    let server = answering(vec![ok(OF_THIS_NAME), DENIED]);
    let bench = Bench::at(&server.url);
    bench.ask().await.unwrap();
    bench.wait(300);
    assert!(!bench.ask().await.unwrap_err().retryable);
}

#[tokio::test]
async fn one_call_tells_many_that_a_secret_has_no_key_bundle() {
    for nothing in [NO_VALUE, DENIED, ok(EMPTY), ok(WITHOUT_TEXT)] {
        let server = answering(vec![nothing, ok(OF_THIS_NAME)]);
        let bench = Bench::at(&server.url);
        let (one, other) = tokio::join!(bench.ask(), bench.ask());
        let (one, other) = (one.unwrap_err(), other.unwrap_err());
        assert!(!one.retryable && !other.retryable);
        assert!(other.with_sources().contains(&one.with_sources()), "why is known to both: {other:?}");
        assert_eq!(server.requests().len(), 1);
        bench.wait(30);
        assert!(bench.ask().await.is_ok(), "somebody has put one there");
    }
}

#[tokio::test]
async fn a_busy_service_is_a_fault_that_may_pass() {
    let server = answering(vec![BUSY]);
    let fault = Bench::at(&server.url).ask().await.unwrap_err();
    assert!(fault.retryable);
}

#[tokio::test]
async fn the_words_of_a_fault_hold_nothing_of_the_key_bundle() {
    // Not what the service would answer: the text is cut off in the middle of the key bundle.
    let server = answering(vec![ok(r#"{"Name":"key-bundle","SecretString":"-----BEGIN PRIVATE"#)]);
    let fault = Bench::at(&server.url).ask().await.unwrap_err();
    assert!(!format!("{fault:?} {}", fault.with_sources()).contains("BEGIN"), "{fault:?}");
}

#[tokio::test]
async fn the_emulator_keeps_a_key_bundle_and_gives_the_newest() {
    let emulator = Emulator::start();
    let client = emulator.sdk().secrets();
    let made = client.create_secret().name("probe-key-bundle").secret_string(r#"{"kid":"one"}"#).send().await;
    let arn = made.unwrap().arn.unwrap();
    let clock = FakeClock::default();
    let key_bundles = SecretsManagerKeyBundles::new(client.clone(), Arc::new(clock.clone()), arn.clone());
    assert_eq!(kid(&key_bundles.current().await.unwrap()), r#"{"kid":"one"}"#);
    client.put_secret_value().secret_id(&arn).secret_string(r#"{"kid":"two"}"#).send().await.unwrap();
    assert_eq!(kid(&key_bundles.current().await.unwrap()), r#"{"kid":"one"}"#, "for five minutes");
    clock.advance(SignedDuration::from_mins(5));
    assert_eq!(kid(&key_bundles.current().await.unwrap()), r#"{"kid":"two"}"#);
    let nobody = SecretsManagerKeyBundles::new(client, Arc::new(clock), format!("{arn}-not"));
    assert!(!nobody.current().await.unwrap_err().retryable);
}
