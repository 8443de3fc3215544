//! What a URL leads to, and whether a find request may be sent there at all (C3, O9).
//!
//! Responsible for: reading the URL, once. Must not: resolve its name.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use domain::endpoint::EndpointUrl;
use domain::oat::observation::UrlFault;
use url::{Host, Url};

use crate::addresses::is_globally_routable;

/// The port of HTTPS, the only one on the Internet that is connected to.
const HTTPS: u16 = 443;

/// The longest name that DNS knows, with the scheme before it.
const LONGEST: usize = 8 + 253;

/// Who is asked, as the URL says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name; resolved, sent as SNI, and what the certificate must be for.
    pub name: String,
    /// The port.
    pub port: u16,
    /// What is asked for: the path.
    pub path: String,
}

impl Target {
    /// Reads a URL. It may have been stored under other rules than today's, so nothing of it is taken for granted. `ports` may
    /// be named besides 443.
    ///
    /// # Errors
    /// What keeps a find request from it.
    pub fn read(url: &EndpointUrl, ports: &[u16]) -> Result<Self, UrlFault> {
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
        let port = url.port().unwrap_or(HTTPS);
        if port != HTTPS && !ports.contains(&port) {
            return Err(UrlFault::Port);
        }
        Ok(Self { name, port, path: url.path().to_owned() })
    }

    /// Whether an address that its name led to may be connected to. `ports` are those of 127.0.0.1 that may.
    pub fn may_connect(&self, address: IpAddr, ports: &[u16]) -> bool {
        let local = address == IpAddr::V4(Ipv4Addr::LOCALHOST) && ports.contains(&self.port);
        local || (self.port == HTTPS && is_globally_routable(address))
    }

    /// The very address to connect to.
    pub const fn at(&self, address: IpAddr) -> SocketAddr {
        SocketAddr::new(address, self.port)
    }

    /// What the request says its host is.
    pub fn host(&self) -> String {
        if self.port == HTTPS { self.name.clone() } else { format!("{}:{}", self.name, self.port) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Target, UrlFault> {
        Target::read(&EndpointUrl::restore(url.to_owned()), &[4701])
    }

    #[test]
    fn a_url_gives_the_name_the_port_and_the_path() {
        let target = read("https://Find.Meadow.example.org./a/b").expect("a target");
        assert_eq!((target.name.as_str(), target.port), ("find.meadow.example.org", 443));
        assert_eq!(target.path, "/a/b");
        assert_eq!(target.host(), "find.meadow.example.org");
        let bare = read("https://find.meadow.example.org:4701").expect("a target");
        assert_eq!((bare.port, bare.path.as_str()), (4701, "/"));
        assert_eq!(bare.host(), "find.meadow.example.org:4701");
    }

    #[test]
    fn a_listed_port_leads_to_127_0_0_1_only_and_443_to_the_internet_only() {
        let addresses = ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "8.8.8.8"];
        let may = |url: &str| {
            let target = read(url).expect("a target");
            addresses.map(|address| target.may_connect(address.parse().expect("an address"), &[4701]))
        };
        assert_eq!(may("https://find.example.org:4701/"), [true, false, false, false, false]);
        assert_eq!(may("https://find.example.org/"), [false, false, false, false, true]);
    }
}
