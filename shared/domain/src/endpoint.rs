//! Endpoints: their types and their URLs (C3).

use std::fmt;
use std::net::Ipv6Addr;
use std::ops::Range;

use url::Url;

use crate::characters::{Stray, is_blank, is_invisible};
use crate::host::{self, HostFault};
use crate::problem::Violation;

codes! {
    /// What an endpoint serves.
    EndpointType {
        /// Receives find requests.
        Find = "find", "Find";
        /// Serves pension details.
        View = "view", "View";
        /// Refreshes protection API access tokens.
        PatRefresh = "pat_refresh", "PAT refresh";
    }
}

/// The URL of an endpoint: `https`, absolute, a public DNS name, normalised so that equal endpoints compare equal (C3). What
/// RFC 3986 does not allow is refused, never repaired: what was typed is what is registered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointUrl(String);

/// Begins every endpoint URL.
const HTTPS: &str = "https://";
/// The port of `https`.
const PORT: u16 = 443;

impl EndpointUrl {
    /// Reads a URL as a person typed it. `max` is in characters, before and after normalising: case of scheme and host,
    /// international names, default port, escapes that need not be, dot segments.
    ///
    /// # Errors
    /// The first `Url…` violation of [`Violation`], or [`Violation::Missing`].
    pub fn parse(typed: &str, max: usize) -> Result<Self, Violation> {
        let typed = typed.trim();
        if typed.chars().all(is_blank) {
            return Err(Violation::Missing);
        }
        if typed.chars().count() > max {
            return Err(Violation::UrlTooLong { max });
        }
        if let Some(stray) = Stray::first(typed, |c| c.is_whitespace() || c.is_control()) {
            return Err(Violation::UrlHasSpaces { stray });
        }
        if let Some(stray) = Stray::first(typed, is_invisible) {
            return Err(Violation::UrlCharacter { stray });
        }
        if typed.ends_with(['/', '\\']) {
            return Err(Violation::UrlTrailingSlash);
        }
        if typed.contains('\\') {
            return Err(Violation::UrlHasBackslash);
        }
        let (scheme, rest) = typed.split_once("://").ok_or(Violation::UrlMalformed)?;
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(Violation::UrlNotHttps);
        }
        let parts = Parts::of(typed, typed.len() - rest.len())?;
        let host = parts.host()?;
        parts.check_port()?;
        let path = parts.path()?;
        let normal = format!("{HTTPS}{host}{path}");
        if normal.len() > max {
            return Err(Violation::UrlTooLong { max });
        }
        Ok(Self(normal))
    }

    /// The form in which this URL was registered while escapes were kept as typed, where it is another: who has it in that form
    /// has this one too (C3). `typed` is what this was read from.
    #[must_use]
    pub fn earlier_form(&self, typed: &str) -> Option<Self> {
        let path = Url::parse(typed.trim()).ok()?.path().trim_end_matches('/').to_owned();
        let authority = self.0.get(HTTPS.len()..)?.split('/').next()?;
        let earlier = format!("{HTTPS}{authority}{path}");
        (earlier != self.0).then_some(Self(earlier))
    }

    /// Its host name: in ASCII and lower case.
    pub fn host(&self) -> &str {
        let authority = self.0.strip_prefix(HTTPS).unwrap_or(&self.0).split('/').next().unwrap_or_default();
        authority.split(':').next().unwrap_or_default()
    }

    /// Takes back what [`EndpointUrl::parse`] accepted when it was stored.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    /// The normalised URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where the parts of a URL are in what was typed.
struct Parts<'t> {
    typed: &'t str,
    host: Range<usize>,
    port: Option<&'t str>,
    path: Range<usize>,
}

