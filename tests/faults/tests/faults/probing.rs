//! `oat-probe` over the wire, and what `go-live` makes of its batches: runs and pre-flights end, a connection date comes, and
//! everything that is written on the way is written with the rights of the function that writes it.
//!
//! Batches that fail, are killed or overlap are tried in `functions/oat-probe/tests` and `shared/app/tests/oat`.

use std::sync::Arc;

use app::{FindProbe, FindRequest, KeyBundles};
use cloud::SecretsManagerKeyBundles;
use domain::endpoint::EndpointUrl;
use domain::oat::ProfileMark;
use domain::oat::observation::{Ending, Observation, OwnFault};
use fakes::{FakeProbe, Play};
use jiff::SignedDuration;
use oat_probe::{Keys, Report, handle};

use crate::notifications::{go_live_once, prepared_for_mail};
use crate::scenarios::{CONNECTING, ON_LIVE, PRE_FLIGHT, REQUESTED, STEP_OPEN, SUBMITTED, WITHDRAW};
use crate::support::{Given, World};
use proxy::Service;

/// A whole invocation.
pub const INVOCATION: SignedDuration = SignedDuration::from_secs(120);
/// How long the answer to one find request may take.
pub const DEADLINE: SignedDuration = SignedDuration::from_secs(10);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Endpoints that all do the same, and keys that can be used.
#[derive(Default)]
pub struct Endpoints {
    pub probe: FakeProbe,
    /// How much longer their certificate is valid.
    pub certificate_lasts: Option<SignedDuration>,
}

impl Endpoints {
    /// Every endpoint does this to so many requests, and then accepts.
    pub fn doing(play: &Play, requests: usize) -> Self {
        let endpoints = Self::default();
        for name in ["new", "harbour"] {
            let url = EndpointUrl::restore(format!("https://find.{name}.example.org/pensions"));
            endpoints.probe.play(&url, vec![play.clone(); requests]);
        }
        endpoints
    }
}

impl FindProbe for Endpoints {
    async fn send(&self, request: FindRequest) -> Observation {
        self.probe.send(request).await
    }

    fn profile(&self) -> ProfileMark {
        self.probe.profile()
    }
}

impl Keys for Endpoints {
    async fn unusable(&self) -> Option<String> {
        None
    }

    async fn certificate_lasts(&self) -> Option<SignedDuration> {
        self.certificate_lasts
    }
}

/// One batch, in which every endpoint does this to the first request.
async fn batch(world: &World, play: &Play) -> Report {
    let endpoints = Endpoints::doing(play, 1);
    handle(&world.services_of("oat-probe"), &endpoints, INVOCATION, DEADLINE).await.expect("a batch")
}

async fn world_of(given: &[Given]) -> World {
    prepared_for_mail(given).await.world(None).await
}

/// Holds O7.
#[tokio::test]
async fn what_passes_goes_live_on_its_date() {
    for given in [REQUESTED, ON_LIVE, CONNECTING] {
        let world = world_of(given).await;
        assert_eq!(batch(&world, &Play::Answer(202)).await.runs, 1);
        world.clock.advance(DAY * 15);
        let report = go_live_once(&world).await.expect("a due-work job");
        assert_eq!(report.live + report.connected, 1);
        world.table.delete().await;
    }
}

#[tokio::test]
async fn what_fails_is_told() {
    for given in [REQUESTED, CONNECTING] {
        let world = world_of(given).await;
        assert_eq!(batch(&world, &Play::Answer(404)).await.runs, 1);
        world.table.delete().await;
    }
}

#[tokio::test]
async fn a_connection_that_passes_after_its_date_needs_another() {
    let world = world_of(CONNECTING).await;
    world.clock.advance(DAY * 30);
    assert_eq!(batch(&world, &Play::Answer(202)).await.runs, 1);
    world.table.delete().await;
}

#[tokio::test]
async fn a_fault_of_our_own_is_tried_again_and_told() {
    let world = world_of(REQUESTED).await;
    for _ in 0..3 {
        let ours = Play::End(Ending::OwnFault(OwnFault::SecretMissing));
        assert_eq!(batch(&world, &ours).await.runs, 1);
        world.clock.advance(DAY);
    }
    world.table.delete().await;
}

#[tokio::test]
async fn the_test_of_a_withdrawn_change_is_closed() {
    let world = world_of(&[Given::All(REQUESTED), Given::Done(WITHDRAW)]).await;
    batch(&world, &Play::Answer(202)).await;
    assert_eq!(batch(&world, &Play::Answer(202)).await.runs, 0);
    world.table.delete().await;
}

#[tokio::test]
async fn a_pre_flight_is_made() {
    let world = world_of(&[Given::All(STEP_OPEN), Given::Done(PRE_FLIGHT)]).await;
    assert_eq!(batch(&world, &Play::Answer(401)).await.pre_flights, 1);
    world.table.delete().await;
}

#[tokio::test]
async fn the_keys_of_the_probe_are_asked_for() {
    let world = world_of(&[]).await;
    let client = world.sdk("oat-probe", Service::DynamoDb).secrets();
    let packs = SecretsManagerKeyBundles::new(client, Arc::new(world.clock.clone()), "probe-pack".to_owned());
    assert!(packs.current().await.is_err(), "there are none in this emulator");
    world.table.delete().await;
}

#[tokio::test]
async fn pdp_is_reminded_of_a_review() {
    let world = world_of(SUBMITTED).await;
    // The working day after it was due.
    world.clock.advance(DAY * 8);
    let report = go_live_once(&world).await.expect("a due-work job");
    assert_eq!(report.reminded, 1, "{report:?}");
    world.table.delete().await;
}
