//! A probe, its name server, one provider it may reach, and listeners everywhere that it must not reach.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;

use app::{Fault, FindProbe, FindRequest, KeyBundles, Signature};
use domain::endpoint::EndpointUrl;
use domain::ids::FindRequestId;
use domain::oat::observation::{Ending, Observation};
use fakes::{FakeClock, FakeIds};
use jiff::Timestamp;
use participant::{Clock, Config, Material, NameAnswer, Provider, Simulator, StartFault};
use prober::{FindProfile, LocalAllowance, Prober, Settings};
use secrecy::SecretString;

/// The provider that may be reached.
pub const PROVIDER: &str = "find.meadow.example.org";

/// A zone whose names lead to the provider's port of 127.0.0.1, and may lead nowhere else.
pub const ZONE: &str = "guard.example.org";

/// A key bundle that is always the same.
struct OneKeyBundle(Arc<SecretString>);

impl KeyBundles for OneKeyBundle {
    async fn current(&self) -> Result<Arc<SecretString>, Fault> {
        Ok(Arc::clone(&self.0))
    }
}

/// All of it.
pub struct Playground {
    /// The provider on 127.0.0.1, and the name server.
    pub simulator: Simulator,
    /// The port of the provider and of every listener.
    pub port: u16,
    listeners: Vec<TcpListener>,
    prober: Prober<OneKeyBundle, FakeIds>,
}

fn now() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().expect("an instant")
}

/// Addresses of this machine that a probe must not reach: loopback except 127.0.0.1, and its own on its networks.
fn inner_addresses() -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> =
        [[127, 0, 0, 2], [127, 1, 2, 3], [127, 255, 255, 254]].map(|ip| Ipv4Addr::from(ip).into()).to_vec();
    addresses.push(Ipv6Addr::LOCALHOST.into());
    // The address that this machine would send from. Connecting a datagram socket sends nothing.
    for (from, to) in [("0.0.0.0:0", "10.0.0.1:9"), ("[::]:0", "[fd00::1]:9"), ("[::]:0", "[2001:4860::1]:9")]
    {
        let socket = UdpSocket::bind(from).and_then(|socket| socket.connect(to).map(|()| socket));
        let own = socket.and_then(|socket| socket.local_addr()).map(|own| own.ip());
        addresses.extend(own.ok().filter(|own| !own.is_loopback() && !own.is_unspecified()));
    }
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

/// Listeners on one port of all of them; none if somebody else has it on one. An address without a network is left out.
fn listeners(addresses: &[IpAddr], port: u16) -> Option<Vec<TcpListener>> {
    let mut bound = Vec::new();
    for address in addresses {
        match TcpListener::bind((*address, port)) {
            Ok(listener) => bound.push(listener),
            Err(error) if error.kind() == ErrorKind::AddrNotAvailable => {}
            Err(_) => return None,
        }
    }
    Some(bound)
}

impl Playground {
    /// Starts it.
    pub async fn new() -> Self {
        let material = Material::make("pdp-key", now()).expect("material");
        for _ in 0..50 {
            let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
            let port = free.expect("a free port").port();
            let Some(listeners) = listeners(&inner_addresses(), port) else { continue };
            let provider = Provider {
                name: "meadow".to_owned(),
                hosts: vec![PROVIDER.to_owned()],
                port,
                ..Provider::default()
            };
            let config = Config { providers: vec![provider], ..Config::default() };
            let simulator = match Simulator::start(&config, &material, Clock::fixed(now())).await {
                Err(StartFault::Port { .. }) => continue,
                started => started.expect("a simulator"),
            };
            for listener in &listeners {
                listener.set_nonblocking(true).expect("a listener that does not wait");
            }
            let prober = prober(&simulator, &material, port);
            return Self { simulator, port, listeners, prober };
        }
        panic!("no port is free on every address of this machine");
    }

    /// Sends a find request to a URL as it is stored.
    pub async fn probe(&self, url: &str) -> Observation {
        let request = FindRequest {
            id: FindRequestId::from_u128(7),
            url: EndpointUrl::restore(url.to_owned()),
            signature: Signature::Pdp,
        };
        self.prober.send(request).await
    }

    /// Scripts a name, and sends a find request to it; a name in [`ZONE`] leads to the port of the listeners.
    pub async fn probe_name(&self, name: &str, answers: Vec<NameAnswer>) -> Observation {
        self.simulator.names().script(name, answers);
        self.probe(&format!("https://{name}/find")).await
    }

    /// The addresses of listeners that must not be reached.
    pub fn watched(&self) -> Vec<SocketAddr> {
        self.listeners.iter().map(|listener| listener.local_addr().expect("an address")).collect()
    }

    /// Which of them were reached since the last call.
    pub fn reached(&self) -> Vec<SocketAddr> {
        let reached = self.listeners.iter().filter(|listener| listener.accept().is_ok());
        reached.map(|listener| listener.local_addr().expect("an address")).collect()
    }

    /// Asserts that an attempt sent nothing to anybody, provider included.
    pub fn assert_nothing_sent(&self, seen: &Observation, what: &str) {
        assert_eq!(self.reached(), [], "{what}");
        assert_eq!(self.simulator.log().connections(), [], "{what}");
        assert_eq!(
            (seen.peer, seen.timings.connect, &seen.tls, &seen.response),
            (None, None, &None, &None),
            "{what}"
        );
    }

    /// Asserts that an attempt was refused for this address before anything was sent.
    pub fn assert_refused(&self, seen: &Observation, address: IpAddr, what: &str) {
        self.assert_nothing_sent(seen, what);
        assert_eq!(seen.ending, Ending::AddressRefused { address }, "{what}");
        assert!(seen.addresses.contains(&address), "{what}: {:?}", seen.addresses);
    }
}

fn prober(simulator: &Simulator, material: &Material, port: u16) -> Prober<OneKeyBundle, FakeIds> {
    let local = LocalAllowance {
        name_server: simulator.name_server(),
        roots: material.roots_pem().to_owned(),
        zones: [(PROVIDER, port), (ZONE, port)].into_iter().collect(),
    };
    let profile = FindProfile { deadline_ms: 3_000, ..FindProfile::default() };
    let key_bundle = OneKeyBundle(Arc::new(material.key_bundle_json().expect("a key bundle").into()));
    let settings = Settings { profile, local: Some(local) };
    Prober::new(settings, key_bundle, FakeClock::at(now()), FakeIds::default()).expect("a prober")
}