impl<'t> Parts<'t> {
    /// Finds them behind the scheme, from byte `from` on; refuses the parts that an endpoint URL has not.
    fn of(typed: &'t str, from: usize) -> Result<Self, Violation> {
        let rest = &typed[from..];
        let end = |of: &str, signs: &[char]| of.find(signs).unwrap_or(of.len());
        let authority = &rest[..end(rest, &['/', '?', '#'])];
        if authority.is_empty() {
            return Err(Violation::UrlMalformed);
        }
        if authority.contains('@') {
            return Err(Violation::UrlHasUserInfo);
        }
        match rest.find(['?', '#']).map(|at| rest.as_bytes()[at]) {
            Some(b'?') => return Err(Violation::UrlHasQuery),
            Some(_) => return Err(Violation::UrlHasFragment),
            None => {}
        }
        if let Some(literal) = authority.strip_prefix('[') {
            let address = literal.split_once(']').map(|(address, _)| address.parse::<Ipv6Addr>());
            return Err(if matches!(address, Some(Ok(_))) {
                Violation::UrlHasIpAddress
            } else {
                Violation::UrlMalformed
            });
        }
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        if host.is_empty() {
            return Err(Violation::UrlMalformed);
        }
        Ok(Self { typed, host: from..from + host.len(), port, path: from + authority.len()..typed.len() })
    }

    fn host(&self) -> Result<String, Violation> {
        host::read(self.typed, self.host.start, self.host.end).map_err(|violation| match violation {
            HostFault::Malformed => Violation::UrlMalformed,
            HostFault::IpAddress => Violation::UrlHasIpAddress,
            HostFault::Character(stray) => Violation::UrlCharacter { stray },
            HostFault::NotPublic(why) => Violation::UrlHostNotPublic { why },
        })
    }

    /// The usual port may be named; the normal form leaves it out. Another is refused, because PDP calls on no other (O9): what a
    /// later step can never accept is refused at the first.
    fn check_port(&self) -> Result<(), Violation> {
        let digits = self.port.unwrap_or_default();
        let are_digits = digits.bytes().all(|b| b.is_ascii_digit());
        match digits.parse::<u16>().ok().filter(|_| are_digits) {
            Some(PORT) => Ok(()),
            Some(port) => Err(Violation::UrlPort { port }),
            None if digits.is_empty() => Ok(()),
            None => Err(Violation::UrlMalformed),
        }
    }

    /// The path without escapes that need not be and without dot segments; the rest of the escapes in capitals (RFC 3986, 6.2.2).
    fn path(&self) -> Result<String, Violation> {
        let mut path = String::with_capacity(self.path.len());
        let typed = &self.typed[self.path.clone()];
        for (at, character) in typed.char_indices() {
            match character {
                '%' => match host::encoded(&typed[at..]) {
                    Some(byte) if host::is_unreserved(byte) => path.push(char::from(byte)),
                    Some(byte) => path.push_str(&format!("%{byte:02X}")),
                    None => return Err(self.stray(at)),
                },
                // Its digits were read with it.
                _ if is_of_an_escape(typed, at) => {}
                '/' | ':' | '@' => path.push(character),
                '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=' => path.push(character),
                c if c.is_ascii() && host::is_unreserved(c as u8) => path.push(c),
                _ => return Err(self.stray(at)),
            }
        }
        without_dots(&path)
    }

    fn stray(&self, at: usize) -> Violation {
        Stray::at(self.typed, self.path.start + at)
            .map_or(Violation::UrlMalformed, |stray| Violation::UrlCharacter { stray })
    }
}

/// Whether the byte of `path` at `at` is one of the two digits of an escape; every `%` before it was found to begin one.
fn is_of_an_escape(path: &str, at: usize) -> bool {
    let bytes = path.as_bytes();
    [1, 2].into_iter().any(|back| at.checked_sub(back).is_some_and(|sign| bytes[sign] == b'%'))
}

/// Without `.` and `..` (RFC 3986, 5.2.4). None may leave a slash at the end that was not typed; an encoded one there is one too,
/// because clients append to what is registered.
fn without_dots(path: &str) -> Result<String, Violation> {
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_in_dots = false;
    for segment in path.split('/').skip(1) {
        ends_in_dots = matches!(segment, "." | "..");
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    let Some(last) = kept.last() else { return Ok(String::new()) };
    if ends_in_dots || last.is_empty() || last.ends_with("%2F") || last.ends_with("%5C") {
        return Err(Violation::UrlTrailingSlash);
    }
    Ok(kept.iter().flat_map(|segment| ["/", segment]).collect())
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An endpoint that a change or a vouching scheme proposes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProposedEndpoint {
    pub endpoint_type: EndpointType,
    pub url: EndpointUrl,
}
