//! The settings of a prober.
//!
//! Must not: read the environment or a file.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use app::BoxError;
use serde::Deserialize;

use crate::profile::FindProfile;

/// The settings of a prober: the find profile, and the addresses it may reach besides the Internet.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The form of a find request (O4).
    pub profile: FindProfile,
    /// What a local stack may reach besides; none on AWS.
    pub local: Option<LocalAllowance>,
}

/// What a local stack may reach besides, so that this machine can play providers (O9). It adds ports of 127.0.0.1 and
/// nothing else: no other loopback address and no private one. URLs look like real ones. A name in one of the zones
/// leads to the zone's port of 127.0.0.1, where another name leads to 443.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalAllowance {
    /// The only name server, in place of the system's.
    pub name_server: SocketAddr,
    /// Certificates in PEM that are trusted besides the public roots; may be empty.
    pub roots: String,
    /// Where providers are played.
    pub zones: Zones,
}

/// The zones whose names lead to 127.0.0.1, each to its own port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Zones(BTreeMap<String, u16>);

impl Zones {
    /// The port of 127.0.0.1 that a name (lower case, no last dot) leads to: that of the smallest zone it is in. None for any other
    /// name.
    pub fn port(&self, name: &str) -> Option<u16> {
        let parents = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
        std::iter::once(name).chain(parents).find_map(|zone| self.0.get(zone).copied())
    }
}

impl<Z: Into<String>> FromIterator<(Z, u16)> for Zones {
    fn from_iter<I: IntoIterator<Item = (Z, u16)>>(zones: I) -> Self {
        Self(zones.into_iter().map(|(zone, port)| (zone.into(), port)).collect())
    }
}

/// The file that tells a function what its local stack may reach.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LocalFile {
    name_server: SocketAddr,
    roots: String,
    zones: Zones,
}

impl LocalAllowance {
    /// Reads `{"name_server": "127.0.0.1:5300", "roots": "<path of a PEM file>", "zones": {"meadow.example.org": 4701}}`; `read`
    /// reads the PEM file.
    ///
    /// # Errors
    /// [`SetupFault::Local`] when it is not that, or the PEM file cannot be read.
    pub fn from_json(
        text: &str,
        read: impl FnOnce(&str) -> std::io::Result<String>,
    ) -> Result<Self, SetupFault> {
        let file: LocalFile = serde_json::from_str(text).map_err(SetupFault::local)?;
        let roots = read(&file.roots).map_err(SetupFault::local)?;
        Ok(Self { name_server: file.name_server, roots, zones: file.zones })
    }
}

/// Why a prober cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupFault {
    /// The system names no name server that can be used.
    #[error("the system's name servers cannot be used: {0}")]
    NameServers(BoxError),
    /// The local allowance cannot be read.
    #[error("the local allowance cannot be read: {0}")]
    Local(BoxError),
    /// The public roots, or those of the local allowance, cannot be used.
    #[error("the trusted roots cannot be used: {0}")]
    Roots(BoxError),
}

impl SetupFault {
    pub(crate) fn local(source: impl Into<BoxError>) -> Self {
        Self::Local(source.into())
    }

    pub(crate) fn roots(source: impl Into<BoxError>) -> Self {
        Self::Roots(source.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        r#"{"name_server": "127.0.0.1:5300", "roots": "ca.pem", "zones": {"a.example.org": 4701}}"#;

    #[test]
    fn a_local_allowance_is_read_with_the_file_it_names() {
        let read = LocalAllowance::from_json(FILE, |path| Ok(format!("the content of {path}")));
        let expected = LocalAllowance {
            name_server: ([127, 0, 0, 1], 5300).into(),
            roots: "the content of ca.pem".to_owned(),
            zones: [("a.example.org", 4701)].into_iter().collect(),
        };
        assert_eq!(read.expect("a local allowance"), expected);
    }

    #[test]
    fn what_is_no_local_allowance_is_refused() {
        let read = |_: &str| Ok(String::new());
        for text in ["", "{}", &FILE.replace("4701", "-1"), &FILE.replace("zones", "ports")] {
            assert!(LocalAllowance::from_json(text, read).is_err(), "{text}");
        }
        let unreadable = LocalAllowance::from_json(FILE, |_| Err(std::io::ErrorKind::NotFound.into()));
        assert!(unreadable.is_err());
    }

    #[test]
    fn a_name_leads_to_the_port_of_the_smallest_zone_it_is_in() {
        let zones: Zones =
            [("example.org", 1), ("meadow.example.org", 2), ("find.other.org", 3)].into_iter().collect();
        for (name, port) in [
            ("example.org", Some(1)),
            ("find.harbour.example.org", Some(1)),
            ("meadow.example.org", Some(2)),
            ("find.meadow.example.org", Some(2)),
            ("find.other.org", Some(3)),
            ("other.org", None),
            ("notexample.org", None),
            ("example.org.evil.net", None),
            ("", None),
        ] {
            assert_eq!(zones.port(name), port, "{name}");
        }
    }
}
