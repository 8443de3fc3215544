//! What a URL leads to, and whether a find request may be sent there at all (C3, O9).
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

/// Who is asked, as the URL says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name; resolved, sent as SNI and as the host, and what the certificate must be for.
    pub name: String,
    /// What is asked for: the path.
    pub path: String,
    /// Where its name is: the Internet, or a port of 127.0.0.1.
    place: Place,
}

/// Where a name is, and so which addresses it may lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Any address that the whole Internet can reach, on 443.
    Internet,
    /// This port of 127.0.0.1, and nothing else: a provider that a local stack plays.
    Local(u16),
}

impl Target {
    /// Reads a URL. It may have been stored under other rules than today's, so nothing of it is taken for granted. Names in
    /// `zones` lead to this machine.
    ///
    /// # Errors
    /// What keeps a find request from it.
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

    /// Whether an address that its name led to may be connected to.
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
    use super::*;

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

    #[test]
    fn no_port_is_named_on_a_local_stack_either() {
        for url in ["https://find.meadow.example.org:4701/", "https://find.example.org:8443/"] {
            assert_eq!(read(url), Err(UrlFault::Port), "{url}");
        }
    }

    #[test]
    fn a_name_of_a_zone_leads_to_127_0_0_1_only_and_any_other_to_the_internet_only() {
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
