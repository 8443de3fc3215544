//! Names that lead to addresses outside the public Internet.

use std::net::{IpAddr, TcpStream};

use domain::oat::observation::Ending;
use participant::NameAnswer;

use crate::playground::{PROVIDER, Playground, ZONE};

/// Addresses that a name may have, and that the probe must not follow.
const INSIDE: &[&str] = &[
    // Loopback, other than the one address that a local stack may allow.
    "127.0.0.2",
    "127.0.0.53",
    "127.1.2.3",
    "127.255.255.254",
    "::1",
    // Addresses that Linux treats as this machine.
    "0.0.0.0",
    "0.0.0.1",
    "::",
    // Private.
    "10.0.0.1",
    "10.96.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.17.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.1.254",
    "192.168.255.255",
    // Behind carrier-grade NAT.
    "100.64.0.1",
    "100.127.255.255",
    // Link-local, and what clouds serve there.
    "169.254.0.1",
    "169.254.169.253",
    "169.254.169.254",
    "169.254.170.2",
    "fe80::1",
    "fe80::a9fe:a9fe",
    // Metadata and platform addresses elsewhere.
    "fd00:ec2::254",
    "fd20:ce::254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    // Protocol assignments, documentation, benchmarking.
    "192.0.0.1",
    "192.0.0.8",
    "192.0.0.170",
    "192.0.2.1",
    "198.51.100.7",
    "203.0.113.9",
    "198.18.0.1",
    "198.19.255.255",
    // Relays and sinks.
    "192.88.99.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.175.48.1",
    // Multicast, reserved, broadcast.
    "224.0.0.1",
    "233.252.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "ff02::1",
    "ff05::1:3",
    "ff0e::1",
    // IPv4 inside IPv6: mapped, compatible, translated, whatever is inside.
    "::ffff:127.0.0.1",
    "::ffff:127.0.0.2",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:0:127.0.0.1",
    // NAT64, both prefixes.
    "64:ff9b::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::10.0.0.1",
    // 6to4 and Teredo.
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2002:808:808::1",
    "2001:0:7f00:1::1",
    "2001::1",
    // Unique-local and site-local IPv6.
    "fc00::1",
    "fd00::2",
    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "fec0::1",
    // IPv6 for documentation, benchmarking, discard, segments, identifiers.
    "2001:db8::1",
    "3fff::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "100::1",
    "100:0:0:1::1",
    "5f00::1",
    // IPv6 that nobody was given.
    "4000::1",
    "8000::1",
    "1::1",
];

fn only(address: IpAddr) -> Vec<NameAnswer> {
    vec![NameAnswer::Addresses(vec![address])]
}

/// Holds O9.
#[tokio::test]
async fn a_name_that_leads_inside_is_not_followed() {
    let playground = Playground::new().await;
    assert!(INSIDE.len() >= 80, "{} vectors", INSIDE.len());
    let own = playground.watched().into_iter().map(|listener| listener.ip().to_string());
    for (number, text) in INSIDE.iter().map(|text| (*text).to_owned()).chain(own).enumerate() {
        let address: IpAddr = text.parse().expect("an address");
        for zone in [ZONE, "internet.example.org"] {
            let seen = playground.probe_name(&format!("v{number}.{zone}"), only(address)).await;
            playground.assert_refused(&seen, address, &text);
        }
    }
}

/// Holds O9.
#[tokio::test]
async fn only_names_of_a_zone_lead_to_127_0_0_1_and_nowhere_else() {
    let playground = Playground::new().await;
    // Public, but the name is one of the local stack's.
    for text in ["8.8.8.8", "2001:4860:4860::8888"] {
        let address = text.parse().expect("an address");
        let seen = playground.probe_name("public.guard.example.org", only(address)).await;
        playground.assert_refused(&seen, address, text);
    }
    // The address of the local stack, but the name is one of the Internet's, however close.
    let local = "127.0.0.1".parse().expect("an address");
    for name in ["standard.example.org", "xguard.example.org", "guard.example.org.evil.net"] {
        let seen = playground.probe_name(name, only(local)).await;
        playground.assert_refused(&seen, local, name);
    }
}

/// Holds O9.
#[tokio::test]
async fn one_inner_address_among_good_ones_is_enough() {
    let playground = Playground::new().await;
    let good: IpAddr = "127.0.0.1".parse().expect("an address");
    for text in
        ["127.0.0.2", "10.0.0.1", "169.254.169.254", "::1", "fd00::2", "::ffff:127.0.0.1", "2002:7f00:1::"]
    {
        let bad: IpAddr = text.parse().expect("an address");
        for (order, addresses) in
            [vec![good, bad], vec![bad, good], vec![good, good, good, bad]].into_iter().enumerate()
        {
            let name = "mixed.guard.example.org";
            let seen = playground.probe_name(name, vec![NameAnswer::Addresses(addresses)]).await;
            playground.assert_refused(&seen, bad, &format!("{text}, order {order}"));
        }
    }
}

/// Holds O9.
#[tokio::test]
async fn the_provider_is_reached_and_every_listener_notices_a_caller() {
    let playground = Playground::new().await;
    let seen = playground.probe(&format!("https://{PROVIDER}/find")).await;
    assert_eq!(seen.ending, Ending::Answered, "{seen:?}");
    assert_eq!(
        seen.response.as_ref().map(|response| response.status),
        Some(202),
        "{:?}",
        playground.simulator.log().connections()
    );
    assert_eq!(playground.simulator.log().wait_for_connections(1).await.len(), 1);
    assert_eq!(playground.reached(), []);
    // A careless client, at each of them.
    let watched = playground.watched();
    assert!(watched.len() >= 3, "{watched:?}");
    for listener in &watched {
        TcpStream::connect(listener).expect("a connection");
    }
    assert_eq!(playground.reached(), watched);
}
