//! A fault on our side never counts against the organisation (O7), and does not bother anybody there.

use std::sync::Arc;
use std::time::Duration;

use app::{Fault, FindProbe as _, FindRequest, KeyBundles, Signature};
use domain::endpoint::EndpointUrl;
use domain::oat::observation::{Ending, OwnFault};
use domain::oat::{Cause, CauseClass, cause_of};
use fakes::{FakeClock, FakeIds};
use participant::KeyBundle;
use prober::{FindProfile, Prober, Settings};
use rstest::rstest;
use secrecy::SecretString;

use crate::world::{HeldBundles, World, now, request_id};

/// Holds O7.
#[rstest]
#[case::no_json(|_: &mut KeyBundle| (), true)]
#[case::no_client_key(|key_bundle: &mut KeyBundle| key_bundle.cert_private_key = "none".to_owned(), false)]
#[case::no_certificate(|key_bundle: &mut KeyBundle| key_bundle.certificate = String::new(), false)]
#[case::no_signing_key(|key_bundle: &mut KeyBundle| key_bundle.jwt_private_key = key_bundle.cert_private_key.clone(), false)]
#[case::key_of_another(|key_bundle: &mut KeyBundle| key_bundle.cert_private_key = key_bundle.jwt_private_key.clone(), false)]
#[tokio::test(flavor = "multi_thread")]
async fn unreadable_keys_are_our_fault_and_connect_to_nobody(
    #[case] spoil: fn(&mut KeyBundle),
    #[case] cut: bool,
) {
    let world = World::with(FindProfile::default(), |material| {
        let mut key_bundle = material.key_bundle.clone();
        spoil(&mut key_bundle);
        let text = serde_json::to_string(&key_bundle).unwrap();
        if cut { text[..text.len() / 2].to_owned() } else { text }
    })
    .await;
    let seen = world.probe().await;
    assert_eq!(seen.ending, Ending::OwnFault(OwnFault::KeyUnreadable));
    let cause = cause_of(&seen).expect("a cause");
    assert_eq!((cause, cause.class()), (Cause::OurKeyUnreadable, CauseClass::Ours));
    assert!(world.simulator.log().entries().is_empty());
    assert!(!format!("{seen:?}").contains("PRIVATE KEY"));
}

/// Holds O7.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_bundle_there_is_no_attempt() {
    let world = World::new().await;
    let settings = Settings { profile: FindProfile::default(), local: Some(world.local()) };
    let prober = Prober::new(settings, HeldBundles(None), FakeClock::at(now()), FakeIds::default()).unwrap();
    let url = EndpointUrl::restore(world.url());
    let seen = prober.send(FindRequest { id: request_id(), url, signature: Signature::Pdp }).await;
    assert_eq!(seen.ending, Ending::OwnFault(OwnFault::SecretMissing));
    assert_eq!(cause_of(&seen), Some(Cause::OurSecretMissing));
    assert!(world.simulator.log().entries().is_empty());
}

/// A key bundle that takes its time to be fetched.
struct SlowKeyBundles(Arc<SecretString>, Duration);

impl KeyBundles for SlowKeyBundles {
    async fn current(&self) -> Result<Arc<SecretString>, Fault> {
        let _ = tokio::time::timeout(self.1, std::future::pending::<()>()).await;
        Ok(Arc::clone(&self.0))
    }
}

/// Holds O7.
#[tokio::test(flavor = "multi_thread")]
async fn the_probes_own_time_is_not_taken_from_the_endpoint() {
    let mut text = String::new();
    let world = World::with(FindProfile::default(), |material| {
        text = material.key_bundle_json().unwrap();
        text.clone()
    })
    .await;
    // Longer than an answer may take.
    let (deadline_ms, fetching) = (600, Duration::from_millis(700));
    let key_bundles = SlowKeyBundles(Arc::new(SecretString::from(text)), fetching);
    let settings = Settings {
        profile: FindProfile { deadline_ms, ..FindProfile::default() },
        local: Some(world.local()),
    };
    let prober = Prober::new(settings, key_bundles, FakeClock::at(now()), FakeIds::default()).unwrap();
    let url = EndpointUrl::restore(world.url());
    let seen = prober.send(FindRequest { id: request_id(), url, signature: Signature::Pdp }).await;
    assert_eq!(cause_of(&seen), None, "{seen:?}");
    assert!(seen.timings.total < fetching, "{:?}", seen.timings);
}
