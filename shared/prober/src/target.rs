//! The target of a URL, and whether a find request may be sent there at all (C3, O9).
//!
//! Responsible for: reading the URL, once. Must not: resolve its name.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use domain::endpoint::EndpointUrl;
use domain::oat::observation::UrlFault;
use url::{Host, Url};

use crate::addresses::is_globally_routable;
use crate::settings::Zones;

/// The port of HTTPS, the only one on the Internet that is connected to.
const HTTPS: u16 = 443;

/// The longest name that DNS knows, with the scheme before it.
const LONGEST: usize = 8 + 253;

/// The target of a find request, from the URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name. It is resolved, sent as SNI and as the host, and the certificate must be for it.
    pub name: String,
    pub path: String,
    /// Where its name is: the Internet, or a port of 127.0.0.1.
    place: Place,
}

/// Where a name is, and so which addresses it may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Any address that the whole Internet can reach, on port 443.
    Internet,
    /// This port of 127.0.0.1 and nothing else, for a provider that a local stack plays.
    Local(u16),
}

impl Target {
    /// Reads a URL. It may have been stored under older rules, so this checks everything again. Names in `zones` lead
    /// to this machine.
    ///
    /// # Errors
    /// The reason that no find request may go there.
    pub fn read(url: &EndpointUrl, zones: &Zones) -> Result<Self, UrlFault> {
        let url = Url::parse(url.as_str()).map_err(|_| UrlFault::Name)?;
        if url.scheme() != "https" {
            return Err(UrlFault::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(UrlFault::UserInfo);
        }
        let name = match url.host() {
            Some(Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name).to_owned(),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(UrlFault::Address),
            None => return Err(UrlFault::Name),
        };
        // The same rules as at the check of a change.
        EndpointUrl::parse(&format!("https://{name}"), LONGEST).map_err(|_| UrlFault::Name)?;
        // The URL parser leaves out the port of https.
        if url.port().is_some() {
            return Err(UrlFault::Port);
        }
        let place = zones.port(&name).map_or(Place::Internet, Place::Local);
        Ok(Self { name, path: url.path().to_owned(), place })
    }

    /// Whether the probe may connect to an address of the name.
    pub fn may_connect(&self, address: IpAddr) -> bool {
        match self.place {
            Place::Internet => is_globally_routable(address),
            Place::Local(_) => address == IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }

    /// The very address to connect to.
    pub const fn at(&self, address: IpAddr) -> SocketAddr {
        let port = match self.place {
            Place::Internet => HTTPS,
            Place::Local(port) => port,
        };
        SocketAddr::new(address, port)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;

    use super::*;

    /// The longest endpoint URL (C3).
    const MAX: usize = 2_048;

    fn read(url: &str) -> Result<Target, UrlFault> {
        let zones = [("meadow.example.org", 4701)].into_iter().collect();
        Target::read(&EndpointUrl::restore(url.to_owned()), &zones)
    }

    #[test]
    fn a_url_gives_the_name_and_the_path() {
        let target = read("https://Find.Meadow.example.org./a/b").expect("a target");
        assert_eq!((target.name.as_str(), target.path.as_str()), ("find.meadow.example.org", "/a/b"));
        assert_eq!(read("https://find.example.org").expect("a target").path, "/");
        assert!(read("https://find.example.org:443/").is_ok());
    }

    /// Text that is usually accepted as an endpoint URL: what people type, at the limits too.
    fn typed() -> impl Strategy<Value = String> {
        let label = prop_oneof![4 => "[a-zA-Z][a-zA-Z0-9-]{0,8}[a-z0-9]", 1 => "[a-z0-9]{1,63}", 1 => "[a-zäéöüßøαβжя日本語]{1,10}", 1 => "xn--[a-z0-9-]{1,12}"];
        let host = proptest::collection::vec(label, 1..6).prop_map(|labels| labels.join("."));
        let port = prop_oneof![8 => Just(""), 1 => Just(":443"), 1 => Just(":8443"), 1 => Just(":")];
        let path = prop_oneof![
            4 => "(/([a-zA-Z0-9._~!$&'()*+,;=:@-]|%[0-9a-fA-F]{2}){0,8}){0,6}",
            1 => "/[a-z]{1900,1990}",
            1 => "/\\PC{0,12}",
        ];
        let dot = prop_oneof![8 => Just(""), 1 => Just(".")];
        (host, dot, port, path).prop_map(|(host, dot, port, path)| format!("https://{host}{dot}{port}{path}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// A URL that is refused here must already be refused at the check of a change (C3).
        /// Holds C3.
        #[test]
        fn whatever_is_taken_for_an_endpoint_url_can_be_called(typed in typed()) {
            let Ok(url) = EndpointUrl::parse(&typed, MAX) else { return Ok(()) };
            let target = Target::read(&url, &Zones::default());
            prop_assert!(target.is_ok(), "{url}: {target:?}");
            let target = target.expect("a target");
            prop_assert_eq!(&target.name, url.host());
            let path = url.as_str().strip_prefix("https://").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
            prop_assert_eq!(target.path.as_str(), path.unwrap_or("/"), "it is asked for as it is registered");
            // The name to resolve, the name on the certificate, and the name on the wire.
            let name = hickory_resolver::proto::rr::Name::from_ascii(&target.name);
            prop_assert!(name.is_ok(), "{url}");
            prop_assert!(rustls::pki_types::ServerName::try_from(target.name.clone()).is_ok(), "{url}");
            let request = http::Request::post(&target.path).header(http::header::HOST, &target.name).body(());
            prop_assert!(request.is_ok_and(|request| request.uri().path() == target.path), "{url}");
        }
    }

    #[test]
    fn the_samples_are_taken_often_enough_to_mean_something() {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let trees = (0..500).filter_map(|_| typed().new_tree(&mut runner).ok());
        let taken = trees.filter(|tree| EndpointUrl::parse(&tree.current(), MAX).is_ok()).count();
        assert!(taken > 150, "{taken}");
    }

    #[test]
    fn no_port_is_named_on_a_local_stack_either() {
        for url in ["https://find.meadow.example.org:4701/", "https://find.example.org:8443/"] {
            assert_eq!(read(url), Err(UrlFault::Port), "{url}");
        }
    }

    #[test]
    fn zone_names_lead_to_127_0_0_1_and_others_to_the_internet() {
        let addresses = ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "8.8.8.8"];
        let may = |url: &str| {
            let target = read(url).expect("a target");
            addresses.map(|address| target.may_connect(address.parse().expect("an address")))
        };
        assert_eq!(may("https://find.meadow.example.org/"), [true, false, false, false, false]);
        assert_eq!(may("https://find.example.org/"), [false, false, false, false, true]);
        let at = |url: &str| read(url).expect("a target").at(IpAddr::V4(Ipv4Addr::LOCALHOST)).port();
        assert_eq!(at("https://find.meadow.example.org/"), 4701);
        assert_eq!(at("https://find.example.org/"), 443);
    }
}
