//! A fault of a key bundle is reported before an organisation could be blamed for it (O7).

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::{Fault, FindProbe, FindRequest, KeyBundles, Signature};
use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use domain::oat::observation::{Ending, OwnFault};
use fakes::{FakeClock, FakeIds};
use jiff::{SignedDuration, Timestamp};
use participant::Material;
use prober::{KeyBundleFault, LocalAllowance, Prober, Settings, Zones};
use secrecy::SecretString;
use serde_json::{Value, json};

/// The answers, in turn; the last for ever.
struct HeldBundles {
    answers: Vec<Option<Arc<SecretString>>>,
    asked: AtomicUsize,
}

impl HeldBundles {
    fn new(texts: Vec<Option<String>>) -> Self {
        let answers = texts.into_iter().map(|text| text.map(|text| Arc::new(text.into()))).collect();
        Self { answers, asked: AtomicUsize::new(0) }
    }
}

impl KeyBundles for HeldBundles {
    async fn current(&self) -> Result<Arc<SecretString>, Fault> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let answer = self.answers.get(asked).or(self.answers.last()).and_then(Clone::clone);
        answer.ok_or_else(|| Fault::lasting("fetch the key bundle", "there is none"))
    }
}

fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("an instant")
}

/// A prober whose name server answers nothing, so that an attempt that gets that far ends at once with no network.
fn prober(key_bundles: Vec<Option<String>>, clock: FakeClock) -> Prober<HeldBundles, FakeIds> {
    let local = LocalAllowance {
        name_server: ([127, 0, 0, 1], 9).into(),
        roots: String::new(),
        zones: Zones::default(),
    };
    let settings = Settings { local: Some(local), ..Settings::default() };
    Prober::new(settings, HeldBundles::new(key_bundles), clock, FakeIds::default()).expect("a prober")
}

async fn ending(prober: &Prober<HeldBundles, FakeIds>) -> Ending {
    let url = EndpointUrl::parse("https://find.meadow.example.org/find", 2048).expect("a URL");
    let id = FindRequestId::from_u128(1);
    prober.send(FindRequest { id, url, signature: Signature::Pdp }).await.ending
}

fn key_bundle() -> Value {
    let material = Material::make("pdp-key", now()).expect("material");
    serde_json::from_str(&material.key_bundle_json().expect("a key bundle")).expect("JSON")
}

async fn fault(key_bundle: &str) -> KeyBundleFault {
    let prober = prober(vec![Some(key_bundle.to_owned())], FakeClock::at(now()));
    let fault = prober.readiness().await.expect_err("a fault");
    assert_eq!(ending(&prober).await, Ending::OwnFault(OwnFault::KeyUnreadable), "{fault}");
    fault
}

#[tokio::test]
async fn without_keys_every_attempt_of_the_prober_is_our_fault() {
    let prober = prober(vec![None], FakeClock::at(now()));
    assert!(matches!(prober.readiness().await, Err(KeyBundleFault::Unavailable(_))));
    assert_eq!(ending(&prober).await, Ending::OwnFault(OwnFault::SecretMissing));
}

#[tokio::test]
async fn a_key_bundle_that_comes_later_is_used_without_a_new_prober() {
    let good = key_bundle().to_string();
    let prober = prober(vec![None, Some("{}".to_owned()), Some(good)], FakeClock::at(now()));
    assert_eq!(ending(&prober).await, Ending::OwnFault(OwnFault::SecretMissing));
    assert_eq!(ending(&prober).await, Ending::OwnFault(OwnFault::KeyUnreadable));
    prober.readiness().await.expect("a key bundle that can be used");
}

#[tokio::test]
async fn each_part_that_is_absent_empty_or_unreadable_is_named() {
    let whole = key_bundle();
    for name in [
        "certPrivateKey",
        "certPublicKey",
        "certificate",
        "certificateChain",
        "jwtPrivateKey",
        "jwtPublicKey",
        "kid",
    ] {
        let mut absent = whole.clone();
        absent.as_object_mut().expect("an object").remove(name);
        assert_eq!(fault(&absent.to_string()).await, KeyBundleFault::Missing(name));
        let mut empty = whole.clone();
        empty[name] = json!(" \n");
        assert_eq!(fault(&empty.to_string()).await, KeyBundleFault::Missing(name));
        if name == "kid" {
            continue;
        }
        let mut broken = whole.clone();
        broken[name] = json!("no PEM");
        assert_eq!(fault(&broken.to_string()).await, KeyBundleFault::Unreadable(name));
        // PEM around what is none of its kind.
        let pem = whole[name].as_str().expect("text");
        let first = pem.lines().nth(1).expect("a line of base64");
        broken[name] = json!(pem.replace(first, "AAAA"));
        let told = fault(&broken.to_string()).await;
        let expected = match name {
            "certPublicKey" => KeyBundleFault::Unrelated("certPrivateKey", name),
            "jwtPublicKey" => KeyBundleFault::Unrelated("jwtPrivateKey", name),
            name => KeyBundleFault::Unreadable(name),
        };
        assert_eq!(told, expected);
    }
}

#[tokio::test]
async fn what_is_no_key_bundle_is_told() {
    for text in ["", "[1]", "null", "\"key_bundle\"", r#"{"kid": 7}"#] {
        let told = fault(text).await;
        assert!(matches!(told, KeyBundleFault::NotAKeyBundle | KeyBundleFault::Missing(_)), "{text}: {told}");
    }
}

#[tokio::test]
async fn halves_of_different_pairs_are_found_out() {
    let (one, other) = (key_bundle(), key_bundle());
    let with = |name: &str| {
        let mut mixed = one.clone();
        mixed[name] = other[name].clone();
        mixed.to_string()
    };
    assert_eq!(
        fault(&with("certPublicKey")).await,
        KeyBundleFault::Unrelated("certPrivateKey", "certPublicKey")
    );
    assert_eq!(fault(&with("certificate")).await, KeyBundleFault::Unrelated("certPrivateKey", "certificate"));
    assert_eq!(
        fault(&with("jwtPrivateKey")).await,
        KeyBundleFault::Unrelated("jwtPrivateKey", "jwtPublicKey")
    );
}

#[tokio::test]
async fn a_client_certificate_that_is_not_valid_now_is_never_shown() {
    let clock = FakeClock::at(now());
    let prober = prober(vec![Some(key_bundle().to_string())], clock.clone());
    prober.readiness().await.expect("a key bundle that can be used");
    let lasts = prober.certificate_lasts().await.expect("a certificate");
    for days in [-2, 731] {
        clock.set(now() + SignedDuration::from_hours(24 * days));
        assert!(matches!(prober.readiness().await, Err(KeyBundleFault::NotValidNow { .. })), "{days}");
        assert_eq!(ending(&prober).await, Ending::OwnFault(OwnFault::KeyUnreadable), "{days}");
        let left = lasts - SignedDuration::from_hours(24 * days);
        assert_eq!(prober.certificate_lasts().await, Some(left), "{days}: its end is known all the same");
    }
}

#[tokio::test]
async fn a_fault_of_a_key_bundle_never_says_what_is_in_it() {
    let mut leaky = key_bundle();
    leaky["jwtPrivateKey"] =
        json!("-----BEGIN PRIVATE KEY-----\nVEhFIFNFQ1JFVA==\n-----END PRIVATE KEY-----");
    let told = fault(&leaky.to_string()).await;
    assert!(!format!("{told} {told:?}").contains("VEhFIFNFQ1JFVA"), "{told:?}");
}
