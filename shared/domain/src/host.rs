//! Host names of public DNS, in endpoint URLs (C3) and email addresses.
//!
//! Responsible for: one reading of a host for both, in ASCII and lower case. International names follow UTS 46 without its
//! transitional mappings; a name in another script is accepted and shown as it is registered (`xn--…`), which exposes a
//! look-alike. Must not: ask DNS.

use std::fmt;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use url::Host;

use crate::characters::{Stray, is_invisible};

/// Last labels that public DNS does not serve: the special-use names of IANA's registry, what RFC 6762 found in private
/// networks, and what clouds, clusters and routers use inside. The names `example.com`, `example.net` and `example.org` are
/// reserved as well, but public DNS serves them and nobody can be hurt at them: examples and demonstrations use them.
const NOT_PUBLIC: &[&str] = &[
    "alt",
    "arpa",
    "belkin",
    "bit",
    "cluster",
    "consul",
    "corp",
    "dlink",
    "dmz",
    "docker",
    "domain",
    "eth",
    "example",
    "exit",
    "gateway",
    "gnu",
    "home",
    "i2p",
    "internal",
    "intra",
    "intranet",
    "invalid",
    "k8s",
    "kubernetes",
    "lan",
    "loc",
    "local",
    "localdomain",
    "localhost",
    "localnet",
    "mail",
    "modem",
    "nomad",
    "novalocal",
    "onion",
    "openstacklocal",
    "pri",
    "priv",
    "private",
    "router",
    "svc",
    "swarm",
    "test",
    "vagrant",
    "workgroup",
    "zkey",
];

/// Why something is no host name of public DNS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostFault {
    /// It cannot be read as a host at all.
    Malformed,
    /// It is an address, in whatever spelling.
    IpAddress,
    Character(Stray),
    /// Public DNS cannot have such a name.
    NotPublic(NotPublic),
}

/// Why public DNS cannot have a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPublic {
    /// One label only, an empty or an overlong one, a hyphen at an end, or more than 253 characters.
    Form,
    /// A character besides letters, digits and hyphens.
    Character(Stray),
    /// The last label, which is kept for private networks or for no network.
    Reserved(&'static str),
}

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => {
                f.write_str("Use a host name that can be found in public DNS, like find.example.org")
            }
            Self::Character(stray) => write!(
                f,
                "Use a host name of letters, digits, hyphens and dots only, like find.example.org. Yours has {stray}"
            ),
            Self::Reserved(label) => write!(
                f,
                "Use a host name that can be found in public DNS, like find.example.org. Names that end in “.{label}” are for private networks only"
            ),
        }
    }
}

/// The host that this is, if it is one of public DNS.
pub fn parse(typed: &str) -> Option<String> {
    let typed = typed.trim();
    read(typed, 0, typed.len()).ok()
}

/// Reads the host that stands in `text` from byte `from` to byte `to`: punycode, lower case, no dot at the end.
///
/// # Errors
/// [`HostFault`]; places are those in `text`.
pub(crate) fn read(text: &str, from: usize, to: usize) -> Result<String, HostFault> {
    let typed = text.get(from..to).unwrap_or_default();
    let stray = |at: usize, fault: fn(Stray) -> HostFault| {
        Stray::at(text, from + at).map_or(HostFault::Malformed, fault)
    };
    let mut host = String::with_capacity(typed.len());
    let mut skip = 0;
    for (at, character) in typed.char_indices() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let character = match character {
            // Only what need not be encoded: nothing else of ASCII stands in a host, and the rest has its own encoding.
            '%' => match encoded(&typed[at..]).filter(|byte| is_unreserved(*byte)) {
                Some(byte) => {
                    skip = 2;
                    char::from(byte)
                }
                None => return Err(stray(at, HostFault::Character)),
            },
            other => other,
        };
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' => {}
            '_' | '~' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=' => {
                return Err(stray(at, |stray| HostFault::NotPublic(NotPublic::Character(stray))));
            }
            c if may_stand_in_a_host(c) => {}
            _ => return Err(stray(at, HostFault::Character)),
        }
        host.push(character);
    }
    let host = to_ascii(&host).ok_or(HostFault::Malformed)?;
    let host = host.strip_suffix('.').unwrap_or(&host);
    match Host::parse(host) {
        Ok(Host::Domain(name)) => match not_public(&name) {
            None => Ok(name),
            Some(why) => Err(HostFault::NotPublic(why)),
        },
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) => Err(HostFault::IpAddress),
        // An empty label is a matter of form; what looks like an address and is none cannot be read.
        Err(_) => Err(HostFault::Malformed),
    }
}

/// Whether an international name can have this character: alone, after a letter that is read from the left, or from the right.
fn may_stand_in_a_host(c: char) -> bool {
    let is_plain = !c.is_ascii() && !c.is_whitespace() && !c.is_control() && !is_invisible(c);
    is_plain && ["", "a", "א"].iter().any(|before| to_ascii(&format!("{before}{c}")).is_some())
}

fn to_ascii(host: &str) -> Option<String> {
    let read = Uts46::new().to_ascii(host.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Ignore);
    read.ok().map(std::borrow::Cow::into_owned)
}

/// The byte that `%` and two hexadecimal digits stand for, at the beginning of `text`.
pub(crate) fn encoded(text: &str) -> Option<u8> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    let are_digits = digits.bytes().all(|b| b.is_ascii_hexdigit());
    are_digits.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

/// Whether it stands for itself in every part of a URL (RFC 3986, 2.3).
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// DNS rules of a public host name: labels of 1 to 63 letters, digits and hyphens, at least two of them, 253 characters,
/// and a top-level domain that public DNS serves. `name` is in ASCII (punycode) and lower case.
fn not_public(name: &str) -> Option<NotPublic> {
    let labels: Vec<&str> = name.split('.').collect();
    let well_formed = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = labels.last().copied().unwrap_or_default();
    if let Some(reserved) = NOT_PUBLIC.iter().find(|label| **label == top) {
        return Some(NotPublic::Reserved(reserved));
    }
    let is_public = labels.len() >= 2
        && name.len() <= 253
        && labels.iter().all(well_formed)
        && top.bytes().any(|b| b.is_ascii_alphabetic());
    (!is_public).then_some(NotPublic::Form)
}
