//! A simulator with one provider, and a prober that may reach it.

use std::sync::Arc;

use app::{Fault, FindProbe as _, FindRequest, KeyBundles, Signature};
use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use domain::oat::observation::Observation;
use domain::oat::{Cause, cause_of};
use fakes::{FakeClock, FakeIds};
use jiff::Timestamp;
use newtype_uuid::GenericUuid as _;
use participant::{Behaviour, Clock, Config, DEFAULT_KID, Material, Provider, Simulator};
use prober::{FindProfile, LocalAllowance, Prober, Settings};
use secrecy::SecretString;
use uuid::Uuid;

/// The defaults.
pub const PROVIDER: &str = "meadow";
pub const HOST: &str = "find.meadow.example.org";
pub const ZONE: &str = "endpoints.example.org";

/// The id that is sent.
pub const REQUEST: Uuid = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001);

/// It as the prober takes it.
pub fn request_id() -> FindRequestId {
    FindRequestId::from_untyped_uuid(REQUEST)
}

/// A key bundle, or the lack of one.
pub struct HeldBundles(pub Option<Arc<SecretString>>);

impl KeyBundles for HeldBundles {
    async fn current(&self) -> Result<Arc<SecretString>, Fault> {
        self.0.clone().ok_or_else(|| Fault::lasting("fetch the key bundle", "there is none"))
    }
}

/// Time stands still at this moment, and both sides judge tokens and certificates by it.
pub fn now() -> Timestamp {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

/// A simulator and a prober.
pub struct World {
    pub simulator: Simulator,
    pub prober: Prober<HeldBundles, FakeIds>,
    local: LocalAllowance,
}

impl World {
    /// A prober that has time.
    pub async fn new() -> Self {
        Self::with(FindProfile::default(), |material| material.key_bundle_json().unwrap()).await
    }

    /// A prober that waits for this many milliseconds only.
    pub async fn hurried(deadline_ms: u64) -> Self {
        let profile = FindProfile { deadline_ms, ..FindProfile::default() };
        Self::with(profile, |material| material.key_bundle_json().unwrap()).await
    }

    /// A prober with this profile and this key bundle.
    pub async fn with(profile: FindProfile, key_bundle: impl FnOnce(&Material) -> String) -> Self {
        let material = Material::make(DEFAULT_KID, now()).unwrap();
        let provider = Provider {
            name: PROVIDER.to_owned(),
            hosts: vec![HOST.to_owned(), format!("*.{ZONE}")],
            path: "/pdp".to_owned(),
            ..Provider::default()
        };
        let config = Config { providers: vec![provider], ..Config::default() };
        let simulator = Simulator::start(&config, &material, Clock::fixed(now())).await.unwrap();
        let local = LocalAllowance {
            name_server: simulator.name_server(),
            roots: material.roots_pem().to_owned(),
            zones: simulator.zones().into_iter().collect(),
        };
        let key_bundles = HeldBundles(Some(Arc::new(SecretString::from(key_bundle(&material)))));
        let settings = Settings { profile, local: Some(local.clone()) };
        let prober = Prober::new(settings, key_bundles, FakeClock::at(now()), FakeIds::default()).unwrap();
        Self { simulator, prober, local }
    }

    /// The addresses that the prober may reach.
    pub fn local(&self) -> LocalAllowance {
        self.local.clone()
    }

    /// The provider's URL.
    pub fn url(&self) -> String {
        format!("https://{HOST}/pdp")
    }

    /// Makes the provider behave like this from now on.
    pub async fn arm(&self, behaviour: Behaviour, times: Option<u32>) {
        self.simulator.arm(PROVIDER, behaviour, times).await.unwrap();
    }

    /// One attempt at the provider.
    pub async fn probe(&self) -> Observation {
        self.probe_at(&self.url(), Signature::Pdp).await
    }

    /// One attempt at a URL.
    pub async fn probe_at(&self, url: &str, signature: Signature) -> Observation {
        let url = EndpointUrl::restore(url.to_owned());
        self.prober.send(FindRequest { id: request_id(), url, signature }).await
    }

    /// One attempt at the provider while it behaves like this, with its verdict.
    pub async fn meet(&self, behaviour: Behaviour) -> (Observation, Option<Cause>) {
        self.arm(behaviour, None).await;
        let seen = self.probe().await;
        let cause = cause_of(&seen);
        (seen, cause)
    }
}
