//! E-mail addresses of people.

use std::fmt;

use url::Host;

use crate::endpoint::is_public_name;
use crate::problem::Fault as TextFault;

/// Why what was typed is not an address that e-mails can be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailFault {
    /// It is no text that could be kept at all.
    Text(TextFault),
    /// It has not the form `name@host`.
    Malformed,
    /// Its host cannot be found in public DNS.
    HostNotPublic,
}

/// An e-mail address: `local@host` in lower case, of ASCII (the mail service takes no other local part; an international host
/// is in its ASCII form). Mail hosts in practice do not tell letters by their case, and neither does the user pool: equal
/// addresses compare equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest address, in characters (RFC 5321).
    pub const MAX: usize = 254;
    /// The longest part before the `@` (RFC 5321).
    const MAX_LOCAL: usize = 64;

    /// Reads an address as a person typed it. Quoted local parts, comments and addresses in numbers are refused: they are
    /// legal, and in practice mistakes.
    ///
    /// # Errors
    /// [`EmailFault`].
    pub fn parse(typed: &str) -> Result<Self, EmailFault> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EmailFault::Text(TextFault::Missing));
        }
        let characters = typed.chars().count();
        if characters > Self::MAX {
            return Err(EmailFault::Text(TextFault::TooLong { max: Self::MAX, characters }));
        }
        let (local, host) = typed.rsplit_once('@').ok_or(EmailFault::Malformed)?;
        if !is_local_part(local) {
            return Err(EmailFault::Malformed);
        }
        let host = host_name(host)?;
        let address = format!("{}@{host}", local.to_ascii_lowercase());
        if address.len() > Self::MAX {
            let fault = TextFault::TooLong { max: Self::MAX, characters: address.len() };
            return Err(EmailFault::Text(fault));
        }
        Ok(Self(address))
    }

    /// Takes back what [`EmailAddress::parse`] accepted when it was stored.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Words of visible ASCII with single dots between them.
fn is_local_part(local: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
    };
    local.len() <= EmailAddress::MAX_LOCAL && local.split('.').all(is_word)
}

fn host_name(host: &str) -> Result<String, EmailFault> {
    // The parser of URLs would decode percent signs; in an address they are a mistake.
    if host.is_empty() || host.contains('%') || host.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(EmailFault::Malformed);
    }
    match Host::parse(host) {
        Ok(Host::Domain(name)) if is_public_name(&name) => Ok(name),
        Ok(Host::Domain(_)) => Err(EmailFault::HostNotPublic),
        Ok(Host::Ipv4(_) | Host::Ipv6(_)) | Err(_) => Err(EmailFault::Malformed),
    }
}
