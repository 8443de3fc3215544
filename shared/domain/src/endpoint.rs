//! Endpoints: their types and their URLs (C3).

use std::fmt;

use url::{Host, Url};

use crate::problem::Fault;

/// What an endpoint serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EndpointType {
    /// Receives find requests.
    Find,
    /// Serves pension details.
    View,
    /// Refreshes protection API access tokens.
    PatRefresh,
}

impl EndpointType {
    /// Every type.
    pub const ALL: &'static [Self] = &[Self::Find, Self::View, Self::PatRefresh];

    /// The stable code, snake case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::View => "view",
            Self::PatRefresh => "pat_refresh",
        }
    }

    /// The type with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

impl fmt::Display for EndpointType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Find => "Find",
            Self::View => "View",
            Self::PatRefresh => "PAT refresh",
        })
    }
}

/// Names that public DNS does not serve: special-use and commonly private top-level domains.
const NOT_PUBLIC: &[&str] = &[
    "alt",
    "arpa",
    "corp",
    "example",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "test",
];

/// The URL of an endpoint: `https`, absolute, a public DNS name, normalised so that equal endpoints compare equal (C3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointUrl(String);

impl EndpointUrl {
    /// Reads a URL as a person typed it. `max` is in characters, before and after normalising.
    ///
    /// # Errors
    /// The first `Url…` fault of [`Fault`], or [`Fault::Missing`].
    pub fn parse(typed: &str, max: usize) -> Result<Self, Fault> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(Fault::Missing);
        }
        if typed.chars().count() > max {
            return Err(Fault::UrlTooLong { max });
        }
        // The URL parser repairs these silently; what was typed must be what is registered.
        if typed.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Fault::UrlHasSpaces);
        }
        if typed.ends_with(['/', '\\']) {
            return Err(Fault::UrlTrailingSlash);
        }
        if typed.contains('\\') {
            return Err(Fault::UrlHasBackslash);
        }
        let (scheme, rest) = typed.split_once("://").ok_or(Fault::UrlMalformed)?;
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(Fault::UrlNotHttps);
        }
        if rest.starts_with('/') {
            return Err(Fault::UrlMalformed);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(Fault::UrlHasUserInfo);
        }
        let mut url = Url::parse(typed).map_err(|_| Fault::UrlMalformed)?;
        if url.query().is_some() {
            return Err(Fault::UrlHasQuery);
        }
        if url.fragment().is_some() {
            return Err(Fault::UrlHasFragment);
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name).to_owned(),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(Fault::UrlHasIpAddress),
            None => return Err(Fault::UrlMalformed),
        };
        if !is_public_name(&host) {
            return Err(Fault::UrlHostNotPublic);
        }
        url.set_host(Some(&host)).map_err(|_| Fault::UrlMalformed)?;
        // Dot segments ("/a/..") can leave a trailing slash that was not typed; a bare host has the empty path.
        let normal = match url.path() {
            "/" => url.as_str().trim_end_matches('/').to_owned(),
            path if path.ends_with('/') => return Err(Fault::UrlTrailingSlash),
            _ => url.as_str().to_owned(),
        };
        if normal.len() > max {
            return Err(Fault::UrlTooLong { max });
        }
        Ok(Self(normal))
    }

    /// Takes back what [`EndpointUrl::parse`] accepted when it was stored.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    /// The normalised URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it names a port other than 443.
    pub fn has_unusual_port(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| url.port().is_some())
    }
}

/// DNS rules of a public host name: labels of 1 to 63 letters, digits and hyphens, at least two of them, 253 characters,
/// and a top-level domain that public DNS serves. `name` is in ASCII (punycode) and lower case.
pub(crate) fn is_public_name(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    let well_formed = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = labels.last().copied().unwrap_or_default();
    labels.len() >= 2
        && name.len() <= 253
        && labels.iter().all(well_formed)
        && top.bytes().any(|b| b.is_ascii_alphabetic())
        && !NOT_PUBLIC.contains(&top)
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An endpoint that a change or a vouching scheme proposes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposedEndpoint {
    /// What it serves.
    pub endpoint_type: EndpointType,
    /// Where.
    pub url: EndpointUrl,
}
