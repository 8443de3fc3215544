//! Behaviours take turns: this many times, then the next, then the usual behaviour.

use domain::oat::observation::Ending;
use participant::{Behaviour, Clock, Config, Crowd, Material, Simulator};

use crate::world::{World, now};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_armed_happens_so_many_times_and_in_order() {
    let world = World::new().await;
    world.arm(Behaviour::Status(500), Some(2)).await;
    world.arm(Behaviour::Refuse, Some(2)).await;
    world.arm(Behaviour::Status(401), Some(1)).await;
    let mut met = Vec::new();
    for _ in 0..6 {
        let seen = world.probe().await;
        met.push(seen.response.map_or(format!("{:?}", seen.ending), |response| response.status.to_string()));
    }
    assert_eq!(met, ["500", "500", "ConnectionRefused", "ConnectionRefused", "401", "202"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_accepts_nothing_recovers_alone_and_on_request() {
    let world = World::hurried(2_000).await;
    world.arm(Behaviour::NeverAccept, Some(1)).await;
    assert_eq!(world.probe().await.ending, Ending::ConnectTimedOut);
    assert_eq!(world.probe().await.ending, Ending::Answered);
    world.arm(Behaviour::Refuse, None).await;
    assert_eq!(world.probe().await.ending, Ending::ConnectionRefused);
    world.simulator.recover(crate::world::PROVIDER).await.unwrap();
    assert_eq!(world.probe().await.ending, Ending::Answered);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lasts_for_ever_lasts_until_something_else_is_armed() {
    let world = World::new().await;
    world.arm(Behaviour::Status(403), None).await;
    for _ in 0..2 {
        assert_eq!(world.probe().await.response.map(|response| response.status), Some(403));
    }
    world.arm(Behaviour::Refuse, None).await;
    assert_eq!(world.probe().await.ending, Ending::ConnectionRefused);
    world.arm(Behaviour::Status(503), Some(1)).await;
    let mut met = Vec::new();
    for _ in 0..2 {
        met.push(world.probe().await.response.map(|response| response.status));
    }
    assert_eq!(met, [Some(503), Some(202)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_of_an_unknown_name_is_told_anything() {
    let world = World::new().await;
    assert!(world.simulator.arm("nobody", Behaviour::Refuse, None).await.is_err());
    assert!(world.simulator.recover("nobody").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn many_providers_listen_on_loopback_only_and_on_a_port_each() {
    let material = Material::make("kid", now()).unwrap();
    let crowd = Crowd { zone: "crowd.example.org".to_owned(), providers: 500, silent: 25 };
    let config = Config { crowd: Some(crowd), ..Config::default() };
    let simulator = Simulator::start(&config, &material, Clock::fixed(now())).await.unwrap();
    let mut ports: Vec<_> = simulator.zones().into_values().collect();
    ports.sort_unstable();
    ports.dedup();
    assert_eq!(ports.len(), 500);
    assert!(simulator.name_server().ip().is_loopback() && simulator.control().ip().is_loopback());
    simulator.stop().await;
    for port in ports {
        // Free again: nothing was left behind.
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
